"""What usage costs: prices over what a customer has used since it came, read and grown under its accounts' locks."""

from collections import Counter
from functools import cached_property

from customers.models import Organization

from ..models import Metric, UsageTotal


class Totals:
    """What a customer has used of each metric, while events are being decided. To be asked under its accounts' locks only:
    the first question reads the totals, and what is added counts for the next event."""

    def __init__(self, customer: Organization) -> None:
        self.customer = customer

    @cached_property
    def _sums(self) -> Counter[int]:
        rows = UsageTotal.objects.filter(organization=self.customer)
        return Counter(dict(rows.values_list("metric", "quantity")))

    def charge(self, metric: Metric, quantity: int) -> int:
        """The hundredths of a credit that so much more of a metric costs now."""
        before = self._sums[metric.pk]
        return metric.charge(before, before + quantity)

    def add(self, metric: Metric, quantity: int) -> None:
        self._sums[metric.pk] += quantity
