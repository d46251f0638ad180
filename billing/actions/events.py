"""Storing events and what they add to the sums: one statement for all of them, as the ledger's engines do it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from ..models import Metric, UsageEvent
from .rollups import keep_rollups

_TABLE = UsageEvent._meta.db_table
# What an event is stored with, and PostgreSQL's types of it.
_TYPES = {
    "tenant_id": "bigint", "organization_id": "bigint", "received_at": "timestamptz", "token_id": "bigint",
    "transcription_id": "bigint", "event_id": "text", "metric_id": "bigint", "quantity": "bigint",
    "occurred_at": "timestamptz", "day": "date", "language": "text", "charge": "bigint", "refused": "boolean",
    "request_id": "bigint",
}  # fmt: skip
_FROM = {
    "postgresql": (
        ", ".join(_TYPES),
        f"json_to_recordset(%s) AS own ({', '.join(f'{name} {kind}' for name, kind in _TYPES.items())})",
    ),
    "sqlite": (", ".join(f"json_extract(value, '$.{name}')" for name in _TYPES), "json_each(%s) WHERE true"),
}
_COLUMNS = [field.attname for field in UsageEvent._meta.concrete_fields]
Row = Mapping[str, Any]


def _insert(rows: Sequence[Row]) -> dict[tuple[int, str], int]:
    """Write events and return their new IDs by the customer's and the product's own."""
    read, source = _FROM[connection.vendor]
    adapt = connection.ops.adapt_datetimefield_value
    moments = ("occurred_at", "received_at")
    adapted = [{**row, **{name: str(adapt(row[name])) for name in moments}, "day": str(row["day"])} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_TABLE} ({', '.join(_TYPES)}) "  # noqa: S608
            f"SELECT {read} FROM {source} RETURNING organization_id, event_id, id",
            [json.dumps(adapted)],
        )
        return {(customer, event): pk for customer, event, pk in cursor.fetchall()}


def store_events(rows: Sequence[Row], *, metrics: Iterable[Metric]) -> list[UsageEvent]:
    """Store events, and count those that were accepted. A row has an event's columns.

    Called under the customers' locks, in the ledger's transaction.
    """
    if not rows:
        return []
    made, by_key = _insert(rows), {metric.pk: metric for metric in metrics}
    keep_rollups(row for row in rows if not row["refused"])
    events = []
    for row in rows:
        whole = {**row, "id": made[row["organization_id"], row["event_id"]]}
        events.append(UsageEvent.from_db(connection.alias, _COLUMNS, [whole[name] for name in _COLUMNS]))
        events[-1].metric = by_key[row["metric_id"]]
    return events
