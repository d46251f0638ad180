"""Hours and their changes, as people read them. Inside they are whole seconds."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

PER_HOUR = 3600


def decimal_hours(seconds: int) -> Decimal:
    """Hours as a number that a spreadsheet can add up, to the hundredth."""
    return (Decimal(seconds) / PER_HOUR).quantize(Decimal("0.01"), ROUND_HALF_UP)


def hours(seconds: int) -> str:
    """1,204.5. Something is never shown as nothing."""
    if 0 < seconds < PER_HOUR // 20:
        return "< 0.1"
    return f"{(Decimal(seconds) / PER_HOUR).quantize(Decimal('0.1'), ROUND_HALF_UP):,}"


def length(seconds: int) -> str:
    """How long a recording is: 4:05 or 1:02:03."""
    minutes, rest = divmod(seconds, 60)
    whole, minutes = divmod(minutes, 60)
    return f"{whole}:{minutes:02}:{rest:02}" if whole else f"{minutes}:{rest:02}"


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
    per_cent = round(abs(now - before) * 100 / before)
    if not per_cent:
        return Change("same", "±0%", "about as much as in")
    more = now > before
    signed, word = f"{'+' if more else '−'}{per_cent:,}%", "more" if more else "less"
    return Change("up" if more else "down", signed, f"{per_cent:,}% {word} than in")
