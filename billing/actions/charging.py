"""What usage costs: prices over what a customer has used since it came, read and grown under its accounts' locks."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from customers.models import Organization

from ..models import Metric, UsageTotal


class Totals:
    """What customers have used of each metric, while events are being decided. To be asked under their accounts' locks
    only: the first question reads the totals, and what is added counts for the next event."""

    def __init__(self, customers: Sequence[Organization]) -> None:
        self.customers = customers

    @cached_property
    def _sums(self) -> Counter[tuple[int, int]]:
        rows = UsageTotal.objects.filter(organization__in=self.customers)
        return Counter(
            {(pk, metric): sum_ for pk, metric, sum_ in rows.values_list("organization", "metric", "quantity")}
        )

    def charge(self, customer: Organization, metric: Metric, quantity: int) -> int:
        """The hundredths of a credit that so much more of a metric costs a customer now."""
        before = self._sums[customer.pk, metric.pk]
        return metric.charge(before, before + quantity)

    def add(self, customer: Organization, metric: Metric, quantity: int) -> None:
        self._sums[customer.pk, metric.pk] += quantity
