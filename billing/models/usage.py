"""What the product reported, and the sums that are kept of it in the same transaction.

All sums follow from the events; `rebuild_rollups` proves them. A quantity is in the metric's base units, a charge in
hundredths of a credit, and a day is one of the root's time zone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from credits.models.columns import LARGEST_AMOUNT, whole
from customers.roles import Role

from .metrics import Metric
from .tenants import UsageQuerySet

if TYPE_CHECKING:
    from customers.scope import Scope

LARGEST_QUANTITY = 10**9  # of one event, in base units: sums of millions of them fit a column of 64 bits with room
SHARDS = 8  # of a tenant's day: two customers of one reseller seldom wait for the same row
OF_DELETED = SHARDS  # and one more, for what customers used that were deleted since
EVENT_ID_LENGTH = 64


class UsageEvent(models.Model):
    """One thing that the product reported, once: the same ID with the same body gets the same answer for ever.

    One that could not be paid is kept with `refused`, costs nothing and counts in no sum.
    """

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, db_index=False, related_name="+")
    organization = models.ForeignKey("customers.Organization", models.PROTECT, db_index=False, related_name="+")
    event_id = models.CharField(max_length=EVENT_ID_LENGTH, help_text="The product's own, unique in the organization.")
    metric = models.ForeignKey(Metric, models.PROTECT, db_index=False, related_name="+")
    quantity = models.BigIntegerField()
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    day = models.DateField(help_text="On which it occurred.")
    token = models.ForeignKey("customers.ApiToken", models.PROTECT, null=True, db_index=False, related_name="+")
    language = models.CharField(max_length=35, blank=True, help_text="BCP 47.")
    transcription = models.ForeignKey(
        "billing.Transcription", models.PROTECT, null=True, db_index=False, related_name="+"
    )
    charge = models.BigIntegerField(default=0)
    refused = models.BooleanField(default=False)
    request = models.ForeignKey(
        "credits.LedgerRequest", models.PROTECT, db_index=False, related_name="+", help_text="What paid it."
    )

    objects = UsageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="usage_event_once", fields=["organization", "event_id"]),
            models.CheckConstraint(
                name="usage_event_in_range",
                condition=Q(quantity__gte=1, quantity__lte=LARGEST_AMOUNT, charge__gte=0)
                & (Q(refused=False) | Q(charge=0)),
            ),
            *whole("usage_event", "quantity", "charge"),
        ]
        indexes = [models.Index(name="usage_event_by_day", fields=["organization", "day", "id"])]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.metric_id}"


class UsageDay(models.Model):
    """What an organization used of a metric on one day, in one language, with one token."""

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, db_index=False, related_name="+")
    organization = models.ForeignKey(
        "customers.Organization", models.PROTECT, db_index=False, related_name="usage_days"
    )
    day = models.DateField()
    metric = models.ForeignKey(Metric, models.PROTECT, db_index=False, related_name="+")
    token = models.ForeignKey("customers.ApiToken", models.PROTECT, null=True, db_index=False, related_name="+")
    language = models.CharField(max_length=35, blank=True)
    events = models.PositiveIntegerField()
    quantity = models.BigIntegerField()
    charge = models.BigIntegerField()

    objects = UsageQuerySet.as_manager()

    class Meta:
        constraints = [
            # A null is like no other null: without the expression, rows of no token would be many.
            models.UniqueConstraint(
                "organization", "day", "metric", "language", Coalesce("token", 0), name="usage_day_once"
            ),
            *whole("usage_day", "quantity", "charge"),
        ]
        indexes = [models.Index(name="usage_day_of_tenant", fields=["tenant", "day", "metric"])]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.organization_id} on {self.day}"


class TenantUsageQuerySet(models.QuerySet["TenantUsage"]):
    def visible_to(self, scope: Scope) -> Self:
        """A tenant's own people see its sums; a reseller's customers do not, for those are of all of them."""
        if scope.organization is None or not scope.may("usage.view"):
            return self.none()
        return self.none() if scope.role == Role.RESELLEE else self.filter(tenant=scope.organization)


class TenantUsage(models.Model):
    """What all organizations of a tenant used of a metric on one day: the sum over its `shard`s.

    A customer's deletion moves what it used to the last shard: its rows are gone then, and its reseller's sums stay.
    """

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, db_index=False, related_name="+")
    day = models.DateField()
    metric = models.ForeignKey(Metric, models.PROTECT, db_index=False, related_name="+")
    shard = models.PositiveSmallIntegerField(help_text="The organization's ID modulo 8.")
    events = models.PositiveIntegerField()
    quantity = models.BigIntegerField()
    charge = models.BigIntegerField()

    objects = TenantUsageQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "tenant usage"
        constraints = [
            models.UniqueConstraint(name="tenant_usage_once", fields=["tenant", "day", "metric", "shard"]),
            *whole("tenant_usage", "quantity", "charge"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of tenant {self.tenant_id} on {self.day}"


class UsageTotal(models.Model):
    """What an organization has used of a metric since it came: prices are floored over this sum, never over its parts."""

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, db_index=False, related_name="+")
    organization = models.ForeignKey("customers.Organization", models.PROTECT, db_index=False, related_name="+")
    metric = models.ForeignKey(Metric, models.PROTECT, db_index=False, related_name="+")
    quantity = models.BigIntegerField()

    objects = UsageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="usage_total_once", fields=["organization", "metric"]),
            *whole("usage_total", "quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.organization_id}"


class LatestUse(models.Model):
    """When an organization last used the product, by what the product reported."""

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, db_index=False, related_name="+")
    organization = models.OneToOneField("customers.Organization", models.PROTECT, related_name="latest_use")
    at = models.DateTimeField(help_text="The latest `occurred_at`.")

    objects = UsageQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "latest use"
        indexes = [models.Index(name="latest_use_of_tenant", fields=["tenant", "at"])]

    def __str__(self) -> str:
        return f"{self.organization_id} at {self.at}"


class RecentHours(models.Model):
    """The hours that an organization had processed lately, as the scheduler last added them up: to sort very many by.

    In seconds, up to and with `day`. What a page shows of one is added up anew from its days.
    """

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, db_index=False, related_name="+")
    organization = models.OneToOneField("customers.Organization", models.PROTECT, related_name="recent_hours")
    day = models.DateField()
    in_7_days = models.BigIntegerField()
    in_30_days = models.BigIntegerField()
    in_90_days = models.BigIntegerField()
    total = models.BigIntegerField(help_text="All that it had ever used by then, by which a change is noticed.")

    objects = UsageQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "recent hours"
        constraints = [*whole("recent_hours", "in_7_days", "in_30_days", "in_90_days", "total")]
        indexes = [
            models.Index(name=f"recent_hours_{days}", fields=["tenant", f"-in_{days}_days", "organization"])
            for days in (7, 30, 90)
        ]

    def __str__(self) -> str:
        return f"{self.in_30_days} s of {self.organization_id} in 30 days"
