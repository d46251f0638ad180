"""The rules for what the product reports and for what staff set about metrics.

Each returns the value to keep or raises Refused with its field.
"""

import re
from datetime import datetime, timedelta
from typing import Any

from customers import facts
from customers.errors import Refused
from reseller_portal.lib.text import without_controls

from .models.transcriptions import FAILURE_LENGTH, NAME_LENGTH, REFERENCE_LENGTH
from .models.usage import EVENT_ID_LENGTH, LARGEST_AMOUNT, LARGEST_QUANTITY

OWN_EVENTS = "transcription:"  # how the IDs begin of events that the portal reports itself
LATE, EARLY = timedelta(days=90), timedelta(hours=1)
LANGUAGE_LENGTH, MODEL_LENGTH, STEP_LENGTH = 35, 60, 100
LARGEST_UNIT = 2**31 - 1  # what the column holds
_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
_EVENT_ID = re.compile(rf"[!-~]{{1,{EVENT_ID_LENGTH}}}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def event_id(value: str) -> str:
    """The product's own ID of an event: 1 to 64 characters of printable ASCII without spaces."""
    if not _EVENT_ID.fullmatch(value):
        raise Refused(f"Use 1 to {EVENT_ID_LENGTH} letters, digits and signs of ASCII, no spaces.", field="event_id")
    if value.startswith(OWN_EVENTS):
        raise Refused(f"IDs that begin with {OWN_EVENTS} are the portal's own.", field="event_id")
    return value


def quantity(value: int, *, field: str = "quantity", least: int = 1) -> int:
    """Whole base units of a metric."""
    return _whole(value, field=field, least=least, most=LARGEST_QUANTITY)


def language(value: str) -> str:
    """A language tag (BCP 47), or nothing. Its case says nothing (RFC 5646, 2.1.1), so that it is kept in one way."""
    if value and (len(value) > LANGUAGE_LENGTH or not _LANGUAGE.fullmatch(value)):
        raise Refused("Use a language tag such as en or pt-BR.", field="language")
    first, *rest = value.split("-")
    return "-".join([first.lower(), *map(_subtag, rest)])


def _subtag(value: str) -> str:
    """As RFC 5646 writes it: a region in capitals, a script with one."""
    lower = value.lower()
    return lower.upper() if len(value) == 2 else lower.capitalize() if len(value) == 4 and value.isalpha() else lower


def aware(value: datetime) -> datetime:
    """A moment that says in which time zone it is."""
    if value.utcoffset() is None:
        raise Refused("Say in which time zone this is, for example 2026-11-28T09:30:00Z.", field="occurred_at")
    return value


def occurred_at(value: datetime, *, now: datetime) -> datetime:
    """When an event happened: at most 90 days ago, and at most an hour ahead, for clocks that go wrong."""
    if value > now + EARLY:
        raise Refused("This lies ahead by more than an hour.", field="occurred_at")
    if value < now - LATE:
        raise Refused(f"This is more than {LATE.days} days ago.", field="occurred_at")
    return value


def name(value: str) -> str:
    """What a recording is called: a name, and its file's will do."""
    return facts.name(value, length=NAME_LENGTH)


def reference(value: str | None) -> str | None:
    """The product's own ID of a transcription, or none."""
    return facts.name(value, field="reference", length=REFERENCE_LENGTH, label="Reference") if value else None


def model(value: str) -> str:
    """The name of the model that listens, or nothing."""
    return facts.name(value, field="model", length=MODEL_LENGTH, label="Model") if value.strip() else ""


def step(value: str) -> str:
    return facts.name(value, length=STEP_LENGTH)


def failure(value: str) -> str:
    """Why something failed, in one line. A program's message may be long: the rest of it is left out, and not refused."""
    if not (cleaned := without_controls(value).strip()):
        raise Refused("Say why it failed.", field="reason")
    return cleaned if len(cleaned) <= FAILURE_LENGTH else f"{cleaned[: FAILURE_LENGTH - 1]}…"


def metric_code(value: str) -> str:
    """As the API names a metric."""
    if not _CODE.fullmatch(value):
        raise Refused("Use 2 to 40 small letters, digits and _, a letter first.", field="code")
    return value


def metric(*, name: str, unit: str, base_unit: str, base_per_unit: int, price: int, per: int) -> dict[str, Any]:
    """All that staff set about a metric. `price` is in hundredths of a credit."""
    return {
        "name": facts.name(name, length=60),
        "unit": facts.name(unit, field="unit", length=20, label="Unit"),
        "base_unit": facts.name(base_unit, field="base_unit", length=20, label="Base unit"),
        "base_per_unit": _whole(base_per_unit, field="base_per_unit", least=1, most=LARGEST_UNIT),
        "price": _whole(price, field="price", least=0, most=LARGEST_AMOUNT),
        "per": _whole(per, field="per", least=1, most=LARGEST_UNIT),
    }


def _whole(value: int, *, field: str, least: int, most: int) -> int:
    if not least <= value <= most:
        raise Refused(f"Use a whole number from {least} to {most:,}.", field=field)
    return value
