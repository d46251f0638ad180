"""Suspensions: what there is to say about a customer that is disabled, or will be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from ..roles import Role

if TYPE_CHECKING:
    from ..scope import Scope

REASON_LENGTH = 200


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    def visible_to(self, scope: Scope) -> Self:
        """A reseller's people see those of their customers. What a reseller plans with a customer is not its customer's."""
        if scope.organization is None or scope.role != Role.RESELLER:
            return self.none()
        return self.filter(tenant=scope.organization).exclude(organization=scope.organization)


class Suspension(models.Model):
    """Why and since when an organization is disabled, or from when it will be, and what is known of its deletion.

    Gone once it is enabled, called off or deleted. One that was disabled before this table existed has none.
    """

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, related_name="+")
    organization = models.OneToOneField("customers.Organization", models.PROTECT, related_name="suspension")
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    starts_at = models.DateTimeField(help_text="When it was disabled, or will be.")
    block_api = models.BooleanField(default=False, help_text="Whether its tokens are refused from then on.")
    held_at = models.DateTimeField(null=True, help_text="Since when its deletion is on hold.")
    hold_reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    not_before = models.DateTimeField(null=True, help_text="It is not deleted before, so that there is notice.")
    announced_days = models.PositiveSmallIntegerField(
        null=True, help_text="How many days ahead its deletion was last announced by mail."
    )
    waits_for = models.CharField(max_length=300, blank=True, help_text="Why the last purge passed it by.")
    waiting_told_at = models.DateTimeField(null=True, help_text="When reseller and staff were mailed about that.")

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="suspension_hold_has_a_reason",
                condition=Q(held_at__isnull=True, hold_reason="") | (Q(held_at__isnull=False) & ~Q(hold_reason="")),
            ),
        ]
        indexes = [models.Index(name="suspension_start", fields=["starts_at"])]

    def __str__(self) -> str:
        return f"Suspension of {self.organization_id}"
