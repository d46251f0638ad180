"""How many seats each customer had on each day, so that growth can be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from ..roles import Role

if TYPE_CHECKING:
    from ..scope import Scope


class SeatCountQuerySet(models.QuerySet["SeatCount"]):
    def visible_to(self, scope: Scope) -> Self:
        """A reseller's people see their customers'; nobody else sees any."""
        if scope.organization is None or scope.role != Role.RESELLER:
            return self.none()
        return self.filter(tenant=scope.organization)


class SeatCount(models.Model):
    """A customer's seats at the end of a day of its root's time zone. A day without a row was like the one before."""

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, related_name="+")
    organization = models.ForeignKey("customers.Organization", models.PROTECT, related_name="seat_counts")
    day = models.DateField()
    seats = models.PositiveIntegerField()

    objects = SeatCountQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="seat_count_once", fields=["organization", "day"])]

    def __str__(self) -> str:
        return f"{self.seats} of {self.organization_id} on {self.day}"
