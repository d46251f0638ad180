"""Use by day, kept by the ledger's writer in the same transaction: one statement, however many transfers.

It needs no lock of its own: who writes the day of a customer or of a pool holds the account that the credits leave.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

from ..models import AccountKind, DailyUse, TransferKind
from .moved import Moved

_TABLE = DailyUse._meta.db_table
Days = Counter[tuple[int, int, date]]  # tenant, organization, day


def day_of(moment: datetime, zone: str) -> date:
    """The day that a moment falls on in a time zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def used_by(transfer: Moved) -> tuple[int, int] | None:
    """Whose daily use a transfer counts for and how much, below zero for what comes back; None for any other."""
    debit, credit = transfer.debit, transfer.credit
    if transfer.kind == TransferKind.SPENDING and credit.kind == AccountKind.USED:
        return credit.organization_id, transfer.amount
    if debit.kind == AccountKind.POOL and credit.kind == AccountKind.AVAILABLE:
        return debit.organization_id, transfer.amount
    if credit.kind == AccountKind.POOL and debit.kind == AccountKind.AVAILABLE:
        return credit.organization_id, -transfer.amount
    return None


def keep_daily_use(transfers: Iterable[Moved]) -> None:
    """Add what these transfers used to their days, the rows in one order."""
    days: Days = Counter()
    for transfer in transfers:
        if used := used_by(transfer):
            organization, amount = used
            root = transfer.root
            days[root.pk, organization, day_of(transfer.at, root.time_zone)] += amount
    _add(days)


def _add(days: Days) -> None:
    rows = [(*place, amount) for place, amount in sorted(days.items()) if amount]
    if not rows:
        return
    adapted = connection.ops.adapt_datefield_value
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_TABLE} (tenant_id, organization_id, day, amount) "  # noqa: S608
            f"VALUES {', '.join(['(%s, %s, %s, %s)'] * len(rows))} ON CONFLICT (organization_id, day) "
            f"DO UPDATE SET amount = {_TABLE}.amount + EXCLUDED.amount",
            [value for tenant, pk, day, amount in rows for value in (tenant, pk, adapted(day), amount)],
        )
