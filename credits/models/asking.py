"""What resellers ask the platform for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from customers.roles import Role

from .columns import LARGEST_AMOUNT, whole

if TYPE_CHECKING:
    from customers.scope import Scope


class AskingState(models.TextChoices):
    OPEN = "open", "Waiting for an answer"
    GRANTED = "granted", "Granted"
    REFUSED = "refused", "Refused"


class CreditAskingQuerySet(models.QuerySet["CreditAsking"]):
    def visible_to(self, scope: Scope) -> Self:
        """A reseller's people see what their organization asked for."""
        if scope.organization is None or scope.role != Role.RESELLER or not scope.may("credits.view"):
            return self.none()
        return self.filter(tenant=scope.organization)

    def open(self) -> Self:
        return self.filter(state=AskingState.OPEN)


class CreditAsking(models.Model):
    """A reseller asked for more credits; staff grant or refuse it, with an answer that the reseller sees."""

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, related_name="+", verbose_name="reseller")
    amount = models.BigIntegerField(help_text="Hundredths of a credit.")
    note = models.CharField(max_length=200, blank=True, verbose_name="what for")
    asked_by = models.ForeignKey("customers.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=AskingState, default=AskingState.OPEN)
    answer = models.CharField(max_length=200, blank=True)
    answered_by = models.ForeignKey("customers.User", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = CreditAskingQuerySet.as_manager()

    class Meta:
        verbose_name = "request for credits"
        verbose_name_plural = "requests for credits"
        constraints = [
            models.CheckConstraint(
                name="credit_asking_amount_in_range", condition=Q(amount__gte=1, amount__lte=LARGEST_AMOUNT)
            ),
            models.CheckConstraint(
                name="credit_asking_answered_or_open",
                condition=Q(state=AskingState.OPEN, answered_at__isnull=True)
                | Q(state__in=(AskingState.GRANTED, AskingState.REFUSED), answered_at__isnull=False),
            ),
            # One at a time: staff answer a need, not a queue of them.
            models.UniqueConstraint(
                name="credit_asking_one_open", fields=["tenant"], condition=Q(state=AskingState.OPEN)
            ),
            *whole("credit_asking", "amount"),
        ]
        indexes = [models.Index(name="credit_asking_of_tenant", fields=["tenant", "id"])]

    def __str__(self) -> str:
        return f"Request {self.pk} of {self.tenant}"
