"""Bar charts as SVG that the server draws: where each bar, line and label stands. Geometry only; the look is CSS.

Across the chart everything is in per cent and up it in pixels, so that it fills any width while its words stay as large
as words elsewhere: a viewBox would shrink them on a phone.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

HEIGHT = 264  # pixels in all
TOP, BASE = 12, 236  # where the highest line and the lowest stand, from above; the dates are beneath
LEAST = 2  # pixels of a bar that is not 0
LINES = 5  # above the lowest, at most
LABELS = 7  # dates beneath, at most; every second one is left out where there is little room
NARROWEST = 7  # bars that share the width, at least, so that few do not become walls
FILLED, MANY = Fraction(21, 25), 120  # of the room of a bar; so many stand without gaps, which would only flicker
_STEPS = (Fraction(1), Fraction(2), Fraction(5, 2), Fraction(5), Fraction(10))
_SIZES = ((10**12, 10**12, "T"), (10**9, 10**9, "B"), (10**6, 10**6, "M"), (10**4, 10**3, "k"))  # from, divided by
_LETTER = 7  # pixels


@dataclass(frozen=True)
class Bar:
    """One figure: what it is of, in full and as the date beneath it, and the value as people read it.

    `value` is in base units and never negative. `exact`, if given, says it more precisely than `shown`; `note` is what
    must be known of it, such as "so far" of a day that is not over.
    """

    label: str
    tick: str
    value: int
    shown: str
    exact: str = ""
    note: str = ""

    @property
    def told(self) -> str:
        return f"{self.label}: {self.shown}{self.note and f', {self.note}'}"


@dataclass(frozen=True)
class Drawn:
    """A bar with its place: `x` and `width` of the bar, `left` and `room` of all that answers the pointer."""

    bar: Bar
    x: str
    width: str
    left: str
    room: str
    y: str
    height: str


@dataclass(frozen=True)
class Line:
    """A line across and its label."""

    label: str
    y: str
    words: str  # where the label stands


@dataclass(frozen=True)
class Tick:
    """A date beneath; a minor one is left out where there is little room."""

    label: str
    x: str
    minor: bool


@dataclass(frozen=True)
class Chart:
    """What `components/chart.html` draws. `key` is unique on the page, `of` what a bar stands for: Day, Week, Month."""

    key: str
    title: str
    of: str
    unit: str
    bars: list[Drawn]
    lines: list[Line]
    ticks: list[Tick]
    axis: int  # pixels that the labels of the lines take
    peak: Bar | None
    height: int = HEIGHT
    base: int = BASE
    under: int = BASE + 20

    @property
    def description(self) -> str:
        """For readers, in one sentence."""
        if self.peak is None:
            return "There is nothing to show."
        first, last = self.bars[0].bar.label, self.bars[-1].bar.label
        span = f"{len(self.bars)} bars from {first} to {last}" if len(self.bars) > 1 else f"One bar: {first}"
        return f"{span}. {self.summary}. The table below has every value."

    @property
    def summary(self) -> str:
        """What stands above the bars until one of them is pointed at."""
        if self.peak is None:
            return ""
        return f"Most: {self.peak.told}" if self.peak.value else f"{self.peak.shown} on each"


def _per_cent(share: Fraction) -> str:
    return f"{float(share * 100):.3f}".rstrip("0").rstrip(".") + "%"


def _pixels(y: Fraction) -> str:
    return f"{float(y):.1f}".removesuffix(".0")


def round_step(largest: Fraction, *, whole: bool = False) -> Fraction:
    """The distance of the lines: 1, 2, 2.5 or 5 times a power of ten, so that at most LINES reach the largest value.

    With `whole` never a part of 1, for what is counted in ones.
    """
    if largest <= 0:
        return Fraction(1)
    rough = largest / LINES
    power = Fraction(10) ** math.floor(math.log10(rough))
    steps = (power * step for step in (*_STEPS, *(step * 10 for step in _STEPS)))
    return next(step for step in steps if step >= rough and not (whole and step.denominator > 1))


def _axis_label(value: Fraction, top: Fraction) -> str:
    size, sign = next(((size, sign) for least, size, sign in _SIZES if value and top >= least), (1, ""))
    shown = Decimal(value.numerator) / Decimal(value.denominator * size)
    return f"{shown.normalize():,f}{sign}"


def _lines(largest: Fraction, whole: bool) -> tuple[list[Line], Fraction]:
    """The lines across, from below, and the value of the highest."""
    step = round_step(largest, whole=whole)
    count = max(1, math.ceil(largest / step))
    top, between = step * count, Fraction(BASE - TOP, count)
    lines = []
    for place in range(count + 1):
        y = BASE - between * place
        lines.append(Line(_axis_label(step * place, top), _pixels(y), _pixels(y + 4)))
    return lines, top


def _ticks(bars: Sequence[Bar], room: Fraction) -> list[Tick]:
    every = max(1, math.ceil(len(bars) / LABELS))
    shown = list(enumerate(bars))[::every]
    return [Tick(bar.tick, _per_cent(room * (at + Fraction(1, 2))), n % 2 == 1) for n, (at, bar) in enumerate(shown)]


def _placed(bar: Bar, left: Fraction, room: Fraction, share: Fraction, count: int) -> Drawn:
    """A bar of this `share` of the height in its room, one of `count`."""
    height = max(share * (BASE - TOP), Fraction(LEAST)) if bar.value else Fraction(0)
    filled = FILLED if count <= MANY else Fraction(1)
    return Drawn(
        bar,
        x=_per_cent(left + room * (1 - filled) / 2),
        width=_per_cent(room * filled),
        left=_per_cent(left),
        room=_per_cent(room),
        y=_pixels(BASE - height),
        height=_pixels(height),
    )


def bar_chart(
    bars: Sequence[Bar], *, title: str, unit: str, of: str = "Day", per: int = 1, key: str = "chart"
) -> Chart:
    """Draw `bars`, oldest first. `per` base units make one `unit`, which the lines are labelled in.

    Without any bar the chart is empty, and the template says so.
    """
    largest = Fraction(max((bar.value for bar in bars), default=0), per)
    lines, top = _lines(largest, whole=per == 1)
    room = Fraction(1, max(len(bars), NARROWEST))
    drawn = [_placed(bar, room * at, room, Fraction(bar.value, per) / top, len(bars)) for at, bar in enumerate(bars)]
    peak = max(bars, key=lambda bar: bar.value, default=None)
    axis = max(len(line.label) for line in lines) * _LETTER + 10
    return Chart(key, title, of, unit, drawn, lines, _ticks(bars, room), axis, peak)
