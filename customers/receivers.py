"""What allauth does, written down as activity: its own writes stand, and these are their rows."""

from typing import Any

from allauth.account.signals import email_changed, user_logged_in
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from .actions.activity import record_activity
from .actions.team_types import keep_team_type
from .models import User


@receiver(user_logged_in)
def on_signed_in(request: HttpRequest, user: User, **kwargs: Any) -> None:
    record_activity("user.signed_in", user, organization=user.organization, by=user)


@receiver(user_logged_out)
def on_signed_out(request: HttpRequest, user: User | None, **kwargs: Any) -> None:
    if user is not None and user.pk:
        record_activity("user.signed_out", user, organization=user.organization, by=user)


@receiver(email_changed)
def on_email_changed(user: User, from_email_address: Any, to_email_address: Any, **kwargs: Any) -> None:
    # Sent for the first proof of an address too, which moves nothing.
    verb = "user.email_changed" if from_email_address else "user.email_confirmed"
    before = {"email": from_email_address.email} if from_email_address else {}
    after = {"email": to_email_address.email} if from_email_address else {}
    record_activity(verb, user, organization=user.organization, by=user, before=before, after=after)
    keep_team_type(user.organization, by=user)
