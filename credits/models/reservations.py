"""Credits held for work that is running."""

from django.db import models
from django.db.models import Q

from .columns import LARGEST_AMOUNT, whole
from .tenants import TenantQuerySet


class State(models.TextChoices):
    HELD = "held", "Held"
    SETTLED = "settled", "Settled"
    RELEASED = "released", "Released"
    EXPIRED = "expired", "Expired"


class ReservationQuerySet(TenantQuerySet):
    def held(self) -> "ReservationQuerySet":
        return self.filter(state=State.HELD)


class Reservation(models.Model):
    """Credits of a customer held for work that is running: settled with what it took, released, or expired, once."""

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, related_name="+")
    organization = models.ForeignKey("customers.Organization", models.PROTECT, related_name="+")
    request = models.OneToOneField("credits.LedgerRequest", models.PROTECT, related_name="reservation")
    amount = models.BigIntegerField(help_text="Hundredths of a credit.")
    settled_amount = models.BigIntegerField(default=0, help_text="What the work took, in hundredths of a credit.")
    state = models.CharField(max_length=8, choices=State, default=State.HELD)
    expires_at = models.DateTimeField()

    objects = ReservationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="reservation_amounts_in_range",
                condition=Q(amount__gte=1, amount__lte=LARGEST_AMOUNT, settled_amount__gte=0)
                & Q(settled_amount__lte=models.F("amount")),
            ),
            models.CheckConstraint(name="reservation_state_known", condition=Q(state__in=State.values)),
            *whole("reservation", "amount", "settled_amount"),
        ]
        indexes = [
            models.Index(name="reservation_running_out", fields=["expires_at"], condition=Q(state=State.HELD)),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.state}"
