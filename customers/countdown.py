"""The days of a disabled customer: when it is deleted, what its status is now, and the words for both."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.utils import formats, timezone

from reseller_portal.lib import clock

from .models import Organization
from .roles import Kind

# So many times 24 hours, whatever the clocks on the wall do in between (security T11).
KEPT_FOR = timedelta(days=90)
NOTICE = timedelta(days=14)
ANNOUNCED = (14, 1)  # days ahead at which the reseller is mailed

ACTIVE, SCHEDULED, DISABLED, HELD = STATES = ("active", "scheduled", "disabled", "held")


def deletes_at(disabled_at: datetime, not_before: datetime | None = None) -> datetime:
    """When a customer disabled at a moment is deleted, unless that is held or it is enabled again."""
    due = disabled_at.astimezone(UTC) + KEPT_FOR
    return max(due, not_before) if not_before else due


def due_of(customer: Organization) -> datetime:
    """The same of a disabled customer at hand."""
    found = getattr(customer, "suspension", None)
    assert customer.disabled_at is not None  # noqa: S101
    return deletes_at(customer.disabled_at, found.not_before if found else None)


def day_begins(day: date, zone: str) -> datetime:
    """The first moment of a day in a time zone, also where clocks skip midnight on it."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


@dataclass(frozen=True)
class Standing:
    """Where a customer stands: active, scheduled, disabled or held; and when it is disabled or deleted, if known."""

    state: str
    at: datetime | None = None

    def words(self, now: datetime, zone: tzinfo, written: Callable[[date], str]) -> tuple[str, str]:
        """What becomes of it: in a sentence, and shorter where there is little room. Empty for an active one."""
        if self.state == HELD:
            return "Deletion on hold", "On hold"
        if self.at is None:
            return "", ""
        day, today = self.at.astimezone(zone).date(), now.astimezone(zone).date()
        if self.state == SCHEDULED:
            return f"Will be disabled on {written(day)}", f"until {written(day)}"
        if self.at <= now:
            return f"Due for deletion since {written(day)}", "Due"
        days = (day - today).days
        within = {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
        left = {0: "Last day", 1: "1 day left"}.get(days, f"{days} days left")
        return f"Deleted on {written(day)}, {within}", left

    @property
    def sentence(self) -> str:
        """The sentence, in the language and time zone of whoever asks."""
        return self.words(clock.now(), timezone.get_current_timezone(), formats.date_format)[0]


def standing(
    disabled_at: datetime | None,
    *,
    starts_at: datetime | None = None,
    held_at: datetime | None = None,
    not_before: datetime | None = None,
) -> Standing:
    """From the columns of a customer and of its suspension, which may be missing."""
    if disabled_at is None:
        return Standing(SCHEDULED, starts_at) if starts_at else Standing(ACTIVE)
    due = deletes_at(disabled_at, not_before)
    return Standing(HELD, due) if held_at else Standing(DISABLED, due)


def standing_of(customer: Organization) -> Standing:
    """The same of a customer at hand. A reseller is never deleted, so nothing is known of it but its state."""
    found = getattr(customer, "suspension", None)
    known = {name: getattr(found, name) for name in ("starts_at", "held_at", "not_before")} if found else {}
    stands = standing(customer.disabled_at, **known)
    return Standing(stands.state) if customer.kind == Kind.RESELLER and stands.state == DISABLED else stands
