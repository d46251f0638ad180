"""Where an invitation leads: somebody registers, and is a reseller's customer. Opening the page uses nothing up."""

from typing import Any

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reseller_portal.lib.avatars import initials

from .. import links
from ..actions.invites import register_customer
from ..errors import Ended
from ..forms.fields import refusals_in
from ..forms.invites import JoinForm
from ..models import Invite, User


def _show(request: HttpRequest, template: str, invite: Invite | None, status: int, **context: Any) -> HttpResponse:
    """A page in the reseller's name; in nobody's where the link is forged."""
    name = invite.tenant.name if invite else ""
    brand = {"name": name, "initial": initials(name)[:1] if name else ""}
    response = render(request, template, {"invite": invite, "brand": brand, **context}, status=status)
    # The token stands in the address, and must not stand in a Referer. With no-referrer a browser would send its forms with
    # `Origin: null`, which the CSRF check refuses; strict-origin never sends a path either.
    response.headers["Referrer-Policy"] = "strict-origin" if "form" in context else "no-referrer"
    return response


def _ended(request: HttpRequest, invite: Invite | None) -> HttpResponse:
    return _show(request, "customers/join_ended.html", invite, 410 if invite else 404)


def _signed_in(request: HttpRequest, user: User, invite: Invite) -> HttpResponse:
    """Nobody who has a sign-in is moved: the page offers to sign out. Who has just registered here goes on."""
    registration = getattr(user, "registration", None)
    if registration and request.method == "POST" and str(registration.key) == request.POST.get("key"):
        return redirect("portal:home")
    if not invite.is_usable:
        return _ended(request, invite)
    status = 403 if request.method == "POST" else 200
    return _show(request, "customers/join_signed_in.html", invite, status, form=None)


def _register(request: HttpRequest, invite: Invite, form: JoinForm) -> HttpResponse:
    user = register_customer(invite, **form.cleaned_data, by=None)
    response = perform_login(request, user, email_verification="none")
    told = "" if invite.email else f" Follow the link that was mailed to {user.email} to confirm your address."
    messages.success(request, f"Welcome to {invite.tenant}.{told}")
    return response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Register with an invitation, and be signed in."""
    invite = links.invite_of(token)
    if invite is None:
        return _ended(request, None)
    if isinstance(request.user, User):
        return _signed_in(request, request.user, invite)
    form = JoinForm(request.POST if request.method == "POST" else None, invite=invite)
    if form.is_valid():
        try:
            with refusals_in(form, besides=(Ended,)):
                return _register(request, invite, form)
        except Ended:
            return _ended(request, invite)
    if not invite.is_usable:
        return _ended(request, invite)
    return _show(request, "customers/join.html", invite, 422 if form.errors else 200, form=form)
