"""The sums of what was used, kept in the transaction of the events: one statement a table, its rows in one order.

Days, totals and the latest use are a customer's own, and whoever writes them holds its row. The sums of a tenant are
everybody's: a customer's events touch one shard of it, last of all and from the earliest day to the latest, so that others
wait shortly and nobody in a ring.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from ..models import LatestUse, TenantUsage, UsageDay, UsageTotal
from ..models.usage import SHARDS

Sums = dict[tuple[Any, ...], list[int]]  # events, quantity and charge by place
# The unique index of each table, word for word.
_ONE_OF_ITS_KIND: dict[Any, str] = {
    UsageDay: "(organization_id, day, metric_id, language, COALESCE(token_id, 0))",
    UsageTotal: "(organization_id, metric_id)",
    LatestUse: "(organization_id)",
    TenantUsage: "(tenant_id, day, metric_id, shard)",
}
COUNTED = ("events", "quantity", "charge")


def keep_rollups(rows: Iterable[Mapping[str, Any]]) -> None:
    """Add events that were accepted to the sums of their customers and tenants. A row has an event's columns."""
    days: Sums = {}
    latest: dict[tuple[int, int], datetime] = {}
    for row in rows:
        customer = row["tenant_id"], row["organization_id"]
        sums = days.setdefault((*customer, row["day"], row["metric_id"], row["language"], row["token_id"]), [0, 0, 0])
        sums[0] += 1
        sums[1] += row["quantity"]
        sums[2] += row["charge"]
        latest[customer] = max(latest.get(customer, row["occurred_at"]), row["occurred_at"])
    _keep_sums(UsageDay, ("tenant", "organization", "day", "metric", "language", "token"), days)
    totals = _folded(days, lambda tenant, customer, day, metric, *_: (tenant, customer, metric))
    _keep_sums(UsageTotal, ("tenant", "organization", "metric"), totals, figures=("quantity",))
    _keep_latest(latest)
    add_to_tenants(_folded(days, lambda tenant, customer, day, metric, *_: (tenant, day, metric, customer % SHARDS)))


def _folded(sums: Sums, place_of: Callable[..., tuple[Any, ...]]) -> Sums:
    """The same sums over fewer places."""
    folded: Sums = {}
    for place, counted in sums.items():
        own = folded.setdefault(place_of(*place), [0, 0, 0])
        for number, amount in enumerate(counted):
            own[number] += amount
    return folded


def add_to_tenants(sums: Sums) -> None:
    """Add sums by tenant, day, metric and shard. Last in a transaction: others of the same shard wait for its rows."""
    _keep_sums(TenantUsage, ("tenant", "day", "metric", "shard"), sums)


def _keep_sums(model: Any, place: Sequence[str], sums: Sums, figures: Sequence[str] = COUNTED) -> None:
    fields, taken = [model._meta.get_field(name) for name in place], [COUNTED.index(figure) for figure in figures]
    adapted = connection.ops.adapt_datefield_value
    rows = [
        [*(adapted(value) if isinstance(value, date) else value for value in values), *(one[n] for n in taken)]
        for values, one in sorted(sums.items(), key=lambda each: [0 if value is None else value for value in each[0]])
    ]
    table = model._meta.db_table
    change = ", ".join(f"{figure} = {table}.{figure} + EXCLUDED.{figure}" for figure in figures)
    _upsert(model, [*(field.column for field in fields), *figures], rows, change)


def _keep_latest(latest: Mapping[tuple[int, int], datetime]) -> None:
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
