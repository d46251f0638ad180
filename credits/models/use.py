"""What is kept beside the ledger so that no screen has to add transfers up: use by day, since when a meter counts, and
how long credits last.

The first two follow from the transfers and are proved by `verify_ledger`; the last is added up by the scheduler.
"""

from django.db import models
from django.db.models import F, Q

from .columns import whole
from .tenants import TenantQuerySet

EVERY_LINE = 100  # per cent: no line lies as high


class DailyUse(models.Model):
    """What went out of an organization's credits on one day of its root's time zone, in hundredths.

    Of a customer: what it used. Of a reseller: what went from its pool to its customers, less what came back, and so
    below zero on a day when more came back.
    """

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, related_name="+")
    organization = models.ForeignKey("customers.Organization", models.PROTECT, related_name="daily_use")
    day = models.DateField()
    amount = models.BigIntegerField(help_text="Hundredths of a credit.")

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "daily use"
        constraints = [
            models.UniqueConstraint(name="daily_use_once", fields=["organization", "day"]),
            *whole("daily_use", "amount"),
        ]

    def __str__(self) -> str:
        return f"{self.amount} of {self.organization_id} on {self.day}"


class Allocation(models.Model):
    """What a customer's meter counts: since when, and below which line its people were told that credits run low.

    Lines of `alerted_below` per cent and above stay silent; credits that come in lift it to what is there again.
    """

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, related_name="+")
    organization = models.OneToOneField("customers.Organization", models.PROTECT, related_name="allocation")
    began_at = models.DateTimeField(help_text="The latest new allocation, else the first credits.")
    alerted_below = models.SmallIntegerField(default=EVERY_LINE, help_text="Per cent. 100: nobody was told anything.")

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="allocation_alerted_below_in_range", condition=Q(alerted_below__gte=1, alerted_below__lte=100)
            ),
            *whole("allocation", "alerted_below"),
        ]

    def __str__(self) -> str:
        return f"Allocation of {self.organization_id} since {self.began_at}"


class Forecast(models.Model):
    """When a customer's credits will be gone, as the scheduler last added it up: to find some of very many.

    What a page says of one is added up anew; of all of them that would read two weeks of everybody's use.
    """

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, db_index=False, related_name="+")
    organization = models.OneToOneField("customers.Organization", models.PROTECT, related_name="forecast")
    day = models.DateField(help_text="Of which it was added up.")
    went = models.BigIntegerField(help_text="Hundredths of a credit in the days that count.")
    counted = models.PositiveSmallIntegerField(help_text="How many days that were.")
    empty_on = models.DateField(null=True, help_text="Empty while that cannot be said.")
    version = models.BigIntegerField(help_text="How often its available credits had changed by then.")

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [*whole("forecast", "went")]
        indexes = [models.Index(name="forecast_of_tenant", fields=["tenant", "empty_on", "organization"])]

    def __str__(self) -> str:
        return f"{self.organization_id} is empty on {self.empty_on}"


class AlertLines(models.Model):
    """Below which per cent of its allocation a reseller and its customer are mailed, as the reseller set it."""

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, related_name="+")
    organization = models.OneToOneField("customers.Organization", models.PROTECT, related_name="+")
    first = models.SmallIntegerField()
    second = models.SmallIntegerField()

    objects = TenantQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "alert lines"
        constraints = [
            models.CheckConstraint(
                name="alert_lines_descend",
                condition=Q(first__lte=99, second__gte=1, first__gt=F("second")),
                violation_error_message="The second line lies below the first.",
            ),
            *whole("alert_lines", "first", "second"),
        ]

    def __str__(self) -> str:
        return f"{self.first} % and {self.second} %"
