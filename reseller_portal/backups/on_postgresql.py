"""PostgreSQL: dumped and put back by its own programs, the dump from the very snapshot that is proved meanwhile."""

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from credits.verification import checkpoint

from .errors import BackupError, OtherBooks
from .manifests import proved_books

SUFFIX = "dump"
# By the names of a connection's parameters, so that no password stands in a list of processes.
_VARIABLES = {
    "host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE",
    "service": "PGSERVICE", "passfile": "PGPASSFILE", "options": "PGOPTIONS", "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY",
}  # fmt: skip


def _run(name: str, *arguments: str) -> str:
    """What one of PostgreSQL's programs prints about this database. Raises BackupError with its own words."""
    program = shutil.which(name)
    if program is None:
        raise BackupError(
            f"{name} was not found. Install PostgreSQL's client programs, of the server's version or later."
        )
    given = connection.get_connection_params()
    own = {variable: str(given[key]) for key, variable in _VARIABLES.items() if given.get(key)}
    done = subprocess.run(  # noqa: S603
        [program, *arguments], env={**os.environ, **own}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{name} failed: {done.stderr.strip()}")
    return done.stdout


def dump(part: Path) -> dict[str, Any]:
    """Dump the database into `part`, and say what its books hold at that moment."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={part}")
        _run("pg_restore", "--list", str(part))  # that it can be read
        return proved_books()


def _tables_of(file: Path) -> set[str]:
    # "215; 1259 16404 TABLE public customers_user portal"
    entries = [line.split() for line in _run("pg_restore", "--list", str(file)).splitlines()]
    return {entry[5] for entry in entries if entry[3:4] == ["TABLE"] and entry[4] != "DATA"}


def _others() -> int:
    """How many are connected besides us. Who has just left is still seen for a moment, so it is asked for two seconds."""
    for _ in range(10):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            if not (others := cursor.fetchone()[0]):
                break
        time.sleep(0.2)
    return int(others)


def _refuse_unready(file: Path) -> None:
    if others := _others():
        raise BackupError(f"{others} other connections to the database are open. Stop the portal first.")
    if newer := sorted(set(connection.introspection.table_names()) - _tables_of(file)):
        raise BackupError(
            f"The database has tables that the backup does not know, {newer[0]} first. Restore into an empty one."
        )


def restore(file: Path, wanted: str) -> None:
    """Replace all tables in one transaction, then find the books to be those with the checkpoint `wanted`.

    The append-only guards are no obstacle: tables are dropped, not emptied, and get their triggers after their rows.
    """
    _refuse_unready(file)
    name = str(connection.settings_dict["NAME"])
    connection.close()
    steps = ("--clean", "--if-exists", "--single-transaction", "--exit-on-error", "--no-owner")
    _run("pg_restore", *steps, f"--dbname={name}", str(file))
    if checkpoint() != wanted:
        raise OtherBooks
