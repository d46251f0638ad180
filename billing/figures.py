"""What was used, read from the sums that are kept by day: of an organization or of a whole tenant.

    rows = figures.of_customer(scope, customer)  # or of_tenant(scope)
    used = figures.read(rows, Span.latest(30, today))
    used.total(hours)  # and its change against the 30 days before
    used.series(hours, Step.WEEK)

Nothing here writes. Quantities are in base units, charges in hundredths of a credit.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet, Sum

from customers.models import Organization
from customers.scope import Scope

from .measures import Measure
from .models import TenantUsage, UsageDay
from .models.usage import OF_DELETED
from .spans import Span


@dataclass(frozen=True)
class Total:
    """A sum, and the sum of the equally long time before it: None when nothing is known of that."""

    now: int
    before: int | None

    @property
    def change(self) -> Fraction | None:
        """By which share it grew; None when there is nothing to compare with."""
        return Fraction(self.now - self.before, self.before) if self.before else None


@dataclass(frozen=True)
class Figures:
    """What was used in a span and in the one before it, by day and metric."""

    span: Span
    now: dict[tuple[date, int], Counter[str]] = field(default_factory=dict)
    before: dict[tuple[date, int], Counter[str]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not self.now

    def total(self, measure: Measure) -> Total:
        """The sum of the span; that of the span before is unknown where no day of it holds anything."""
        return Total(_sum(self.now, measure), _sum(self.before, measure) if self.before else None)

    def series(self, measure: Measure, step: str) -> list[tuple[Span, int]]:
        """The sums by day, week or month, those of nothing as 0."""
        by_day: Counter[date] = Counter()
        for (day, metric), sums in self.now.items():
            if measure.metric in (None, metric):
                by_day[day] += sums[measure.column]
        pieces = list(self.span.pieces(step))
        sums_of = dict.fromkeys(pieces, 0)
        place = {piece.first.toordinal() + n: piece for piece in pieces for n in range(piece.days)}
        for day, value in by_day.items():
            sums_of[place[day.toordinal()]] += value
        return list(sums_of.items())


def _sum(sums: dict[tuple[date, int], Counter[str]], measure: Measure) -> int:
    return sum(one[measure.column] for (_, metric), one in sums.items() if measure.metric in (None, metric))


def of_customer(scope: Scope, customer: Organization) -> QuerySet[Any]:
    """The days of one organization."""
    return UsageDay.objects.of_customer(scope, customer)


def of_tenant(scope: Scope) -> QuerySet[Any]:
    """The days of all organizations of a tenant together, those since deleted among them."""
    return TenantUsage.objects.visible_to(scope)


def of_deleted(scope: Scope) -> QuerySet[Any]:
    """What customers used that were deleted since: in the sums of their tenant, and in no list of customers."""
    return of_tenant(scope).filter(shard=OF_DELETED)


def within(span: Span) -> Q:
    return Q(day__gte=span.first, day__lte=span.last)


def read(rows: QuerySet[Any], span: Span) -> Figures:
    """The figures of a span and of the one before, of `of_customer` or `of_tenant`. One query."""
    found = Figures(span)
    summed = rows.filter(within(Span(span.before.first, span.last))).order_by().values("day", "metric")
    for row in summed.annotate(quantities=Sum("quantity"), charges=Sum("charge")):
        side = found.now if row["day"] >= span.first else found.before
        side[row["day"], row["metric"]] = Counter(quantity=int(row["quantities"]), charge=int(row["charges"]))
    return found


def of_measure(rows: QuerySet[Any], measure: Measure) -> QuerySet[Any]:
    return rows if measure.metric is None else rows.filter(metric=measure.metric)


def split(rows: QuerySet[Any], span: Span, measure: Measure, by: str) -> list[tuple[Any, int]]:
    """A customer's sums of a span by language or by token, the largest first. One query."""
    found = of_measure(rows.filter(within(span)), measure).order_by().values(by).annotate(sum=Sum(measure.column))
    return sorted(((row[by], int(row["sum"])) for row in found), key=lambda one: (-one[1], str(one[0])))


def by_customer(scope: Scope, customers: Iterable[int], span: Span) -> dict[int, Figures]:
    """The figures of these customers, by customer, all of a span on its first day: one query."""
    found = {pk: Figures(span) for pk in customers}
    rows = UsageDay.objects.visible_to(scope).filter(within(Span(span.before.first, span.last)), organization__in=found)
    now = Q(day__gte=span.first)
    grouped = rows.order_by().values("organization", "metric").annotate(
        quantities=Sum("quantity", filter=now), charges=Sum("charge", filter=now),
        earlier_quantities=Sum("quantity", filter=~now), earlier_charges=Sum("charge", filter=~now),
    )  # fmt: skip
    for row in grouped:
        own = found[row["organization"]]
        _keep(own.now, (span.first, row["metric"]), row["quantities"], row["charges"])
        _keep(own.before, (span.before.first, row["metric"]), row["earlier_quantities"], row["earlier_charges"])
    return found


def _keep(sums: dict[tuple[date, int], Counter[str]], place: tuple[date, int], quantity: Any, charge: Any) -> None:
    if quantity is not None:
        sums[place] = Counter(quantity=int(quantity), charge=int(charge))
