"""The sums of what was used, kept in the transaction of the events: one statement a table, its rows in one order.

Days, totals and the latest use are a customer's own, and whoever writes them holds its accounts. The sums of a tenant are
everybody's: a customer's events touch one shard of it, from the earliest day to the latest, so that nobody waits in a ring.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from customers.models import Organization

from ..models import LatestUse, TenantUsage, UsageDay, UsageEvent, UsageTotal
from ..models.usage import SHARDS

Sums = dict[tuple[Any, ...], Counter[str]]
_DAY = "(organization_id, day, metric_id, language, COALESCE(token_id, 0))"
_TENANT = "(tenant_id, day, metric_id, shard)"
_COUNTED = ("events", "quantity", "charge")


def keep_rollups(customer: Organization, events: Iterable[UsageEvent]) -> None:
    """Add events that were accepted to the sums of their customer and its tenant."""
    days: Sums = {}
    tenant: Sums = {}
    totals: Counter[int] = Counter()
    latest = None
    for event in events:
        _add(days, (event.day, event.metric_id, event.language, event.token_id), event)
        _add(tenant, (event.day, event.metric_id), event)
        totals[event.metric_id] += event.quantity
        latest = max(latest, event.occurred_at) if latest else event.occurred_at
    if latest is None:
        return
    _keep_days(customer, days)
    _keep_tenant(customer, tenant)
    _keep_totals(customer, totals)
    root, at = customer.root.pk, connection.ops.adapt_datetimefield_value(latest)
    _upsert(
        LatestUse, ("tenant_id", "organization_id", "at"), [(root, customer.pk, at)], "(organization_id)",
        f"at = EXCLUDED.at WHERE {LatestUse._meta.db_table}.at < EXCLUDED.at",
    )  # fmt: skip


def _add(sums: Sums, place: tuple[Any, ...], event: UsageEvent) -> None:
    sums.setdefault(place, Counter()).update(events=1, quantity=event.quantity, charge=event.charge)


def _keep_days(customer: Organization, days: Sums) -> None:
    adapted, root = connection.ops.adapt_datefield_value, customer.root.pk
    rows = [
        (root, customer.pk, adapted(day), metric, language, token, *(sums[name] for name in _COUNTED))
        for (day, metric, language, token), sums in sorted(days.items(), key=lambda one: (*one[0][:3], one[0][3] or 0))
    ]
    columns = ("tenant_id", "organization_id", "day", "metric_id", "language", "token_id", *_COUNTED)
    _upsert(UsageDay, columns, rows, _DAY, _sums_of(UsageDay, _COUNTED))


def _keep_tenant(customer: Organization, tenant: Sums) -> None:
    adapted, root, shard = connection.ops.adapt_datefield_value, customer.root.pk, customer.pk % SHARDS
    rows = [
        (root, adapted(day), metric, shard, *(sums[name] for name in _COUNTED))
        for (day, metric), sums in sorted(tenant.items())
    ]
    columns = ("tenant_id", "day", "metric_id", "shard", *_COUNTED)
    _upsert(TenantUsage, columns, rows, _TENANT, _sums_of(TenantUsage, _COUNTED))


def _keep_totals(customer: Organization, totals: Counter[int]) -> None:
    rows = [(customer.root.pk, customer.pk, metric, quantity) for metric, quantity in sorted(totals.items())]
    columns, place = ("tenant_id", "organization_id", "metric_id", "quantity"), "(organization_id, metric_id)"
    _upsert(UsageTotal, columns, rows, place, _sums_of(UsageTotal, ("quantity",)))


def _sums_of(model: Any, names: Iterable[str]) -> str:
    return ", ".join(f"{name} = {model._meta.db_table}.{name} + EXCLUDED.{name}" for name in names)


def _upsert(model: Any, columns: Sequence[str], rows: Sequence[tuple[Any, ...]], place: str, change: str) -> None:
    row = f"({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) "  # noqa: S608
            f"VALUES {', '.join([row] * len(rows))} ON CONFLICT {place} DO UPDATE SET {change}",
            [value for row in rows for value in row],
        )
