"""What customers' meters count, kept by the ledger's writer in the same transaction, and who hears that they run low.

A line is crossed when available credits were at or above it before a transaction and are below it after, as shares of what
was assigned. Work that is held and released again crosses it once: only credits that come in arm it again. All of it is
decided under the locks of the customer's accounts, so a hundred at once are one.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from customers.models import Organization

from ..models import Account, AccountKind, Allocation, Transfer, TransferKind
from ..models.use import EVERY_LINE
from ..tasks import mail_low_credits
from ..thresholds import lines_of
from .moved import Moved

_TABLE = Allocation._meta.db_table
_METER = (AccountKind.AVAILABLE, AccountKind.RESERVED, AccountKind.USED)
_SOURCES = (AccountKind.POOL, AccountKind.ISSUER)
_quiet: ContextVar[bool] = ContextVar("quiet_alerts", default=False)


@contextmanager
def without_mail() -> Iterator[None]:
    """Keep what was told and mail nobody: for the demo, whose credits run low in the past."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


@dataclass
class Level:
    """What a customer has available of what was assigned, before a transaction and after it, in hundredths."""

    tenant_id: int
    available: int
    assigned: int
    available_before: int
    assigned_before: int

    @property
    def armed_from(self) -> int:
        """The least line, in per cent, that its credits are below: those under it can be crossed again."""
        return min(self.available * 100 // self.assigned + 1, EVERY_LINE) if self.assigned else EVERY_LINE

    @property
    def may_have_crossed(self) -> bool:
        """Whether any whole per cent lies between before and after: mostly none does, and nothing needs to be read."""
        return bool(self.assigned) and self.crosses(self.available * 100 // self.assigned + 1)

    def crosses(self, line: int) -> bool:
        """Whether it was at or above so many per cent, and is below now."""
        was = self.assigned_before and self.available_before * 100 >= line * self.assigned_before
        return bool(was) and self.available * 100 < line * self.assigned


def levels(transfers: Iterable[Moved], accounts: Iterable[Account]) -> dict[int, Level]:
    """By customer, from its accounts as they are after the transfers."""
    held: dict[int, dict[str, Account]] = {}
    for account in accounts:
        if account.kind in _METER:
            held.setdefault(account.organization_id, {})[account.kind] = account
    change: dict[int, int] = {}
    for transfer in transfers:
        change[transfer.debit.pk] = change.get(transfer.debit.pk, 0) - transfer.amount
        change[transfer.credit.pk] = change.get(transfer.credit.pk, 0) + transfer.amount
    found = {}
    for pk, own in held.items():
        # Who touches only some of the three leaves what was assigned as it was; the writers of credits lock them all.
        if len(own) == len(_METER):
            available, assigned = own[AccountKind.AVAILABLE].balance, sum(one.balance for one in own.values())
            went = change.get(own[AccountKind.AVAILABLE].pk, 0)
            grew = sum(change.get(one.pk, 0) for one in own.values())
            found[pk] = Level(
                own[AccountKind.AVAILABLE].tenant_id, available, assigned, available - went, assigned - grew
            )
    return found


def keep_allocations(transfers: Sequence[Moved], accounts: Iterable[Account]) -> None:
    """Begin allocations, arm lines that credits are above again, and mail where one was crossed."""
    found = levels(transfers, accounts)
    came = {
        one.credit.organization_id: one
        for one in transfers
        if one.credit.kind == AccountKind.AVAILABLE and one.debit.kind in _SOURCES
    }
    _open(came, found)
    _begin(transfers)
    _tell({pk: level for pk, level in found.items() if level.may_have_crossed})


def _open(came: dict[int, Moved], found: dict[int, Level]) -> None:
    """Credits came in: an allocation if there was none, and lines that are below them again are armed."""
    if not came:
        return
    adapted = connection.ops.adapt_datetimefield_value
    rows = [(one.root.pk, pk, adapted(one.at), found[pk].armed_from) for pk, one in sorted(came.items())]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_TABLE} (tenant_id, organization_id, began_at, alerted_below) "  # noqa: S608
            f"VALUES {', '.join(['(%s, %s, %s, %s)'] * len(rows))} ON CONFLICT (organization_id) DO UPDATE "
            f"SET alerted_below = EXCLUDED.alerted_below WHERE {_TABLE}.alerted_below < EXCLUDED.alerted_below",
            [value for row in rows for value in row],
        )


def _begin(transfers: Sequence[Moved]) -> None:
    """A new allocation began, or was undone and the one before goes on."""
    for one in transfers:
        if one.kind == TransferKind.ALLOCATION:
            Allocation.objects.filter(organization=one.credit.organization_id).update(began_at=one.at)
        elif one.kind == TransferKind.REVERSAL and one.debit.kind == AccountKind.SPENT:
            pk = one.debit.organization_id
            Allocation.objects.filter(organization=pk).update(began_at=allocation_began(pk))


def _tell(crossed: dict[int, Level]) -> None:
    lines = lines_of({level.tenant_id for level in crossed.values()})
    lowest = {
        pk: min(below)
        for pk, level in crossed.items()
        if (below := [line for line in lines[level.tenant_id] if level.crosses(line)])
    }
    if not lowest:
        return
    told = dict(Allocation.objects.filter(organization__in=lowest).values_list("organization", "alerted_below"))
    for pk, line in lowest.items():
        if line < told.get(pk, EVERY_LINE):
            Allocation.objects.filter(organization=pk).update(alerted_below=line)
            if not _quiet.get():
                _mail(pk, line, crossed[pk])


def _mail(pk: int, line: int, level: Level) -> None:
    """To the customer's owner, else its contact address, and to its reseller's. Queued with what was written."""
    customer = Organization.objects.select_related("tenant").get(pk=pk)
    for reader in filter(None, (customer, customer.tenant)):
        mail_low_credits.enqueue(reader.owner_id or 0, reader.pk, pk, line, level.available, level.assigned)


def allocation_began(pk: int, using: str = "default") -> datetime | None:
    """When the meter of a customer began to count, from its transfers; None where none came in."""
    found = Transfer.objects.using(using)
    spent = found.filter(credit__organization=pk, credit__kind=AccountKind.SPENT, kind=TransferKind.ALLOCATION)
    latest = spent.filter(reversed_by=None).order_by("-credit_version").first()
    first = found.filter(credit__organization=pk, credit__kind=AccountKind.AVAILABLE, credit_version=1).first()
    return latest.at if latest else first.at if first else None
