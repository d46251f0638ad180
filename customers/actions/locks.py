"""Locking rows before they are changed, in one order everywhere: the organization first, then its users."""

from collections.abc import Iterable

from django.db import transaction

from ..errors import Refused
from ..models import Organization, User
from ..models.organizations import OrganizationQuerySet


def lock_organization(pk: int) -> Organization | None:
    """An organization as it stands now, locked until the transaction ends.

    Without its key: whoever writes a row that refers to it (a sign-in's activity, a new customer) need not wait, and so
    cannot be half of a deadlock.
    """
    return Organization.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk).first()


def lock_organizations(ids: Iterable[int]) -> dict[int, Organization]:
    """The same of many, in the order of their IDs, which is how they come back."""
    rows = Organization.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=set(ids))
    return {organization.pk: organization for organization in rows.order_by("pk")}


def lock_living_of(organizations: OrganizationQuerySet) -> list[Organization]:
    """Those of the organizations that are not deleted, by ID, as they stand now and locked like one."""
    ids = list(organizations.values_list("pk", flat=True))
    living = Organization.objects.existing().filter(pk__in=ids).order_by("pk")
    return list(living.select_for_update(of=("self",), no_key=True))


@transaction.atomic
def lock_user(user: User) -> User:
    """The user, with all fields as they stand now, locked after its organization. Raises Refused for one that was removed.

    What a screen read a moment ago may be gone: without this a change of somebody removed meanwhile would bring the
    tombstone half back to life.
    """
    if user.organization_id:
        lock_organization(user.organization_id)
    rows = User.objects.select_related("organization__tenant").select_for_update(of=("self",))
    user.refresh_from_db(from_queryset=rows)
    if user.deleted_at:
        raise Refused("This user was removed already.")
    return user
