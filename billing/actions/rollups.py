"""The sums of what was used, kept in the transaction of the events: one statement a table, its rows in one order.

Days, totals and the latest use are a customer's own, and whoever writes them holds its row. The sums of a tenant are
everybody's: a customer's events touch one shard of it. They are written last of all and from the earliest day to the latest,
so that others wait shortly and nobody in a ring.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from ..models import LatestUse, TenantUsage, UsageDay, UsageEvent, UsageTotal
from ..models.usage import SHARDS

Sums = dict[tuple[Any, ...], Counter[str]]
# The unique index of each table, word for word.
_ONE_OF_ITS_KIND: dict[Any, str] = {
    UsageDay: "(organization_id, day, metric_id, language, COALESCE(token_id, 0))",
    UsageTotal: "(organization_id, metric_id)",
    LatestUse: "(organization_id)",
    TenantUsage: "(tenant_id, day, metric_id, shard)",
}
COUNTED = ("events", "quantity", "charge")


def keep_rollups(events: Iterable[UsageEvent]) -> None:
    """Add events that were accepted to the sums of their customers and tenants."""
    days: Sums = {}
    tenants: Sums = {}
    totals: Sums = {}
    latest: dict[tuple[int, int], datetime] = {}
    for event in events:
        customer, metric = (event.tenant_id, event.organization_id), event.metric_id
        _add(days, (*customer, event.day, metric, event.language, event.token_id), event)
        _add(tenants, (event.tenant_id, event.day, metric, event.organization_id % SHARDS), event)
        _add(totals, (*customer, metric), event)
        latest[customer] = max(latest.get(customer, event.occurred_at), event.occurred_at)
    _keep_sums(UsageDay, ("tenant", "organization", "day", "metric", "language", "token"), days, COUNTED)
    _keep_sums(UsageTotal, ("tenant", "organization", "metric"), totals, ("quantity",))
    _keep_latest(latest)
    add_to_tenants(tenants)


def _add(sums: Sums, place: tuple[Any, ...], event: UsageEvent) -> None:
    sums.setdefault(place, Counter()).update(events=1, quantity=event.quantity, charge=event.charge)


def add_to_tenants(sums: Sums) -> None:
    """Add sums by tenant, day, metric and shard. Last in a transaction: others of the same shard wait for its rows."""
    _keep_sums(TenantUsage, ("tenant", "day", "metric", "shard"), sums, COUNTED)


def _keep_sums(model: Any, place: Sequence[str], sums: Sums, figures: Sequence[str]) -> None:
    fields = [model._meta.get_field(name) for name in place]
    ordered = sorted(sums.items(), key=lambda one: [0 if value is None else value for value in one[0]])
    rows = [
        [
            *(field.get_db_prep_save(value, connection) for field, value in zip(fields, values, strict=True)),
            *(counted[figure] for figure in figures),
        ]
        for values, counted in ordered
    ]
    table = model._meta.db_table
    change = ", ".join(f"{figure} = {table}.{figure} + EXCLUDED.{figure}" for figure in figures)
    _upsert(model, [*(field.column for field in fields), *figures], rows, change)


def _keep_latest(latest: dict[tuple[int, int], datetime]) -> None:
    adapted, table = connection.ops.adapt_datetimefield_value, LatestUse._meta.db_table
    rows = [[*customer, adapted(at)] for customer, at in sorted(latest.items())]
    later = f"at = EXCLUDED.at WHERE {table}.at < EXCLUDED.at"
    _upsert(LatestUse, ["tenant_id", "organization_id", "at"], rows, later)


def _upsert(model: Any, columns: Sequence[str], rows: Sequence[Sequence[Any]], change: str) -> None:
    if not rows:
        return
    row = f"({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) "  # noqa: S608
            f"VALUES {', '.join([row] * len(rows))} ON CONFLICT {_ONE_OF_ITS_KIND[model]} DO UPDATE SET {change}",
            [value for row in rows for value in row],
        )
