"""How long credits last, in words."""

from datetime import date, timedelta

import pytest

from reseller_portal.lib.meters import Meter
from reseller_portal.lib.runway import Runway, since

TODAY = date(2026, 3, 20)


def words(left: int, went: int, days_ago: int | None, *, of_pool: bool = False) -> str:
    first = None if days_ago is None else TODAY - timedelta(days=days_ago)
    return Runway(left, went, first, TODAY, of_pool=of_pool).words


def test_the_average_is_of_the_last_14_days() -> None:
    assert (TODAY - since(TODAY)).days == 13
    assert words(9_000, 14_000, 100) == "Empty in about 9 days"


def test_whoever_began_5_days_ago_is_measured_by_6_days() -> None:
    assert words(9_000, 6_000, 5) == "Empty in about 9 days"


@pytest.mark.parametrize(
    ("days_ago", "said"), [(0, "Collecting data"), (2, "Collecting data"), (3, "Empty in about 9 days")]
)
def test_before_three_days_of_use_nothing_is_foretold(days_ago: int, said: str) -> None:
    assert words(9_000, 1_000 * (days_ago + 1), days_ago) == said


@pytest.mark.parametrize(
    ("left", "went", "said"),
    [
        (500, 14_000, "Empty within a day"),
        (1_000, 14_000, "Empty in about 1 day"),
        (1_999, 14_000, "Empty in about 1 day"),
        (365_000, 14_000, "Empty in about 365 days"),
        (366_000, 14_000, "Lasts more than a year"),
        (1_000, 0, "No use in 14 days"),
        (0, 14_000, ""),
    ],
)
def test_what_is_said_of_a_customer(left: int, went: int, said: str) -> None:
    assert words(left, went, 100) == said


def test_who_never_used_any_has_no_forecast() -> None:
    assert words(1_000, 0, None) == "Collecting data, no use yet"


@pytest.mark.parametrize(
    ("went", "days_ago", "said"),
    [
        (14_000, 100, "Empty in about 9 days"),
        (0, 100, "Nothing handed out in 14 days"),
        (-1, 100, "More came back than went out in 14 days"),
        (0, None, "Collecting data, nothing handed out yet"),
    ],
)
def test_what_is_said_of_a_pool(went: int, days_ago: int | None, said: str) -> None:
    assert words(9_000, went, days_ago, of_pool=True) == said


@pytest.mark.parametrize(
    ("left", "went", "soon"),
    [
        (1_400, 1_400, "14 days"),
        (1_500, 1_400, ""),
        (100, 1_400, "1 day"),
        (50, 1_400, "today"),
        (0, 1_400, ""),
        (900, 0, ""),
    ],
)
def test_a_list_says_in_sight_what_ends_within_a_fortnight(left: int, went: int, soon: str) -> None:
    assert Runway(left, went, TODAY - timedelta(days=60), TODAY).soon == soon


def test_the_word_beside_the_bar_names_the_days() -> None:
    assert Meter(100, 0, 900, soon="9 days").word == "Low · 9 days"
