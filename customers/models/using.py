"""What customers are asked by what they used: hours, the latest use, growth, how long credits last.

Like `with_credits` and `with_use` it reads upper apps' tables by the names of their relations.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from .seats import SeatCount

HOURS = "hours_processed"  # the code of an upper app's metric
NEVER = datetime(1, 1, 2, tzinfo=UTC)  # stands for no moment at all where one is sorted by


class UsingQuerySet(models.QuerySet):
    def with_hours(self, today: date, days: int = 30) -> Self:
        """With `hours` of so many days up to this one and `hours_before` of as many before them, in seconds.

        Ask it of a page of rows.
        """
        usage: Any = self.model._meta.get_field("usage_days").related_model
        own = usage.objects.filter(organization=OuterRef("pk"), metric__code=HOURS).order_by().values("organization")

        def sum_of(first: date, last: date) -> Coalesce:
            within = own.filter(day__gte=first, day__lte=last).annotate(sum=Sum("quantity"))
            return Coalesce(Subquery(within.values("sum")), 0)

        first = today - timedelta(days=days - 1)
        before = sum_of(first - timedelta(days=days), first - timedelta(days=1))
        return self.annotate(hours=sum_of(first, today), hours_before=before)

    def with_recent_hours(self) -> Self:
        """With `recent` hours in 30 days, in seconds, as last added up. Only sorting asks for it."""
        return self.annotate(recent=Coalesce(F("recent_hours__in_30_days"), 0))

    def with_last_use(self) -> Self:
        """With `last_used`, the moment of its latest use; NEVER where there is none, so that it sorts at the low end."""
        return self.annotate(last_used=Coalesce(F("latest_use__at"), Value(NEVER)))

    def without_use_since(self, moment: datetime) -> Self:
        return self.filter(Q(latest_use=None) | Q(latest_use__at__lt=moment))

    def growing(self, since: date) -> Self:
        """More seats than at the end of a day. One that came later had none then; of one that nobody counted, none grows."""
        counted = SeatCount.objects.filter(organization=OuterRef("pk"), day__lte=since).order_by("-day")
        later = datetime.combine(since + timedelta(days=1), datetime.min.time(), UTC)
        unknown = Case(When(registered_at__gte=later, then=0), default=F("seats"), output_field=models.IntegerField())
        before = Coalesce(Subquery(counted.values("seats")[:1], output_field=models.IntegerField()), unknown)
        return self.filter(seats__gt=0).alias(seats_before=before).filter(seats__gt=F("seats_before"))

    def _forecast_by(self, day: date) -> Self:
        # With the forecast's own tenant an index finds the few there are; without it every customer is read.
        return self.filter(forecast__tenant=F("tenant"), forecast__empty_on__lte=day, disabled_at=None)

    def run_out(self, today: date) -> Self:
        """Active ones that used credits in the last days and have none left. After `with_credits`."""
        return self._forecast_by(today).filter(available=0)

    def running_out(self, today: date, days: int) -> Self:
        """Active ones whose credits last for so many days at most, at the rate of the last forecast. After `with_credits`."""
        lasts, limit = F("available") * F("forecast__counted"), F("forecast__went") * (days + 1)
        soon = self._forecast_by(today + timedelta(days=days)).filter(available__gt=0)
        return soon.alias(lasts=lasts, limit=limit).filter(lasts__lt=F("limit"))
