"""Passwords that others set: a reseller for its customers' people."""

from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from reseller_portal.lib import clock

from ..errors import Refused
from ..models import User
from ..passwords import check_given_password
from .activity import record_activity
from .locks import lock_user
from .sessions import end_sessions
from .users import adopt_password

GENERATED_LASTS = timedelta(hours=72)


@transaction.atomic
def give_password(user: User, *, password: str, by: User | None) -> User:
    """Set somebody's password for good, by the rules for passwords that others set; otherwise as `set_password`."""
    check_given_password(password, user)
    return adopt_password(user, hashed=make_password(password), by=by)


@transaction.atomic
def reset_password(user: User, *, password: str, by: User | None) -> User:
    """Set a generated password that lets in once, for 72 hours, and must then be changed.

    Every session of the user ends, and the user is mailed that it happened; the password is in no mail and no row.
    Raises Refused for somebody who was deactivated: the password would let nobody in.
    """
    from ..tasks import mail_password_replaced

    check_given_password(password, user)
    lock_user(user)
    if not user.is_active:
        raise Refused(f"{user} is deactivated. Reactivate {user.get_short_name()} first.")
    adopt_password(user, hashed=make_password(password), by=by, verb="user.password_reset")
    user.must_change_password, user.password_expires_at = True, clock.now() + GENERATED_LASTS
    user.save(update_fields=["must_change_password", "password_expires_at"])
    end_sessions(user, by=by)
    mail_password_replaced.enqueue(user.pk)
    return user


@transaction.atomic
def use_up_password(user: User, *, by: User | None) -> bool:
    """Let a generated password in this once. False when it did so before, or its 72 hours are over."""
    now = clock.now()
    if user.password_expires_at is None:
        return True
    # One statement: of two who sign in with it at the same moment, one is let in.
    fresh = User.objects.filter(pk=user.pk, password=user.password, password_expires_at__gt=now)
    if not fresh.update(password_expires_at=now):
        return False
    record_activity("user.generated_password_used", user, organization=user.organization, by=by)
    return True
