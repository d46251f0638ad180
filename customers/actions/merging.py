"""Saving a form that others may have saved meanwhile: who changed what, and what nobody may lose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from ..errors import Conflict
from ..models import Activity, Organization

_SWITCHES = ("organization.disabled", "organization.enabled")


@dataclass(frozen=True)
class Saved:
    """What became of it: the fields that were `changed`, and those `kept` as others set them meanwhile, with who."""

    organization: Organization
    changed: tuple[str, ...]
    kept: dict[str, str] = field(default_factory=dict)


def merge(
    organization: Organization, *, typed: Mapping[str, Any], opened_with: Mapping[str, Any], theirs: Mapping[str, Any]
) -> Saved:
    """Compare what was typed into a form with what it was opened with, and that with what is saved now.

    A field that was not touched keeps what somebody else saved. Raises Conflict for fields that both changed. The
    caller has locked the organization, and saves what is `changed`.
    """
    mine = {name for name in typed if typed[name] != opened_with[name]}
    meanwhile = {name for name in typed if theirs[name] != opened_with[name]}
    if disputed := {name for name in mine & meanwhile if typed[name] != theirs[name]}:
        who = _changed_by(organization, disputed, order=typed)
        raise Conflict("Somebody else saved first.", theirs=theirs, disputed=who)
    changed = tuple(name for name in typed if name in mine - meanwhile)
    # What both set alike needs no words.
    return Saved(organization, changed, _changed_by(organization, meanwhile - mine, order=typed))


def _changed_by(organization: Organization, names: Iterable[str], *, order: Iterable[str]) -> dict[str, str]:
    """Who last changed each of these fields, by field. The newest rows are enough: it happened a moment ago."""
    wanted, found = set(names), dict[str, str]()
    if not wanted:
        return {}
    about = Q(subject_kind__in=["organization", "billing"]) | Q(verb="user.changed", subject_id=organization.owner_id)
    rows = Activity.objects.filter(about, organization=organization).select_related("actor")
    for row in rows.order_by("-id")[:50]:
        for name in wanted & {"active" if row.verb in _SWITCHES else "", *row.fields}:
            found.setdefault(name, str(row.actor) if row.actor else "The system")
    return {name: found.get(name, "Somebody else") for name in order if name in wanted}
