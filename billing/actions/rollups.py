"""The sums of what was used, kept in the transaction of the events: one statement a table, its rows in one order.

Days, totals and the latest use are a customer's own, and whoever writes them holds its row. The sums of a tenant are
everybody's: a customer's events touch one shard of it, last of all and from the earliest day to the latest, so that others
wait shortly and nobody in a ring.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from customers.models import Organization

from ..models import LatestUse, TenantUsage, UsageDay, UsageTotal
from ..models.usage import SHARDS

Sums = dict[tuple[Any, ...], list[int]]  # events, quantity and charge by place
_DAY = "(organization_id, day, metric_id, language, COALESCE(token_id, 0))"
_TENANT = "(tenant_id, day, metric_id, shard)"
COUNTED = ("events", "quantity", "charge")


def keep_rollups(customer: Organization, rows: Iterable[Mapping[str, Any]], token: int | None) -> None:
    """Add events that were accepted to the sums of their customer and its tenant. A row has an event's columns."""
    days: Sums = {}
    latest = None
    for row in rows:
        sums = days.setdefault((row["day"], row["metric_id"], row["language"]), [0, 0, 0])
        sums[0] += 1
        sums[1] += row["quantity"]
        sums[2] += row["charge"]
        if latest is None or row["occurred_at"] > latest:
            latest = row["occurred_at"]
    if latest is None:
        return
    _keep_days(customer, days, token)
    _keep_totals(customer, _folded(days, slice(1, 2)))
    _keep_latest(customer, latest)
    add_to_tenant(customer.root.pk, customer.pk % SHARDS, _folded(days, slice(2)))


def _folded(days: Sums, kept: slice) -> Sums:
    """The same sums over less of their places: those of a day and metric, or of a metric."""
    folded: Sums = {}
    for place, sums in days.items():
        own = folded.setdefault(place[kept], [0, 0, 0])
        for number, amount in enumerate(sums):
            own[number] += amount
    return folded


def _keep_days(customer: Organization, days: Sums, token: int | None) -> None:
    adapted, root = connection.ops.adapt_datefield_value, customer.root.pk
    rows = [
        (root, customer.pk, adapted(day), metric, language, token, *sums)
        for (day, metric, language), sums in sorted(days.items())
    ]
    columns = ("tenant_id", "organization_id", "day", "metric_id", "language", "token_id", *COUNTED)
    _upsert(UsageDay, columns, rows, _DAY, _sums_of(UsageDay, COUNTED))


def _keep_latest(customer: Organization, latest: datetime) -> None:
    row, columns = (
        (customer.root.pk, customer.pk, connection.ops.adapt_datetimefield_value(latest)),
        ("tenant_id", "organization_id", "at"),
    )
    later = f"at = EXCLUDED.at WHERE {LatestUse._meta.db_table}.at < EXCLUDED.at"
    _upsert(LatestUse, columns, [row], "(organization_id)", later)


def add_to_tenant(root: int, shard: int, sums: Sums) -> None:
    """Add sums by day and metric to a tenant's. Last in a transaction: others of the same shard wait for its rows."""
    rows = [
        (root, connection.ops.adapt_datefield_value(day), metric, shard, *counted)
        for (day, metric), counted in sorted(sums.items())
    ]
    columns = ("tenant_id", "day", "metric_id", "shard", *COUNTED)
    _upsert(TenantUsage, columns, rows, _TENANT, _sums_of(TenantUsage, COUNTED))


def _keep_totals(customer: Organization, totals: Sums) -> None:
    rows = [(customer.root.pk, customer.pk, metric, sums[1]) for (metric,), sums in sorted(totals.items())]
    columns, place = ("tenant_id", "organization_id", "metric_id", "quantity"), "(organization_id, metric_id)"
    _upsert(UsageTotal, columns, rows, place, _sums_of(UsageTotal, ("quantity",)))


def _sums_of(model: Any, names: Iterable[str]) -> str:
    return ", ".join(f"{name} = {model._meta.db_table}.{name} + EXCLUDED.{name}" for name in names)


def _upsert(model: Any, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], place: str, change: str) -> None:
    if not rows:
        return
    row = f"({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) "  # noqa: S608
            f"VALUES {', '.join([row] * len(rows))} ON CONFLICT {place} DO UPDATE SET {change}",
            [value for row in rows for value in row],
        )
