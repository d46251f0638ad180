"""Removing one person for good. Deleting a whole customer is the roof's: `reseller_portal`."""

from django.db import transaction

from ..models import ActivityDetail, User
from ..standing import refuse_losing_last_owner, refuse_self, refuse_unless_manager
from .activity import record_activity
from .answers import erase_answers_about
from .erasure import erase_people
from .locks import lock_user
from .sessions import end_sessions
from .team_types import keep_team_type


def _erase_values_about(user: User) -> None:
    """Empty what activity says about one person: the values of their rows, and the addresses they acted from."""
    about = ActivityDetail.objects.filter(activity__subject_kind="user", activity__subject_id=user.pk)
    about.update(before={}, after={})
    ActivityDetail.objects.filter(activity__actor=user).update(address=None)


@transaction.atomic
def remove_user(user: User, *, by: User | None) -> User:
    """Make somebody a tombstone: out at once, seat free, address free for another sign-in, personal values erased.

    The organization of a removed owner has none until another is chosen; its mails go to the contact address. Refusing
    instead would let the last user of a customer never be removed, and people may ask to be forgotten. Only a
    reseller's last owner stays.
    """
    organization = lock_user(user).organization
    refuse_unless_manager(organization, by=by)
    refuse_self(user, by=by, verb="remove")
    refuse_losing_last_owner(user, by=by)
    end_sessions(user, by=by)
    erase_people(User.objects.filter(pk=user.pk), by=by)
    _erase_values_about(user)
    erase_answers_about(user, by=by)
    if organization:
        organization.owner_id = None if organization.owner_id == user.pk else organization.owner_id
        organization.seats = User.objects.seated().filter(organization=organization).count()
        organization.save(update_fields=["owner", "seats"])
        keep_team_type(organization, by=by)
    record_activity("user.removed", user, organization=organization, by=by)
    return User.objects.get(pk=user.pk)
