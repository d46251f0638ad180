"""What usage is shown in: each metric in its unit, and credits. Inside all of it is whole base units."""

from dataclasses import dataclass

from reseller_portal.lib import amounts

from .actions.metrics import BUILT_IN
from .models import Metric
from .models.metrics import HOURS, TRANSCRIPTIONS

NOTHING_YET = 0  # the key of a built-in metric that nobody has reported yet: no row has it


@dataclass(frozen=True)
class Measure:
    """A metric as it is shown, or credits when there is no `metric`. `per` base units make one `unit`."""

    code: str
    name: str
    unit: str
    base_unit: str
    per: int
    metric: int | None = None

    @classmethod
    def of(cls, metric: Metric) -> "Measure":
        per = metric.base_per_unit
        return cls(metric.code, metric.name, metric.unit, metric.base_unit, per, metric.pk or NOTHING_YET)

    @property
    def column(self) -> str:
        """What figures of a metric are summed: its quantity, or of all metrics the charge."""
        return "charge" if self.metric is None else "quantity"

    def shown(self, value: int) -> str:
        """A value in the unit, with one decimal where it has parts: 12.5. What is less than that is never shown as 0."""
        if self.metric is None:
            return amounts.grouped(value, 2)
        if self.per == 1:
            return amounts.grouped(value, 0)
        tenths = (value * 20 + self.per) // (self.per * 2)  # the half goes up
        return amounts.grouped(tenths, 1, needless=True) if tenths or not value else "< 0.1"

    def told(self, value: int) -> str:
        """The same with its unit, for a sentence."""
        return f"{self.shown(value)} {self.unit}"

    def exact(self, value: int) -> str:
        """The value in base units, where that says more."""
        return "" if self.metric is None or self.per == 1 else f"{amounts.grouped(value, 0)} {self.base_unit}"


CREDITS = Measure("credits", "Credits", "credits", "hundredths of a credit", 100)


def measures() -> dict[str, Measure]:
    """All of them by code: hours first, then transcriptions, what staff have added, and credits. One query."""
    found = {metric.code: metric for metric in Metric.objects.order_by("name", "id")}
    built_in = {code: found.get(code) or Metric(code=code, **BUILT_IN[code]) for code in (HOURS, TRANSCRIPTIONS)}
    return {code: Measure.of(metric) for code, metric in (built_in | found).items()} | {CREDITS.code: CREDITS}
