"""Counting seats by day. The scheduler's bookkeeping: it leaves no activity."""

from datetime import date

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from ..models import Organization, SeatCount, User
from ..models.organizations import CustomerQuerySet
from .locks import lock_living_of


@transaction.atomic
def count_seats(customers: CustomerQuerySet, *, day: date, by: User | None) -> int:
    """Write down, for a day, the seats of those whose seats are not those of their last row. Returns how many.

    The day's row follows until the day is over. Rows of a day that is gone stay as they are.
    """
    latest = SeatCount.objects.filter(organization=OuterRef("pk")).order_by("-day").values("seats")[:1]
    changed = customers.annotate(counted=Subquery(latest)).filter(Q(counted=None) | ~Q(counted=F("seats")))
    rows = [
        SeatCount(tenant_id=customer.tenant_id or customer.pk, organization=customer, day=day, seats=customer.seats)
        for customer in lock_living_of(changed)
    ]
    SeatCount.objects.bulk_create(
        rows, batch_size=1000, update_conflicts=True, unique_fields=["organization", "day"], update_fields=["seats"]
    )
    return len(rows)


@transaction.atomic
def forget_seats(organization: Organization, *, by: User | None) -> None:
    """Remove what was counted of a customer that is deleted."""
    SeatCount.objects.filter(organization=organization).delete()
