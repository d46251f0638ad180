"""Accounts: where credits and money are."""

from django.db import models
from django.db.models import Q

from .columns import whole
from .tenants import TenantQuerySet

CREDITS = "credits"


class AccountKind(models.TextChoices):
    """What an account is for. Assigned = available + reserved + used."""

    ISSUER = "issuer", "Issued by the platform"
    POOL = "pool", "Pool"
    AVAILABLE = "available", "Available"
    RESERVED = "reserved", "Held for running work"
    USED = "used", "Used"
    SPENT = "spent", "Used in earlier allocations"
    SETTLEMENT = "settlement", "Received outside the platform"
    BALANCE = "balance", "Balance"
    PLATFORM_SHARE = "platform_share", "Platform's share"
    EARNING_PENDING = "earning_pending", "Pending earnings"
    EARNING_PAYABLE = "earning_payable", "Payable earnings"
    PAID_OUT = "paid_out", "Paid out"


# Where credits and money enter: what they owe is what the others hold.
SOURCES = (AccountKind.ISSUER, AccountKind.SETTLEMENT)


class Account(models.Model):
    """What an organization holds of one unit for one purpose. Only the ledger's writer changes it.

    `balance` is in minor units: hundredths of a credit, or a currency's own. `version` counts its transfers.
    """

    # No index of their own: the two below begin with them.
    tenant = models.ForeignKey("customers.Organization", models.PROTECT, db_index=False, related_name="+")
    organization = models.ForeignKey("customers.Organization", models.PROTECT, db_index=False, related_name="accounts")
    kind = models.CharField(max_length=20, choices=AccountKind)
    unit = models.CharField(max_length=7, help_text="credits, or a currency's ISO 4217 code")
    balance = models.BigIntegerField(default=0)
    version = models.BigIntegerField(default=0)

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="account_once", fields=["organization", "kind", "unit"]),
            models.CheckConstraint(name="account_kind_known", condition=Q(kind__in=AccountKind.values)),
            models.CheckConstraint(
                name="account_never_below_zero",
                condition=Q(balance__gte=0) | Q(kind__in=SOURCES),
                violation_error_message="There is not enough left.",
            ),
            models.CheckConstraint(name="account_version_counts", condition=Q(version__gte=0)),
            *whole("account", "balance", "version"),
        ]
        # Without the balance: PostgreSQL would write to every index whenever it changes.
        indexes = [models.Index(name="account_of_tenant", fields=["tenant", "kind"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.organization_id} in {self.unit}"
