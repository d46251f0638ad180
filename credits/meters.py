"""The meter: available | used | assigned, how full it is, and the word for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from reseller_portal.lib import amounts

from .facts import CREDIT_DIGITS

LOW_BELOW, RED_BELOW = 25, 10  # per cent of what was assigned


@dataclass(frozen=True)
class Meter:
    """A customer's credits, in hundredths. What is held for running work counts as used, and the hint says how many."""

    available: int = 0
    reserved: int = 0
    used: int = 0

    @classmethod
    def of(cls, balances: Mapping[str, int | None]) -> "Meter":
        """From balances by account kind; those that do not exist are 0."""
        return cls(*(balances.get(kind) or 0 for kind in ("available", "reserved", "used")))

    @property
    def shown_used(self) -> int:
        return self.used + self.reserved

    @property
    def assigned(self) -> int:
        return self.available + self.shown_used

    @property
    def per_cent(self) -> int:
        """How much of the allocation is left, 0 to 100, never 0 while anything is."""
        if not self.assigned:
            return 0
        return max(self.available * 100 // self.assigned, 1 if self.available else 0)

    @property
    def state(self) -> str:
        """none, good, low, red or empty: what the bar's colour means."""
        if not self.assigned:
            return "none"
        if not self.available:
            return "empty"
        if self.available * 100 < self.assigned * RED_BELOW:
            return "red"
        return "low" if self.available * 100 < self.assigned * LOW_BELOW else "good"

    @property
    def word(self) -> str:
        return {"none": "No credits yet", "good": "Good", "low": "Low", "red": "Very low", "empty": "Empty"}[self.state]

    @property
    def label(self) -> str:
        """available | used | assigned, as people read it."""
        return " | ".join(amounts.grouped(n, CREDIT_DIGITS) for n in (self.available, self.shown_used, self.assigned))
