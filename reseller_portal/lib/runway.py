"""How long credits last, in words: from the average of the last days, and never from too few."""

from dataclasses import dataclass
from datetime import date, timedelta

DAYS = 14  # that the average looks back, the present one among them
ENOUGH = 3  # days since the first use, before which nothing is said
LONGEST = 365
SOON = 14  # days; from here on a list says so in sight


def since(today: date) -> date:
    """The first day that the average counts."""
    return today - timedelta(days=DAYS - 1)


@dataclass(frozen=True)
class Runway:
    """What is left, what went in the last `DAYS` days (both in hundredths), and when the first ever went.

    Of a customer it went by use; of a pool to its customers, less what came back.
    """

    left: int
    went: int
    first_on: date | None
    today: date
    of_pool: bool = False

    @property
    def is_collecting(self) -> bool:
        return self.first_on is None or (self.today - self.first_on).days < ENOUGH

    @property
    def days(self) -> int | None:
        """How many whole days are left at the present rate; None while that cannot be said."""
        if self.is_collecting or self.first_on is None or self.went <= 0:
            return None
        return self.left * self.counted // self.went

    @property
    def counted(self) -> int:
        """Of how many days `went` is."""
        return min(DAYS, (self.today - self.first_on).days + 1) if self.first_on else 0

    @property
    def soon(self) -> str:
        """The forecast in two words, when little time is left: 9 days."""
        if not self.left or self.days is None or self.days > SOON:
            return ""
        return f"{self.days} day{'' if self.days == 1 else 's'}" if self.days else "today"

    @property
    def words(self) -> str:
        """The forecast as people read it, or why there is none. Nothing when nothing is left, which the meter says."""
        if not self.left:
            return ""
        if self.first_on is None:
            return "Collecting data, nothing handed out yet" if self.of_pool else "Collecting data, no use yet"
        if self.is_collecting:
            return "Collecting data"
        if self.days is None:
            return self._why_not()
        return self._forecast(self.days)

    @staticmethod
    def _forecast(days: int) -> str:
        if not days:
            return "Empty within a day"
        return f"Empty in about {days} day{'' if days == 1 else 's'}" if days <= LONGEST else "Lasts more than a year"

    def _why_not(self) -> str:
        if not self.of_pool:
            return f"No use in {DAYS} days"
        less = "Nothing handed out" if not self.went else "More came back than went out"
        return f"{less} in {DAYS} days"
