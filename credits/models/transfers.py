"""Transfers, and the requests that asked for them. Neither is ever changed."""

from django.db import models
from django.db.models import F, Q

from .columns import LARGEST_AMOUNT, whole
from .tenants import TenantQuerySet


class TransferKind(models.TextChoices):
    """Why credits or money moved."""

    ISSUE = "issue", "Issued"
    WITHDRAWAL = "withdrawal", "Withdrawn"
    RECHARGE = "recharge", "Recharge"
    RETURN = "return", "Returned to pool"
    ALLOCATION = "allocation", "New allocation"
    REFILL = "refill", "Refill"
    DEDUCTION = "deduction", "Deducted"
    SPENDING = "spending", "Used"
    RESERVATION = "reservation", "Held"
    RELEASE = "release", "Released"
    DELETION = "deletion", "Returned on deletion"
    REVERSAL = "reversal", "Undone"


class Outcome(models.TextChoices):
    POSTED = "posted", "Posted"
    REFUSED = "refused", "Refused"


class LedgerRequest(models.Model):
    """Something that was asked of the ledger, once: what was posted for it, or why it was refused.

    The same key with the same body gets the same answer for ever; with another body it is a conflict.
    """

    append_only = True

    # No index of their own: those below begin with the first two, and nothing asks by the third.
    tenant = models.ForeignKey("customers.Organization", models.PROTECT, db_index=False, related_name="+")
    organization = models.ForeignKey(
        "customers.Organization", models.PROTECT, db_index=False, related_name="+",
        help_text="Whose credits or money it is about.",
    )  # fmt: skip
    key = models.CharField(max_length=100, help_text="Idempotency key, unique in the tenant.")
    request_hash = models.CharField(max_length=64, help_text="SHA-256 of what was asked.")
    action = models.CharField(max_length=30)
    outcome = models.CharField(max_length=7, choices=Outcome)
    reason = models.CharField(max_length=200, blank=True, help_text="Why it was refused.")
    actor = models.ForeignKey("customers.User", models.PROTECT, null=True, db_index=False, related_name="+")
    at = models.DateTimeField()

    objects = TenantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="ledger_request_once", fields=["tenant", "key"]),
            models.CheckConstraint(
                name="ledger_request_outcome_known",
                condition=Q(outcome=Outcome.POSTED, reason="") | (Q(outcome=Outcome.REFUSED) & ~Q(reason="")),
            ),
        ]
        indexes = [models.Index(name="ledger_request_of", fields=["organization", "id"])]

    def __str__(self) -> str:
        return f"{self.action} {self.key}"


class NoteQuerySet(TenantQuerySet):
    organization = "request__organization"


class RequestNote(models.Model):
    """The reason that somebody typed for a movement. Kept apart from the ledger, because a deletion erases it."""

    request = models.OneToOneField(LedgerRequest, models.PROTECT, primary_key=True, related_name="note")
    tenant = models.ForeignKey("customers.Organization", models.PROTECT, related_name="+")
    text = models.CharField(max_length=200)

    objects = NoteQuerySet.as_manager()

    def __str__(self) -> str:
        return self.text


class TransferQuerySet(TenantQuerySet):
    organization = "request__organization"


class Transfer(models.Model):
    """`amount` minor units went from one account to another: balanced by construction. Corrections are reversals.

    The versions number the transfers of each account without a gap; `*_after` are the balances that it left.
    """

    append_only = True

    # Nothing asks by the tenant alone, and the chains begin with the accounts.
    tenant = models.ForeignKey("customers.Organization", models.PROTECT, db_index=False, related_name="+")
    request = models.ForeignKey(LedgerRequest, models.PROTECT, related_name="transfers")
    debit = models.ForeignKey("credits.Account", models.PROTECT, db_index=False, related_name="debits")
    credit = models.ForeignKey("credits.Account", models.PROTECT, db_index=False, related_name="credits")
    amount = models.BigIntegerField()
    kind = models.CharField(max_length=20, choices=TransferKind)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    debit_version = models.BigIntegerField()
    credit_version = models.BigIntegerField()
    debit_after = models.BigIntegerField()
    credit_after = models.BigIntegerField()
    at = models.DateTimeField()

    objects = TransferQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="transfer_debit_chain", fields=["debit", "debit_version"]),
            models.UniqueConstraint(name="transfer_credit_chain", fields=["credit", "credit_version"]),
            models.CheckConstraint(
                name="transfer_amount_in_range", condition=Q(amount__gte=1, amount__lte=LARGEST_AMOUNT)
            ),
            models.CheckConstraint(name="transfer_between_two", condition=~Q(debit=F("credit"))),
            models.CheckConstraint(name="transfer_kind_known", condition=Q(kind__in=TransferKind.values)),
            *whole("transfer", "amount", "debit_version", "credit_version", "debit_after", "credit_after"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.amount} from {self.debit_id} to {self.credit_id}"
