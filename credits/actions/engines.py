"""What the writer says to each database: one question that locks, and one answer that stores.

PostgreSQL keeps both as functions (migration 0003), so that each is one round trip and planned once a connection. SQLite
has neither round trips nor row locks: whoever writes began with BEGIN IMMEDIATE and is alone.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

Row = dict[str, Any]
Locked = list[Sequence[int]]  # account, balance, version

ASKED = ("tenant_id", "organization_id", "key", "request_hash", "action", "outcome", "reason", "actor_id")
_REQUEST = (*ASKED, "at")
_TRANSFER = (
    "tenant_id", "request_id", "debit_id", "credit_id", "amount", "kind", "reverses_id",
    "debit_version", "credit_version", "debit_after", "credit_after", "at",
)  # fmt: skip


def _members(names: Iterable[str]) -> str:
    return ", ".join(f"json_extract(value, '$.{name}')" for name in names)


_ACCOUNTS = """SELECT id, balance, version FROM credits_account
    WHERE id IN (SELECT value FROM json_each(%s)) ORDER BY id"""
_EARLIER = """SELECT id FROM credits_ledgerrequest WHERE (tenant_id, key) IN (
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(%s))"""
_REQUESTS = f"""INSERT INTO credits_ledgerrequest ({", ".join(_REQUEST)})
    SELECT {_members(_REQUEST)} FROM json_each(%s) WHERE true ON CONFLICT (tenant_id, key) DO NOTHING RETURNING id"""  # noqa: S608
_BALANCES = """UPDATE credits_account
    SET balance = json_extract(value, '$.balance'), version = json_extract(value, '$.version')
    FROM json_each(%s) WHERE credits_account.id = json_extract(value, '$.id')"""
_TRANSFERS = f"""INSERT INTO credits_transfer ({", ".join(_TRANSFER)})
    SELECT {_members(_TRANSFER)} FROM json_each(%s)"""  # noqa: S608


def _run(sql: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def lock(accounts: Iterable[int], keys: Iterable[tuple[int, str]]) -> tuple[Locked, list[int]]:
    """Lock accounts in the order of their IDs, then look for keys: the accounts, and the IDs of requests that are there.

    A key is a tenant and what the tenant calls it. It is looked for only under the locks: what somebody has just
    committed there is seen.
    """
    wanted, asked = sorted(accounts), sorted(keys)
    if connection.vendor == "postgresql":
        tenants, names = [tenant for tenant, _ in asked], [name for _, name in asked]
        [(locked, earlier)] = _run("SELECT * FROM credits_lock(%s, %s, %s)", wanted, tenants, names)
        return locked or [], earlier or []
    earlier = _run(_EARLIER, json.dumps(asked))
    return _run(_ACCOUNTS, json.dumps(wanted)), [pk for (pk,) in earlier]


def store(requests: Sequence[Row], accounts: Sequence[Row], transfers: Sequence[Row]) -> list[int] | None:
    """Write what was decided and return the requests' new IDs, or None when a key was used in this moment.

    Requests come in the order of their keys; a transfer's `request_id` is the place of its request among them. After
    None some of it may be written: the transaction has to go.
    """
    if connection.vendor == "postgresql":
        [(made,)] = _run("SELECT credits_store(%s, %s, %s)", *map(json.dumps, (requests, accounts, transfers)))
        return made
    made = sorted(pk for (pk,) in _run(_REQUESTS, json.dumps(requests)))
    if len(made) < len(requests):
        return None
    if transfers:
        _run(_BALANCES, json.dumps(accounts))
        _run(_TRANSFERS, json.dumps([{**one, "request_id": made[one["request_id"]]} for one in transfers]))
    return made


def moment(at: Any) -> str:
    """A time as this database keeps it."""
    return str(connection.ops.adapt_datetimefield_value(at))
