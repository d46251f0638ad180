"""A customer as a row of a list: every value ready to be shown, so that the template only puts it in its place."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils import dateformat, formats, timezone

from reseller_portal.lib import amounts, clock, usage
from reseller_portal.lib.avatars import hue, initials
from reseller_portal.lib.money import EXPONENTS

from .countdown import ACTIVE, Standing, standing
from .facts import phone_display
from .meters import USE, MeterOf, plain_meter
from .models import Customer, CustomerTag
from .models.using import NEVER
from .roles import TeamType
from .scope import NOBODY, Scope

Row = Mapping[str, Any]
OF_SUSPENSION = ("starts_at", "held_at", "not_before")
NO_USE = dict.fromkeys(USE)
SHOWN_TAGS = 3  # in a cell; the others are counted


@dataclass
class Rows:
    """How the rows of one page are shown in the language and time zone of whoever asks, all looked up once.

    `currency` is the reseller's (ISO 4217); whoever `may_move` credits finds Recharge on hover. `narrowed` makes the
    address of the list that shows a tag's customers only.
    """

    columns: Sequence[str]
    currency: str
    may_move: bool = False
    scope: Scope = NOBODY
    narrowed: Callable[[int], str] = lambda tag: f"?tag={tag}"
    base: str = field(default_factory=lambda: reverse("customers:list"))
    today: date = field(default_factory=lambda: clock.now().date())
    zone: tzinfo = field(default_factory=timezone.get_current_timezone)
    now: datetime = field(default_factory=clock.now)
    meter: MeterOf = plain_meter
    tags: dict[int, list[dict[str, str]]] = field(default_factory=dict)
    use: dict[int, dict[str, Any]] = field(default_factory=dict)
    hours: dict[int, tuple[int, int]] = field(default_factory=dict)

    @cached_property
    def date_format(self) -> str:
        return formats.get_format("SHORT_DATE_FORMAT")

    def __call__(self, rows: Iterable[Row]) -> list[dict[str, Any]]:
        """The rows of a page, with what its chosen columns show."""
        page = list(rows)
        if "tags" in self.columns:
            self.tags = tags_of(self.scope, [row["id"] for row in page], self.narrowed)
        if "credits" in self.columns:
            self.use = use_of(self.scope, [row["id"] for row in page], self.today)
        if "hours" in self.columns:
            self.hours = hours_of(self.scope, [row["id"] for row in page], self.today)
        shown = [CELLS[name] for name in self.columns if name in CELLS]
        return [self._presented(row, shown) for row in page]

    def _until(self, stands: Standing) -> tuple[str, str]:
        return stands.words(self.now, self.zone, lambda day: dateformat.format(day, self.date_format))

    def _presented(self, row: Row, shown: Sequence[Callable[["Rows", Row], dict[str, Any]]]) -> dict[str, Any]:
        stands = standing(row["disabled_at"], **{name: row[f"suspension__{name}"] for name in OF_SUSPENSION})
        presented = {
            "id": str(row["id"]),
            "url": f"{self.base}{row['id']}/",
            "name": row["name"],
            "initials": initials(row["name"]),
            "hue": str(hue(row["id"])),
            "email": row["email"],
            "disabled": row["disabled_at"] is not None,
            "state": stands.state,
            "until": self._until(stands) if stands.state != ACTIVE else None,
        }
        for cell in shown:
            presented |= cell(self, row)
        return presented


def tags_of(scope: Scope, customers: Sequence[int], narrowed: Callable[[int], str]) -> dict[int, list[dict[str, str]]]:
    """The tags of these customers by name, by customer: one query."""
    rows = CustomerTag.objects.visible_to(scope).filter(organization__in=customers).order_by("tag__name_key", "tag")
    found: dict[int, list[dict[str, str]]] = {}
    for pk, tag, name, colour in rows.values_list("organization", "tag", "tag__name", "tag__colour"):
        found.setdefault(pk, []).append({"name": name, "colour": colour, "url": narrowed(tag)})
    return found


def use_of(scope: Scope, customers: Sequence[int], today: date) -> dict[int, dict[str, Any]]:
    """What the meters of these customers say about time, by customer: one query, whatever all rows are sorted by."""
    rows = Customer.objects.visible_to(scope).filter(pk__in=customers).with_use(today)
    return {row["id"]: row for row in rows.values("id", *USE)}


def hours_of(scope: Scope, customers: Sequence[int], today: date) -> dict[int, tuple[int, int]]:
    """The seconds of 30 days and of the 30 before, by customer: one query, as above."""
    rows = Customer.objects.visible_to(scope).filter(pk__in=customers).with_hours(today)
    return {pk: (hours, before) for pk, hours, before in rows.values_list("id", "hours", "hours_before")}


def _moment(rows: Rows, name: str, moment: datetime) -> dict[str, Any]:
    """A moment as a date, and in full for whoever asks."""
    moment = moment.astimezone(rows.zone)
    day = dateformat.format(moment, rows.date_format)
    return {name: day, f"{name}_iso": moment.isoformat(timespec="seconds"), f"{name}_full": f"{day}, {moment:%H:%M %Z}"}


def _last_used(rows: Rows, row: Row) -> dict[str, Any]:
    return {"last_used": ""} if row["last_used"] <= NEVER else _moment(rows, "last_used", row["last_used"])


def _hours(rows: Rows, row: Row) -> dict[str, Any]:
    hours, before = rows.hours.get(row["id"], (0, 0))
    return {"hours": usage.hours(hours), "change": usage.change(hours, before)}


def _credits(rows: Rows, row: Row) -> dict[str, Any]:
    return {
        "meter": rows.meter({**row, **rows.use.get(row["id"], NO_USE)}).drawn(),
        "recharge": f"{rows.base}{row['id']}/recharge/" if rows.may_move else "",
    }


def _balance(rows: Rows, row: Row) -> dict[str, Any]:
    if not row["balance"]:
        return {"balance": ""}
    return {"balance": f"{rows.currency} {amounts.grouped(row['balance'], EXPONENTS[rows.currency], needless=True)}"}


def _tags(rows: Rows, row: Row) -> dict[str, Any]:
    tags = rows.tags.get(row["id"], [])
    others = tags[SHOWN_TAGS:]
    return {"tags": tags[:SHOWN_TAGS], "more_tags": len(others), "other_tags": ", ".join(tag["name"] for tag in others)}


# What each column adds to a row. Those of id, name, email and status stand in every row.
CELLS: dict[str, Callable[[Rows, Row], dict[str, Any]]] = {
    "phone": lambda rows, row: {"phone": phone_display(row["phone"])},
    "registered": lambda rows, row: _moment(rows, "registered", row["registered_at"]),
    "credits": _credits,
    "seats": lambda rows, row: {"seats": str(row["seats"])},
    "hours": _hours,
    "last_used": _last_used,
    "account": lambda rows, row: {"account": row["account"], "invited": row["accepted_at"] is None},
    "team": lambda rows, row: {"team": TeamType(row["team_type"]).label},
    "company": lambda rows, row: {"company": row["company"]},
    "balance": _balance,
    "tags": _tags,
    "reference": lambda rows, row: {"reference": row["reference"]},
}
