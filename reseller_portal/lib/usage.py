"""Hours and their changes, as people read them. Inside they are whole seconds."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

PER_HOUR = 3600


def decimal_hours(seconds: int) -> Decimal:
    """Hours as a number that a spreadsheet can add up, to the hundredth."""
    return (Decimal(seconds) / PER_HOUR).quantize(Decimal("0.01"), ROUND_HALF_UP)


def hours(seconds: int) -> str:
    """1,204.5. Something is never shown as nothing."""
    if 0 < seconds < PER_HOUR // 20:
        return "< 0.1"
    return f"{(Decimal(seconds) / PER_HOUR).quantize(Decimal('0.1'), ROUND_HALF_UP):,}"


def per_cent(change: Fraction) -> str:
    """A change with its sign: +9.6%, −12%, +2,340%."""
    tenths = round(abs(change) * 1000)
    if change and not tenths:
        return "Under 0.1%"
    digits = f"{tenths / 10:.1f}".removesuffix(".0") if tenths < 1000 else f"{round(abs(change) * 100):,}"
    sign = "−" if change < 0 else "+" if change > 0 else ""
    return f"{sign}{digits}%"


@dataclass(frozen=True)
class Change:
    """How a figure stands to an earlier one: `sign` for the eye, `words` for readers, before what it is compared to."""

    way: str  # up, down or same
    sign: str
    words: str


def change(now: int, before: int) -> Change | None:
    """Nothing to say where both are 0, and no per cent of nothing."""
    if not before:
        return Change("up", "new", "none in") if now else None
    if now == before:
        return Change("same", "±0%", "as much as in")
    more, signed = now > before, per_cent(Fraction(now - before, before))
    return Change("up" if more else "down", signed, f"{signed.lstrip('+−')} {'more' if more else 'less'} than in")
