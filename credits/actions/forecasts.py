"""When whose credits will be gone, added up for many at a time. The scheduler's bookkeeping: it leaves no activity."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from customers.actions.locks import lock_living_of
from customers.models import Customer, Organization, User
from customers.models.organizations import CustomerQuerySet
from reseller_portal.lib.runway import LONGEST, Runway

from ..models import Forecast

_FACTS = ("day", "went", "counted", "empty_on", "version")


def _with_version(customers: CustomerQuerySet) -> Any:
    # Whatever happens to a customer's credits changes one of the three.
    kinds = ("available", "reserved", "used")
    parts = [Coalesce(F(f"{kind}_account__version"), 0) for kind in kinds]
    return customers.with_credits().annotate(version=parts[0] + parts[1] + parts[2])


def _forecast(row: dict[str, Any], day: date) -> Forecast:
    left = Runway(row["available"], row["used_lately"], row["first_used_on"], day)
    known = left.days is not None and left.days <= LONGEST
    return Forecast(
        tenant_id=row["tenant_id"] or row["id"],
        organization_id=row["id"],
        day=day,
        went=left.went,
        counted=left.counted,
        empty_on=day + timedelta(days=left.days or 0) if known else None,
        version=row["version"],
    )


@transaction.atomic
def refresh_forecasts(customers: CustomerQuerySet, *, day: date, by: User | None) -> int:
    """Add up, as of a day, the forecast of those whose credits moved since, or whose use grew older. Returns how many."""
    moved = Q(forecast=None) | ~Q(forecast__version=F("version"))
    older = Q(forecast__day__lt=day) & ~Q(forecast__went=0)
    due = _with_version(customers).filter(moved | older, version__gt=0)
    ids = [customer.pk for customer in lock_living_of(due)]
    rows = _with_version(Customer.objects.filter(pk__in=ids)).with_use(day)
    forecasts = [
        _forecast(row, day)
        for row in rows.values("id", "tenant_id", "available", "used_lately", "first_used_on", "version")
    ]
    Forecast.objects.bulk_create(
        forecasts, batch_size=1000, update_conflicts=True, unique_fields=["organization"], update_fields=_FACTS
    )
    return len(forecasts)


@transaction.atomic
def forget_forecast(organization: Organization, *, by: User | None) -> None:
    """Remove the forecast of a customer that is deleted."""
    Forecast.objects.filter(organization=organization).delete()
