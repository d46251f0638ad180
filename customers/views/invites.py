"""Invitations, as the reseller sees them: making links, mailing them, and what became of each."""

from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from reseller_portal.lib.htmx import answer, dialog, done
from reseller_portal.lib.origin import absolute_url
from reseller_portal.lib.tables import whole_number

from .. import invitations
from ..access import ScopedRequest, screen
from ..actions.form_keys import make_once
from ..actions.invites import create_link, mail_invites
from ..errors import Refused
from ..forms.fields import refusals_in
from ..forms.invites import LinkForm, MailForm
from ..models import Invite, Organization

PAGE = 25
CHANGED = "invites-changed"


def _listed(request: ScopedRequest) -> dict[str, Any]:
    """The invites, newest first, each with its menu."""
    found = Invite.objects.visible_to(request.scope).standing().select_related("made_by", "tenant").with_customers()
    page = Paginator(found.order_by("-id"), PAGE).get_page(max(1, whole_number(request.GET.get("page"), 1)))
    return {"rows": [(invite, invitations.entries(invite)) for invite in page.object_list], "page": page}


def _page(
    request: ScopedRequest, *, link: forms.Form | None = None, mail: forms.Form | None = None,
    made: Invite | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    # The secret is in this one answer only: it was never stored, and pages may not be kept.
    address = absolute_url("customers:join", made.token) if made and made.token else ""
    context = {"link_form": link or LinkForm(), "mail_form": mail or MailForm(), "made": made, "address": address}
    return render(request, "customers/invites.html", {**context, **_listed(request)}, status=status)


def _make_link(request: ScopedRequest) -> HttpResponse:
    form = LinkForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            reseller = cast(Organization, request.scope.organization)
            make = partial(create_link, reseller, uses=form.cleaned_data["uses"], by=request.user)
            made, _ = make_once(Invite, form.cleaned_data["key"], form="invite link", make=make, by=request.user)
            return _page(request, made=made)
    return _page(request, link=form, status=422)


def _mail(request: ScopedRequest) -> HttpResponse:
    form = MailForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            reseller, emails = cast(Organization, request.scope.organization), form.cleaned_data["emails"]

            def make() -> Invite:
                return mail_invites(reseller, emails=emails, by=request.user)[0]

            make_once(Invite, form.cleaned_data["key"], form="invites by mail", make=make, by=request.user)
            to = emails[0] if len(emails) == 1 else f"{len(set(emails))} addresses"
            messages.success(request, f"An invitation is on its way to {to}")
            return redirect("customers:invite")
    return _page(request, mail=form, status=422)


@screen("customers.change", "POST")
def invite(request: ScopedRequest) -> HttpResponse:
    """Make a link or mail some, and see what became of those before."""
    if request.method == "POST":
        return _mail(request) if request.POST.get("section") == "mail" else _make_link(request)
    context = {"link_form": LinkForm(), "mail_form": MailForm(), **_listed(request)}
    return answer(request, "customers/invites.html", "customers/_invites.html", context)


@screen("customers.change", "POST")
def change_invite(request: ScopedRequest, invite_pk: int, noun: str) -> HttpResponse:
    """Say what a change of one invite does, and do it. The new link of one to copy is shown on the page."""
    rows = Invite.objects.visible_to(request.scope).select_related("tenant")
    given, change = get_object_or_404(rows, pk=invite_pk), invitations.BY_NOUN[noun]
    to, refusal = reverse("customers:invite"), ""
    if request.method == "POST":
        try:
            made = change.act(given, by=request.user)
            if made.token:
                return _page(request, made=made)
            return done(request, change.done(made), to=to, event=CHANGED)
        except Refused as refused:
            refusal = refused.message
    context = {"invite": given, "change": change, "label": change.label(given), "button": change.button(given),
               "facts": change.facts(given), "address": request.path, "refusal": refusal, "back": to}  # fmt: skip
    heading = f"{change.label(given)}: {given}"
    return dialog(request, heading, "customers/_invite_change.html", context, status=422 if refusal else 200)
