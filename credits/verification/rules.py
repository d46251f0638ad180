"""What a single row of the ledger must keep to, beside the rows that it points to. The database looks for the others."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from reseller_portal.lib.windows import windows

from ..models import AccountKind, Transfer, TransferKind
from ..models.accounts import CREDITS, SOURCES
from ..models.columns import LARGEST_AMOUNT, IsInteger
from ..models.reservations import State
from ..models.transfers import Outcome
from .findings import Finding, Progress


@dataclass(frozen=True)
class Rule:
    """An invariant, what is wrong with a row that breaks it, and when one does."""

    invariant: str
    wrong: str
    when: Q


_OF_CREDITS = [
    AccountKind.ISSUER, AccountKind.POOL, AccountKind.AVAILABLE, AccountKind.RESERVED, AccountKind.USED,
    AccountKind.SPENT,
]  # fmt: skip
_OF_ROOTS = [AccountKind.ISSUER, AccountKind.POOL, AccountKind.SETTLEMENT]
# What a deletion returns or waits for; what was used and paid out stays on the record.
_EMPTY_AFTER_DELETION = [
    AccountKind.AVAILABLE, AccountKind.RESERVED, AccountKind.USED, AccountKind.BALANCE, AccountKind.EARNING_PENDING,
    AccountKind.EARNING_PAYABLE,
]  # fmt: skip

OF_ACCOUNTS = (
    Rule("I1", "its tenant is not its organization's",
         ~Q(tenant=Coalesce(F("organization__tenant"), F("organization")))),
    Rule("I2", "it holds less than nothing", Q(balance__lt=0) & ~Q(kind__in=SOURCES)),
    Rule("I3", "its unit does not fit its kind",
         (Q(kind__in=_OF_CREDITS) & ~Q(unit=CREDITS)) | (~Q(kind__in=_OF_CREDITS) & Q(unit=CREDITS))),
    Rule("I3", "only a root has one of its kind", Q(kind__in=_OF_ROOTS, organization__tenant__isnull=False)),
    Rule("I12", "its organization was deleted, and it holds something still",
         Q(organization__deleted_at__isnull=False, kind__in=_EMPTY_AFTER_DELETION) & ~Q(balance=0)),
)  # fmt: skip

_REVERSAL = Q(reverses__isnull=False)
_EARLIER_REVERSAL = Transfer.objects.filter(reverses=OuterRef("reverses"), pk__lt=OuterRef("pk"))

OF_TRANSFERS = (
    Rule("I1", "an account or the request is another tenant's",
         ~Q(debit__tenant=F("tenant")) | ~Q(credit__tenant=F("tenant")) | ~Q(request__tenant=F("tenant"))),
    Rule("I3", "its amount is none that a transfer carries",
         ~Q(amount__gte=1, amount__lte=LARGEST_AMOUNT) | ~Q(IsInteger(F("amount")))),
    Rule("I3", "it goes from an account to the same one", Q(debit=F("credit"))),
    Rule("I3", "its accounts hold different units", ~Q(debit__unit=F("credit__unit"))),
    Rule("I4", "it has another time than its request", ~Q(at=F("request__at"))),
    Rule("I5", "its request was not posted", ~Q(request__outcome=Outcome.POSTED)),
    Rule("I9", "it is a reversal, and does not say of what", Q(kind=TransferKind.REVERSAL, reverses__isnull=True)),
    Rule("I9", "it reverses another one, and is none", _REVERSAL & ~Q(kind=TransferKind.REVERSAL)),
    Rule("I9", "it reverses another amount", _REVERSAL & ~Q(amount=F("reverses__amount"))),
    Rule("I9", "it reverses one between other accounts",
         _REVERSAL & (~Q(debit=F("reverses__credit")) | ~Q(credit=F("reverses__debit")))),
    Rule("I9", "it reverses what was not there yet", Q(reverses__gte=F("pk"))),
    Rule("I9", "what it reverses was reversed before", _REVERSAL & Q(Exists(_EARLIER_REVERSAL))),
    Rule("I11", "it holds credits, and there is no reservation",
         Q(kind=TransferKind.RESERVATION, request__reservation__isnull=True)),
)  # fmt: skip

_HOLDING_TRANSFER = Transfer.objects.filter(
    request=OuterRef("request"),
    kind=TransferKind.RESERVATION,
    amount=OuterRef("amount"),
    credit__kind=AccountKind.RESERVED,
    credit__organization=OuterRef("organization"),
)

OF_RESERVATIONS = (
    Rule("I11", "its request is somebody else's",
         ~Q(tenant=F("request__tenant")) | ~Q(organization=F("request__organization"))),
    Rule("I11", "no transfer holds its amount", ~Q(Exists(_HOLDING_TRANSFER))),
    Rule("I11", "it took something without being settled", ~Q(state=State.SETTLED) & ~Q(settled_amount=0)),
)  # fmt: skip


def broken_rules(rows: QuerySet, rules: tuple[Rule, ...], progress: Progress) -> Iterator[Finding]:
    """The rows that break a rule, window by window: one question for all rules, more only about those that do."""
    noun = rows.model._meta.verbose_name
    for window, read in windows(rows):
        for pk in list(window.filter(reduce(or_, (rule.when for rule in rules))).values_list("pk", flat=True)):
            for rule in rules:
                if rows.filter(rule.when, pk=pk).exists():
                    yield Finding(rule.invariant, f"{noun} {pk}", rule.wrong)
        progress(read)
