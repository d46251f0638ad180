"""Bar charts: round lines, few dates, and nothing that breaks at the ends of what there can be."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from django.template.loader import render_to_string

from reseller_portal.lib.charts import BASE, TOP, Bar, Chart, bar_chart, round_step

pytestmark = pytest.mark.once


def _chart(*values: int, per: int = 1) -> Chart:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(len(values))]
    bars = [Bar(f"{day:%Y-%m-%d}", f"{day:%-d %b}", n, f"{n} units") for day, n in zip(days, values, strict=True)]
    return bar_chart(bars, title="Units", unit="Units", per=per)


def _labels(chart: Chart) -> list[str]:
    return [line.label for line in chart.lines]


@pytest.mark.parametrize(
    ("largest", "per", "labels"),
    [
        (101, 1, ["0", "25", "50", "75", "100", "125"]),
        (1, 1, ["0", "1"]),
        (1, 3600, ["0", "0.0001", "0.0002", "0.0003"]),
        (5 * 3600, 3600, ["0", "1", "2", "3", "4", "5"]),
        (9_000_000_000_000_000, 3600, ["0", "0.5T", "1T", "1.5T", "2T", "2.5T"]),
        (0, 1, ["0", "1"]),
    ],
)
def test_the_lines_are_round_and_reach_the_largest_value(largest: int, per: int, labels: list[str]) -> None:
    assert _labels(_chart(largest, per=per)) == labels


def test_what_is_counted_in_ones_has_no_line_at_a_part_of_one() -> None:
    assert all(round_step(Fraction(n), whole=True).denominator == 1 for n in range(1, 200))


def test_the_highest_bar_stays_below_the_highest_line_and_the_least_is_seen() -> None:
    chart = _chart(1, 10**12, 0)
    least, huge, none = (Fraction(drawn.height) for drawn in chart.bars)
    assert (least, none) == (2, 0)
    assert huge <= BASE - TOP


@pytest.mark.parametrize("count", [7, 30, 90, 400])
def test_bars_fill_the_width_and_at_most_seven_have_a_date(count: int) -> None:
    chart = _chart(*range(count))
    last = chart.bars[-1]
    assert len(chart.ticks) <= 7
    assert float(last.left.rstrip("%")) + float(last.room.rstrip("%")) <= 100.1


def test_the_drawing_says_what_it_shows_and_keeps_every_value_in_a_table() -> None:
    drawn = render_to_string("components/chart.html", {"chart": _chart(3, 40, 5)})
    assert "3 bars from 2026-01-01 to 2026-01-03. Most: 2026-01-02: 40 units. The table below has every value." in drawn
    assert drawn.count("<td") == 3


def test_without_bars_there_is_no_drawing_but_words() -> None:
    drawn = render_to_string("components/chart.html", {"chart": _chart(), "empty_text": "Soon."})
    assert "Soon." in drawn
    assert "bar-chart" not in drawn
