"""Saving an organization's information, as people do who cannot see each other: two at once lose neither version."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from .. import facts
from ..errors import Conflict, Refused, Unconfirmed
from ..models import Activity, Organization, User
from ..roles import Kind
from .locks import lock_organization
from .organizations import disable_organization, enable_organization, update_organization

RULES: dict[str, Callable[[Any], Any]] = {
    "name": facts.name,
    "email": facts.email,
    "phone": facts.phone,
    "active": bool,
    "time_zone": facts.time_zone,
}
_SWITCHES = ("organization.disabled", "organization.enabled")


@dataclass(frozen=True)
class Saved:
    """What became of it: the fields that were `changed`, and those `kept` as others set them meanwhile, with who."""

    organization: Organization
    changed: tuple[str, ...]
    kept: dict[str, str] = field(default_factory=dict)


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
    saved = lock_organization(organization.pk)
    if saved is None or saved.deleted_at:
        raise Refused("This customer was deleted meanwhile.")
    theirs = information_of(saved)
    typed = {name: RULES[name](given[name]) for name in theirs}
    mine = {name for name in typed if typed[name] != opened_with[name]}
    meanwhile = {name for name in typed if theirs[name] != opened_with[name]}
    if disputed := {name for name in mine & meanwhile if typed[name] != theirs[name]}:
        raise Conflict("Somebody else saved first.", theirs=theirs, disputed=_changed_by(saved, disputed))
    changed = tuple(name for name in typed if name in mine - meanwhile)
    # Before this save adds rows of its own. What both set alike needs no words.
    kept = _changed_by(saved, meanwhile - mine)
    _apply(saved, {name: typed[name] for name in changed}, confirmed=confirmed, by=by)
    return Saved(saved, changed, kept)


def _apply(organization: Organization, changes: dict[str, Any], *, confirmed: bool, by: User) -> None:
    active = changes.pop("active", None)
    if changes:
        update_organization(organization, by=by, **changes)
    if active is False and not confirmed:
        # Raised after everything else has passed; the transaction takes it all back.
        raise Unconfirmed("Say that this customer is to be disabled.")
    if active is not None:
        (enable_organization if active else disable_organization)(organization, by=by)


def _changed_by(organization: Organization, names: Iterable[str]) -> dict[str, str]:
    """Who last changed each of these fields, by field. The newest rows are enough: it happened a moment ago."""
    wanted, found = set(names), dict[str, str]()
    if not wanted:
        return {}
    rows = Activity.objects.filter(organization=organization, subject_kind="organization").select_related("actor")
    for row in rows.order_by("-id")[:50]:
        for name in wanted & {"active" if row.verb in _SWITCHES else "", *row.fields}:
            found.setdefault(name, str(row.actor) if row.actor else "The system")
    return {name: found.get(name, "Somebody else") for name in RULES if name in wanted}
