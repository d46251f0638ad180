"""Customers with what they used, to be sorted by it in the database."""

from typing import Any

from django.db.models import F, FloatField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from .figures import of_measure, within
from .measures import CREDITS, Measure
from .models import UsageDay
from .models.metrics import HOURS, TRANSCRIPTIONS
from .spans import Span


def _sum(span: Span, measure: Measure) -> Any:
    # Whose customers these are has been asked already: the outer query decides whose days are summed.
    own = of_measure(UsageDay.objects.filter(within(span), organization=OuterRef("pk")), measure)
    summed = own.order_by().values("organization").annotate(sum=Sum(measure.column)).values("sum")
    return Coalesce(Subquery(summed), Value(0))


def ranked(customers: QuerySet[Any], span: Span, measures: dict[str, Measure]) -> QuerySet[Any]:
    """With `used_hours`, `used_transcriptions`, `used_credits`, and `grown`: the change in hours, a share, null if unknown.

    Only what the rows are sorted by is computed, for every customer; do not ask for these as values.
    """
    hours = measures[HOURS]
    before = NullIf(Cast(_sum(span.before, hours), FloatField()), Value(0.0))
    return customers.alias(hours_before=before).annotate(
        used_hours=_sum(span, hours),
        used_transcriptions=_sum(span, measures[TRANSCRIPTIONS]),
        used_credits=_sum(span, CREDITS),
        grown=(Cast(F("used_hours"), FloatField()) - F("hours_before")) / F("hours_before"),
    )
