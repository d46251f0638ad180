"""Writes about missions: rows of the platform, in staff's words."""

from django.db import transaction

from customers import facts
from customers.actions.activity import changes, record_activity
from customers.models import User

from ..missions import built_in
from ..models import Mission

TITLE_LENGTH, TEXT_LENGTH = 80, 200


def title(value: str) -> str:
    """What a mission is called: as a name, 80 characters at most."""
    return facts.name(value, field="title", length=TITLE_LENGTH, label="Title")


def text(value: str) -> str:
    """What it says while it is open: 200 characters at most, or empty."""
    return facts.name(value, field="text", length=TEXT_LENGTH, label="Text") if value.strip() else ""


@transaction.atomic
def write_missions_down(*, by: User | None) -> None:
    """Make a row of each built-in mission that has none, for staff to edit. Repeating it changes nothing."""
    Mission.objects.bulk_create(built_in(), ignore_conflicts=True)


@transaction.atomic
def update_mission(mission: Mission, *, by: User | None, **given: str | int | bool) -> Mission:
    """Another title, text or position, and whether it is shown at all."""
    mission = Mission.objects.select_for_update().get(pk=mission.pk)
    rules = {"title": title, "text": text}
    cleaned = {name: rules[name](str(value)) if name in rules else value for name, value in given.items()}
    before, after = changes(mission, cleaned)
    if after:
        mission.save(update_fields=list(after))
        record_activity("mission.changed", mission, organization=None, by=by, before=before, after=after)
    return mission
