"""Removing one person for good. Deleting a whole customer is the roof's: `reseller_portal`."""

from django.db import transaction

from ..errors import Refused
from ..models import ActivityDetail, Organization, User
from .activity import record_activity
from .erasure import erase_people
from .sessions import end_sessions
from .users import refuse_losing_last_owner


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
    # The organization first, as wherever both are locked.
    organization = Organization.objects.select_for_update(of=("self",)).filter(users=user).first()
    one = User.objects.existing().filter(pk=user.pk)
    locked = one.select_for_update(of=("self",)).first()
    if locked is None:
        raise Refused("This user was removed already.")
    refuse_losing_last_owner(locked)
    end_sessions(locked, by=by)
    erase_people(one, by=by)
    _erase_values_about(locked)
    if organization:
        organization.owner_id = None if organization.owner_id == locked.pk else organization.owner_id
        organization.seats = User.objects.seated().filter(organization=organization).count()
        organization.save(update_fields=["owner", "seats"])
    record_activity("user.removed", locked, organization=organization, by=by)
    return User.objects.get(pk=locked.pk)
