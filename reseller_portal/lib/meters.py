"""The meter: available | used | assigned, how full it is, and the word for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from . import amounts

LOW_BELOW, CRITICAL_BELOW = 25, 10  # per cent of what was assigned
DIGITS = 2  # a credit has hundredths
_WORDS = {"none": "No credits yet", "enough": "", "low": "Low", "critical": "Very low", "empty": "Empty"}


@dataclass(frozen=True)
class Meter:
    """Credits of a customer or a pool, in hundredths. What is held for running work counts as used.

    `note` says how long they last, `soon` the same in two words where that is soon, `since` from which day on `used`
    counts.
    """

    available: int = 0
    reserved: int = 0
    used: int = 0
    note: str = ""
    since: str = ""
    soon: str = ""

    @classmethod
    def of(cls, balances: Mapping[str, int | None]) -> "Meter":
        """From balances by account kind; those that do not exist are 0."""
        available, reserved, used = (balances.get(kind) or 0 for kind in ("available", "reserved", "used"))
        return cls(available, reserved, used)

    @property
    def shown_used(self) -> int:
        return self.used + self.reserved

    @property
    def assigned(self) -> int:
        return self.available + self.shown_used

    @property
    def per_cent(self) -> int:
        """How much of the allocation is left, 0 to 100."""
        return round(self.available * 100 / self.assigned) if self.assigned else 0

    @property
    def state(self) -> str:
        """none, enough, low, critical or empty: what the bar's colour means."""
        if not self.assigned:
            return "none"
        if not self.available:
            return "empty"
        if self.available * 100 < self.assigned * CRITICAL_BELOW:
            return "critical"
        return "low" if self.available * 100 < self.assigned * LOW_BELOW else "enough"

    @property
    def word(self) -> str:
        return " · ".join(filter(None, (_WORDS[self.state], self.soon)))

    @property
    def figures(self) -> tuple[str, str, str]:
        """available, used and assigned, as people read them."""
        shown = (self.available, self.shown_used, self.assigned)
        return tuple(amounts.grouped(amount, DIGITS) for amount in shown)  # type: ignore[return-value]

    @property
    def hint(self) -> str:
        """How long it lasts, since when it counts, and how many of those shown as used are only held."""
        held = f"{amounts.grouped(self.reserved, DIGITS)} of the used are held for running work"
        since = f"Counts since {self.since}"
        return ". ".join(filter(None, (self.note, self.since and since, held if self.reserved else "")))

    def drawn(self, hint: str = "") -> dict[str, str]:
        """What `components/meter.html` puts in its places."""
        available, used, assigned = self.figures
        return {
            "state": self.state,
            "word": self.word,
            "available": available,
            "used": used,
            "assigned": assigned,
            "width": f"{self.per_cent}%",
            "hint": ". ".join(filter(None, (hint, self.hint))),
        }
