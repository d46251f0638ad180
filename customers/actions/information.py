"""Saving an organization's information, as people do who cannot see each other: two at once lose neither version."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from .. import facts
from ..errors import Refused, Unconfirmed
from ..models import Organization, User
from ..roles import Kind
from .locks import lock_organization
from .merging import Saved, merge
from .organizations import disable_organization, enable_organization, update_organization

RULES: dict[str, Callable[[Any], Any]] = {
    "name": facts.name,
    "email": facts.email,
    "phone": facts.phone,
    "active": bool,
    "time_zone": facts.time_zone,
}


def information_of(organization: Organization) -> dict[str, Any]:
    """The values that a form of this organization opens with.

    A customer's has Active, a reseller's own its time zone: nobody disables themselves, and customers inherit the zone.
    """
    known = {"name": organization.name, "email": organization.email or "", "phone": organization.phone}
    if organization.kind == Kind.RESELLER:
        return {**known, "time_zone": organization.time_zone}
    return {**known, "active": organization.is_active}


@transaction.atomic
def save_information(
    organization: Organization,
    *,
    given: Mapping[str, Any],
    opened_with: Mapping[str, Any],
    confirmed: bool = False,
    by: User,
) -> Saved:
    """Save what `information_of` lists as `given` in a form that was opened with `opened_with`.

    A field that was not touched keeps what somebody else saved meanwhile. Raises Conflict for fields that both changed,
    Unconfirmed when it would disable and `confirmed` is false, and Refused as `update_organization` does. The row is
    locked before it is compared, so of two saves at one moment the later one sees the earlier.
    """
    locked = lock_organization(organization.pk)
    if locked is None or locked.deleted_at:
        raise Refused("This customer was deleted meanwhile.")
    theirs = information_of(locked)
    typed = {name: RULES[name](given[name]) for name in theirs}
    # Before this save adds rows of its own.
    saved = merge(locked, typed=typed, opened_with=opened_with, theirs=theirs)
    _apply(locked, {name: typed[name] for name in saved.changed}, confirmed=confirmed, by=by)
    return saved


def _apply(organization: Organization, changes: dict[str, Any], *, confirmed: bool, by: User) -> None:
    active = changes.pop("active", None)
    if changes:
        update_organization(organization, by=by, **changes)
    if active is False and not confirmed:
        # Raised after everything else has passed; the transaction takes it all back.
        raise Unconfirmed("Say that this customer is to be disabled.")
    if active is not None:
        (enable_organization if active else disable_organization)(organization, by=by)
