"""When a disabled customer is deleted, and how that is said."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from customers.countdown import day_begins, deletes_at, standing

NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def words(now: datetime = NOW, zone: ZoneInfo = AMSTERDAM, **known: datetime | None) -> str:
    disabled_at = known.pop("disabled_at", None)
    return " / ".join(standing(disabled_at, **known).words(now, zone, lambda day: f"{day:%-d %b %Y}"))


def test_ninety_days_are_so_many_times_24_hours_whatever_the_clocks_do() -> None:
    before_summer_time = datetime(2027, 1, 5, 12, tzinfo=AMSTERDAM)
    assert deletes_at(before_summer_time).astimezone(UTC) - before_summer_time.astimezone(UTC) == timedelta(days=90)
    assert deletes_at(before_summer_time.astimezone(UTC)).astimezone(AMSTERDAM).hour == 13


@pytest.mark.parametrize(
    ("later", "said"),
    [
        (timedelta(), "Deleted on 19 Feb 2027, in 90 days / 90 days left"),
        (timedelta(days=76), "Deleted on 19 Feb 2027, in 14 days / 14 days left"),
        (timedelta(days=88, hours=20), "Deleted on 19 Feb 2027, tomorrow / 1 day left"),
        (timedelta(days=89, hours=23, minutes=59), "Deleted on 19 Feb 2027, today / Last day"),
        (timedelta(days=90), "Due for deletion since 19 Feb 2027 / Due"),
    ],
)
def test_a_disabled_customer_says_its_day_and_how_far_it_is(later: timedelta, said: str) -> None:
    assert words(NOW + later, disabled_at=NOW) == said


def test_the_day_is_that_of_the_reader() -> None:
    assert words(zone=ZoneInfo("Pacific/Auckland"), disabled_at=NOW + timedelta(hours=3)).startswith(
        "Deleted on 20 Feb"
    )


def test_a_date_to_come_is_said() -> None:
    assert words(starts_at=NOW + timedelta(days=12)) == "Will be disabled on 3 Dec 2026 / until 3 Dec 2026"


def test_a_held_one_has_no_day() -> None:
    assert words(disabled_at=NOW, held_at=NOW) == "Deletion on hold / On hold"


def test_an_active_one_says_nothing() -> None:
    assert words() == " / "


def test_notice_puts_the_day_off_and_never_forward() -> None:
    assert deletes_at(NOW, NOW + timedelta(days=100)) == NOW + timedelta(days=100)
    assert deletes_at(NOW, NOW + timedelta(days=5)) == NOW + timedelta(days=90)


@pytest.mark.parametrize(
    ("day", "zone", "begins"),
    [
        (date(2026, 12, 3), "Europe/Amsterdam", datetime(2026, 12, 2, 23, tzinfo=UTC)),
        (date(2027, 3, 28), "Europe/Amsterdam", datetime(2027, 3, 27, 23, tzinfo=UTC)),
        (date(2027, 3, 29), "Europe/Amsterdam", datetime(2027, 3, 28, 22, tzinfo=UTC)),
        (date(2026, 10, 26), "Europe/Amsterdam", datetime(2026, 10, 25, 23, tzinfo=UTC)),
        # Clocks skip midnight here: the day begins at one.
        (date(2026, 9, 6), "America/Santiago", datetime(2026, 9, 6, 4, tzinfo=UTC)),
    ],
)
def test_a_day_begins_at_its_first_moment_there(day: date, zone: str, begins: datetime) -> None:
    assert day_begins(day, zone) == begins
