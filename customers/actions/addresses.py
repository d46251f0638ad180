"""Writes about the addresses that people sign in with."""

from allauth.account.models import EmailAddress
from django.db import transaction

from ..errors import Refused
from ..models import User
from .activity import record_activity
from .locks import lock_user


def unproved_address(user: User) -> EmailAddress | None:
    """The address somebody signs in with, while nobody has followed a link that was mailed to it; None once proved."""
    return EmailAddress.objects.filter(user=user, email=user.email, verified=False).first()


@transaction.atomic
def mail_confirmation_link(user: User, *, by: User | None) -> User:
    """Mail a link that proves the address somebody signs in with."""
    from ..tasks import mail_email_confirmation

    lock_user(user)
    address = unproved_address(user)
    if address is None:
        raise Refused("This address is confirmed already.")
    mail_email_confirmation.enqueue(address.pk)
    record_activity("user.email_confirmation_mailed", user, organization=user.organization, by=by)
    return user
