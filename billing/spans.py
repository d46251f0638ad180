"""Days from one to another, both included, and how they are grouped. Days are of the root's time zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils import dateformat, formats

PRESETS = (7, 30, 90)
USUAL = 30
LONGEST = 400  # days
EARLIEST = date(2000, 1, 1)


class Step(TextChoices):
    """What one bar stands for."""

    DAY = "day", "Day"
    WEEK = "week", "Week"
    MONTH = "month", "Month"


@dataclass(frozen=True)
class Span:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    @classmethod
    def latest(cls, days: int, today: date) -> Span:
        """The last so many days, the present one among them."""
        return cls(today - timedelta(days=days - 1), today)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> Span:
        """The equally long time just before."""
        return Span(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    @property
    def counted(self) -> str:
        """The days in words: "30 days"."""
        return "1 day" if self.days == 1 else f"{self.days} days"

    @property
    def words(self) -> str:
        """From which day to which, as people read it."""
        if self.days == 1:
            return written(self.first)
        return f"{written(self.first)} to {written(self.last)}"

    def pieces(self, step: str) -> Iterator[Span]:
        """The days by day, week (from Monday) or month; the first and the last may be shorter than the others."""
        first = self.first
        while first <= self.last:
            last = min(end_of(first, step), self.last)
            yield Span(first, last)
            first = last + timedelta(days=1)


def end_of(day: date, step: str) -> date:
    """The last day of the week or month that a day is in; of a day itself."""
    if step == Step.WEEK:
        return day + timedelta(days=6 - day.weekday())
    if step == Step.MONTH:
        return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return day


def start_of(day: date, step: str) -> date:
    """The first day of the week or month that a day is in; of a day itself."""
    if step == Step.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step == Step.MONTH else day


def written(day: date) -> str:
    return formats.date_format(day, "SHORT_DATE_FORMAT")


def label(piece: Span, step: str, *, today: date) -> tuple[str, str, str]:
    """What a bar is called: in full, as the date beneath it, and what must be known of it when it is not whole."""
    month_day = formats.get_format("MONTH_DAY_FORMAT").replace("F", "M")
    if step == Step.DAY:
        full, tick = f"{dateformat.format(piece.first, 'D')} {written(piece.first)}", month_day
    elif step == Step.WEEK:
        full, tick = f"Week of {written(start_of(piece.first, step))}", month_day
    else:
        full, tick = dateformat.format(piece.first, "F Y"), "M Y"
    return full, dateformat.format(piece.first, tick), _note(piece, step, today)


def _note(piece: Span, step: str, today: date) -> str:
    if piece.last == today:
        return "so far"
    if piece.first > start_of(piece.first, step):
        return f"from {written(piece.first)}"
    return f"to {written(piece.last)}" if piece.last < end_of(piece.last, step) else ""
