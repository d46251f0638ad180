"""Lengths of time, as people read them."""

import pytest

from reseller_portal.lib.durations import elapsed, length

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "—"), (0, "0 min"), (1, "1 s"), (59, "59 s"), (60, "1 min"), (89, "1 min"), (90, "2 min"),
        (2520, "42 min"), (3570, "1 h"), (5520, "1 h 32 min"), (36_000_000, "10,000 h"),
    ],
)  # fmt: skip
def test_a_length_is_told_to_the_minute(seconds: int | None, text: str) -> None:
    assert length(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(None, "—"), (0.4, "under 1 s"), (45, "45 s"), (125, "2 min 5 s"), (3780, "1 h 3 min"), (187_200, "2 d 4 h")],
)
def test_what_something_took_is_told_in_two_units(seconds: float | None, text: str) -> None:
    assert elapsed(seconds) == text
