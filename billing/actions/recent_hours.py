"""The hours of the last days, added up for many customers at a time. The scheduler's bookkeeping: it leaves no activity."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from customers.actions.locks import lock_living_of
from customers.models import Organization, User
from customers.models.organizations import CustomerQuerySet

from ..models import RecentHours, UsageDay, UsageTotal
from ..models.metrics import HOURS

RANGES = (7, 30, 90)  # days, the present one among them
_SUMS = [f"in_{days}_days" for days in RANGES]


def _sums(ids: list[int], day: date) -> dict[int, dict[str, int]]:
    """The seconds of each range by customer; nothing for one without any in the longest."""
    first = {days: day - timedelta(days=days - 1) for days in RANGES}
    used = UsageDay.objects.filter(organization__in=ids, metric__code=HOURS, day__gte=min(first.values()), day__lte=day)
    sums = {
        name: Coalesce(Sum("quantity", filter=Q(day__gte=first[days])), 0)
        for name, days in zip(_SUMS, RANGES, strict=True)
    }
    rows: Any = used.order_by().values("organization").annotate(**sums)
    return {row["organization"]: {name: row[name] for name in _SUMS} for row in rows}


@transaction.atomic
def refresh_hours(customers: CustomerQuerySet, *, day: date, by: User | None) -> int:
    """Add up, as of a day, the hours of those that used some since, or whose use grew older. Returns how many."""
    totals = UsageTotal.objects.filter(organization=OuterRef("pk"), metric__code=HOURS)
    known = customers.annotate(total=Subquery(totals.values("quantity"))).filter(total__isnull=False)
    more = Q(recent_hours=None) | ~Q(recent_hours__total=F("total"))
    older = Q(recent_hours__day__lt=day, recent_hours__in_90_days__gt=0)
    living = lock_living_of(known.filter(more | older))
    ids = [customer.pk for customer in living]
    sums = _sums(ids, day)
    all_of = dict(
        UsageTotal.objects.filter(organization__in=ids, metric__code=HOURS).values_list("organization", "quantity")
    )
    rows = [
        RecentHours(
            tenant_id=customer.tenant_id or customer.pk,
            organization=customer,
            day=day,
            total=all_of[customer.pk],
            **sums.get(customer.pk, dict.fromkeys(_SUMS, 0)),
        )
        for customer in living
        if customer.pk in all_of
    ]
    RecentHours.objects.bulk_create(
        rows,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["organization"],
        update_fields=["day", "total", *_SUMS],
    )
    return len(rows)


@transaction.atomic
def forget_hours(organization: Organization, *, by: User | None) -> None:
    """Remove the recent hours of a customer that is deleted."""
    RecentHours.objects.filter(organization=organization).delete()
