"""Storing events and what they add to the sums: one statement for all of them, as the ledger's engines do it."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from customers.models import Organization

from ..models import Metric, UsageEvent
from .rollups import keep_rollups

_TABLE = UsageEvent._meta.db_table
# What all events of a batch share, and what each has of its own, with PostgreSQL's types.
_SHARED = ("tenant_id", "organization_id", "received_at", "token_id", "transcription_id")
_OWN = {
    "event_id": "text", "metric_id": "bigint", "quantity": "bigint", "occurred_at": "timestamptz", "day": "date",
    "language": "text", "charge": "bigint", "refused": "boolean", "request_id": "bigint",
}  # fmt: skip
_FROM = {
    "postgresql": (
        ", ".join(_OWN),
        f"json_to_recordset(%s) AS own ({', '.join(f'{name} {kind}' for name, kind in _OWN.items())})",
    ),
    "sqlite": (", ".join(f"json_extract(value, '$.{name}')" for name in _OWN), "json_each(%s) WHERE true"),
}
_COLUMNS = [field.attname for field in UsageEvent._meta.concrete_fields]


def _insert(shared: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Write events and return their new IDs by the product's own."""
    read, source = _FROM[connection.vendor]
    adapt = connection.ops.adapt_datetimefield_value
    adapted = [{**row, "occurred_at": str(adapt(row["occurred_at"])), "day": str(row["day"])} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_TABLE} ({', '.join((*_SHARED, *_OWN))}) "  # noqa: S608
            f"SELECT {', '.join(['%s'] * len(_SHARED))}, {read} FROM {source} RETURNING event_id, id",
            [*{**shared, "received_at": adapt(shared["received_at"])}.values(), json.dumps(adapted)],
        )
        return dict(cursor.fetchall())


def store_events(
    customer: Organization,
    rows: Sequence[Mapping[str, Any]],
    *,
    at: datetime,
    metrics: Mapping[int, Metric],
    token: int | None,
    transcription: int | None = None,
) -> list[UsageEvent]:
    """Store events of a customer that were received at one moment, and count those that were accepted.

    A row holds what an event has of its own, by column. Called under the customer's lock, in the ledger's transaction.
    """
    if not rows:
        return []
    shared = dict(zip(_SHARED, (customer.root.pk, customer.pk, at, token, transcription), strict=True))
    made = _insert(shared, rows)
    keep_rollups(customer, [row for row in rows if not row["refused"]], token)
    events = []
    for row in rows:
        whole = {"id": made[row["event_id"]], **shared, **row}
        events.append(UsageEvent.from_db(connection.alias, _COLUMNS, [whole[name] for name in _COLUMNS]))
        events[-1].metric = metrics[row["metric_id"]]
    return events
