"""Reset password: a random one is shown once, and set when it is confirmed.

Between the two steps the server keeps what the password is made from, in the session; the browser only says yes. The
form's `mark` tells which one it is about, for whoever has the dialog open twice.
"""

import secrets
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from reseller_portal.lib import clock
from reseller_portal.lib.htmx import dialog, done

from ..access import ScopedRequest, screen
from ..actions.passwords import reset_password
from ..actions.users import add_user
from ..errors import Refused
from ..models import Organization, User
from ..passwords import generated_password
from ..roles import Level
from .detail import customer_or_404
from .users import CHANGED

KEPT = "generated_password"
KEPT_FOR = timedelta(minutes=15)
GONE = "Generate a password first. The one before was used already, or is older than 15 minutes."


def _generate(request: ScopedRequest, person: User) -> dict[str, str]:
    """A new password to show, and the mark of it. What it is made from stays in the session."""
    mark, nonce = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
    request.session[KEPT] = {"user": person.pk, "mark": mark, "nonce": nonce, "at": clock.now().timestamp()}
    return {"mark": mark, "password": generated_password(nonce)}


def _take_kept(request: ScopedRequest, person: User) -> str:
    """The password that was shown last, for this person and in this form. It is kept no longer."""
    kept = request.session.pop(KEPT, None)
    if kept is None or kept["user"] != person.pk:
        raise Refused(GONE)
    fresh = clock.now().timestamp() - kept["at"] < KEPT_FOR.total_seconds()
    if not fresh or not constant_time_compare(kept["mark"], request.POST.get("mark", "")):
        raise Refused(GONE)
    return generated_password(kept["nonce"])


def _reset(request: ScopedRequest, customer: Organization, person: User, *, to: str) -> HttpResponse:
    step = request.POST.get("step")
    context = {"customer": customer, "person": person, "address": request.path, "back": to}
    heading, part = f"Reset the password of {person}", "customers/_password.html"
    if step == "generate":
        return dialog(request, heading, part, context | _generate(request, person), again=True)
    if request.method == "POST":
        try:
            reset_password(person, password=_take_kept(request, person), by=request.user)
            text = f"The password of {person} was reset. The new one works once, for 72 hours"
            return done(request, text, to=to, event=CHANGED)
        except Refused as refusal:
            return dialog(request, heading, part, context | {"refusal": refusal.message}, status=422)
    return dialog(request, heading, part, context)


def _invite(request: ScopedRequest, customer: Organization, *, to: str) -> HttpResponse:
    """What there is instead where nobody is the owner: an invitation for the contact address."""
    context, refusal = {"customer": customer, "address": request.path, "back": to}, ""
    if request.method == "POST":
        try:
            given = {"email": customer.email or "", "first_name": "", "last_name": ""}
            add_user(customer, level=Level.ADMINISTRATOR, by=request.user, **given)  # type: ignore[arg-type]
            return done(request, f"A link to set a password was mailed to {customer.email}", to=to, event=CHANGED)
        except Refused as refused:
            refusal = refused.message
    facts = {**context, "refusal": refusal}
    return dialog(
        request, f"{customer} has no owner", "customers/_no_owner.html", facts, status=422 if refusal else 200
    )


@screen("customers.change", "POST")
def owner_password(request: ScopedRequest, pk: int) -> HttpResponse:
    """A new password for the owner, from a customer's menu."""
    customer, to = customer_or_404(request, pk), reverse("customers:detail", args=[pk])
    owner = User.objects.visible_to(request.scope).filter(pk=customer.owner_id).first()
    return _reset(request, customer, owner, to=to) if owner else _invite(request, customer, to=to)


@screen("customers.change", "POST")
def user_password(request: ScopedRequest, pk: int, user_pk: int) -> HttpResponse:
    """A new password for one of a customer's people, from the Users tab."""
    customer, to = customer_or_404(request, pk), reverse("customers:users", args=[pk])
    person = get_object_or_404(User.objects.visible_to(request.scope).filter(organization=customer), pk=user_pk)
    return _reset(request, customer, person, to=to)
