"""Does the database keep what it has acknowledged? The settings that money needs, read from the live connection."""

from collections.abc import Iterator, Mapping

from django.db import connection

from ..lib import sqlite
from .findings import Finding, Level

_FULL = 2  # PRAGMA synchronous: 2 is FULL, 3 EXTRA
_OLDEST_POSTGRESQL = 140000
_SHOWN_BY_POSTGRESQL = (
    "server_version", "server_version_num", "fsync", "full_page_writes", "synchronous_commit", "data_checksums",
    "is_superuser",
)  # fmt: skip


def _asked(statements: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for name, statement in statements.items():
        with connection.cursor() as cursor:
            cursor.execute(statement)
            found[name] = str(cursor.fetchone()[0]).lower()
    return found


def sqlite_settings() -> dict[str, str]:
    """The live connection's PRAGMAs, the library's version, and how a transaction begins."""
    names = ("foreign_keys", "recursive_triggers", "synchronous", "journal_mode", "mmap_size")
    found = _asked({name: f"PRAGMA {name}" for name in names} | {"version": "SELECT sqlite_version()"})
    return found | {"transaction_mode": str(connection.settings_dict["OPTIONS"].get("transaction_mode"))}


def sqlite_findings(found: Mapping[str, str]) -> Iterator[Finding]:
    """What of these settings of SQLite loses money, or could."""
    yield Finding(f"SQLite {found['version']}, journal {found['journal_mode']}", Level.OK)
    if found["transaction_mode"] != "IMMEDIATE":
        yield Finding(f"transaction_mode is {found['transaction_mode']}, not IMMEDIATE")
    for name in ("foreign_keys", "recursive_triggers"):
        if found[name] != "1":
            yield Finding(f"{name} is off")
    if int(found["synchronous"]) < _FULL:
        yield Finding("synchronous is below FULL: a power cut loses what was acknowledged")
    version = tuple(int(part) for part in found["version"].split(".")[:3])
    if found["journal_mode"] != (wanted := sqlite.journal_mode((version[0], version[1], version[2])).lower()):
        yield Finding(f"the journal is {found['journal_mode']}, and this library needs {wanted}")
    if found["mmap_size"] != "0":
        yield Finding("mmap_size is not 0", Level.WARNING)


def postgresql_settings() -> dict[str, str]:
    return _asked({name: f"SHOW {name}" for name in _SHOWN_BY_POSTGRESQL})


def postgresql_findings(found: Mapping[str, str]) -> Iterator[Finding]:
    """What of these settings of PostgreSQL loses money, or could."""
    yield Finding(f"PostgreSQL {found['server_version']}, synchronous_commit {found['synchronous_commit']}", Level.OK)
    if int(found["server_version_num"]) < _OLDEST_POSTGRESQL:
        yield Finding("the server is older than PostgreSQL 14")
    for name in ("fsync", "full_page_writes"):
        if found[name] != "on":
            yield Finding(f"{name} is off: a crash can ruin the database")
    if found["synchronous_commit"] in ("off", "local"):
        yield Finding(f"synchronous_commit is {found['synchronous_commit']}: what was acknowledged can be lost")
    if found["data_checksums"] != "on":
        yield Finding("data_checksums are off: a broken disk goes unnoticed", Level.WARNING)
    if found["is_superuser"] == "on":
        yield Finding("the portal's role is a superuser, whom no rule of the database holds", Level.WARNING)


def database_settings() -> Iterator[Finding]:
    if connection.vendor == "sqlite":
        yield from sqlite_findings(sqlite_settings())
    else:
        yield from postgresql_findings(postgresql_settings())
