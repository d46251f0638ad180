"""Several writers at one real database: how they are started and told what to ask, and how the books are judged after.

Whoever judges reads the tables by plain SQL, and so depends on nothing that is on trial. What a writer does in its own
process stands in writer.py.
"""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
PATIENCE = 120  # seconds until a writer that does not answer is given up
Ask = dict[str, Any]  # do, who, amount, key; a batch has items of who, amount, key


# --- Databases --------------------------------------------------------------------------------------------------------
class Database:
    """A migrated database of its own, and plain SQL for it."""

    def __init__(self, url: str) -> None:
        self.url = url

    @property
    def name(self) -> str:
        return urlsplit(self.url).path.lstrip("/") if self.is_postgresql else self.url.removeprefix("sqlite:///")

    @property
    def is_postgresql(self) -> bool:
        return self.url.startswith("postgres")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with contextlib.closing(self._connect()) as connection:
            return list(connection.execute(sql).fetchall())

    def _connect(self) -> Any:
        if not self.is_postgresql:
            return sqlite3.connect(self.name)
        import psycopg

        return psycopg.connect(self.url, autocommit=True)

    def copy(self, name: str) -> "Database":
        """Nobody may be connected to this one."""
        if self.is_postgresql:
            self.rows_of_server(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            self.rows_of_server(f'CREATE DATABASE "{name}" TEMPLATE "{self.name}"')
            return Database(urlsplit(self.url)._replace(path=f"/{name}").geturl())
        path = Path(self.name).with_name(f"{name}.sqlite3")
        shutil.copyfile(self.name, path)
        return Database(f"sqlite:///{path}")

    def rows_of_server(self, sql: str) -> None:
        import psycopg

        server = urlsplit(self.url)._replace(path="/postgres").geturl()
        with contextlib.closing(psycopg.connect(server, autocommit=True)) as connection:
            connection.execute(sql)

    def rewrite(self, function: str, old: str, new: str = "") -> None:
        """Replace words of a function that PostgreSQL keeps."""
        [(text,)] = self.rows(f"SELECT pg_get_functiondef('{function}'::regproc)")
        assert old in text
        with contextlib.closing(self._connect()) as connection:
            connection.execute(text.replace(old, new))

    def drop(self) -> None:
        if self.is_postgresql:
            self.rows_of_server(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        else:
            Path(self.name).unlink(missing_ok=True)


def of_tests() -> Database:
    """The migrated, empty database that pytest-django made. Closes the connection to it."""
    from django.db import connection

    connection.close()
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return Database(f"sqlite:///{name}")
    return Database(urlsplit(os.environ["PORTAL_TEST_POSTGRES"])._replace(path=f"/{name}").geturl())


# --- Judging ----------------------------------------------------------------------------------------------------------
_MOVES = """WITH moves AS (
    SELECT debit_id AS account, debit_version AS version, debit_after AS after, -amount AS change FROM credits_transfer
    UNION ALL SELECT credit_id, credit_version, credit_after, amount FROM credits_transfer)"""
# Each finds rows that may not be there.
_FAULTS = {
    "a unit does not sum to zero": "SELECT unit, sum(balance) FROM credits_account GROUP BY unit HAVING sum(balance) <> 0",
    "below zero": """SELECT id, kind, balance FROM credits_account
        WHERE balance < 0 AND kind NOT IN ('issuer', 'settlement')""",
    "a balance is not what its transfers say": f"""{_MOVES} SELECT id, balance FROM credits_account
        WHERE balance <> coalesce((SELECT sum(change) FROM moves WHERE account = id), 0)""",
    "a version is not how many transfers there are": f"""{_MOVES} SELECT id, version FROM credits_account
        WHERE version <> (SELECT count(*) FROM moves WHERE account = id)""",
    "a chain is broken": f"""{_MOVES} SELECT account, version, after FROM (
        SELECT *, row_number() OVER (PARTITION BY account ORDER BY version) AS place,
            sum(change) OVER (PARTITION BY account ORDER BY version ROWS UNBOUNDED PRECEDING) AS running FROM moves
        ) AS ordered WHERE version <> place OR after <> running""",
    "a key is there twice": """SELECT key, count(*) FROM credits_ledgerrequest
        GROUP BY tenant_id, key HAVING count(*) > 1""",
    "a refusal moved something": """SELECT request_id FROM credits_transfer
        JOIN credits_ledgerrequest AS request ON request.id = request_id WHERE outcome = 'refused'""",
}


def faults(database: Database) -> list[str]:
    """What is wrong with the books, in words; empty when they are sound."""
    found = [(name, database.rows(f"{sql} LIMIT 3")) for name, sql in _FAULTS.items()]
    return [f"{name}: {rows}" for name, rows in found if rows]


def lost(database: Database, answers: Iterable[tuple[str, str]]) -> list[str]:
    """Answers that the database does not bear out: acknowledged and not there, there with another outcome, or errors."""
    stored = dict(database.rows("SELECT key, outcome FROM credits_ledgerrequest"))
    return [f"{key} was {answer}" for key, answer in sorted(set(answers)) if stored.get(key) != answer]


def balances(database: Database, kind: str) -> dict[str, int]:
    """Balances of one kind by the organization's name."""
    return dict(
        database.rows(
            "SELECT name, balance FROM credits_account JOIN customers_organization AS owner "
            f"ON owner.id = organization_id WHERE credits_account.kind = '{kind}'"
        )
    )


# --- Writers, seen from the test --------------------------------------------------------------------------------------
class Writer:
    """One process, and the lines that it wrote."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.lines: list[str] = []
        environment = {
            **os.environ,
            "DATABASE_URL": database.url,
            "PORTAL_DATA_DIR": str(folder),
            "PORTAL_SECRET_KEY": "only for tests",
            "CACHE_URL": "locmemcache://",
            "EMAIL_URL": "memorymail://",
            "PORTAL_LOG_LEVEL": "CRITICAL",
            "DJANGO_SETTINGS_MODULE": "reseller_portal.settings",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.credits.writer"], cwd=ROOT, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        self.lines.extend(line.rstrip("\n") for line in self.process.stdout if line.endswith("\n"))

    def send(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def wait_for(self, line: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while line not in self.lines:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"a writer did not say {line}: {self.lines[-1:]}")
            time.sleep(0.005)

    def kill(self) -> None:
        """By SIGKILL, in the middle of whatever it does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.reader.join()

    def answers(self) -> list[tuple[str, str]]:
        return [tuple(json.loads(line)) for line in self.lines if line.startswith("[")]


class Writers:
    """Some writers that are sent jobs, all at once."""

    def __init__(self, database: Database, folder: Path, *, count: int = 4) -> None:
        self.all = [Writer(database, folder) for _ in range(count)]

    def __enter__(self) -> "Writers":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self, database: Database, asks: list[list[list[Ask]]], **job: Any) -> None:
        """Give each writer what it asks in each of its threads, and let them all begin at the same moment."""
        self.busy = self.all[: len(asks)]
        for writer, own in zip(self.busy, asks, strict=True):
            writer.lines.clear()
            writer.send(json.dumps({"database": database.name, "asks": own, **job}))
        for writer in self.busy:
            writer.wait_for("ready")
        for writer in self.busy:
            writer.send("go")

    def run(self, database: Database, asks: list[list[list[Ask]]], **job: Any) -> list[tuple[str, str]]:
        """Every answer, as (key, answer), once all are done and nobody is connected any more."""
        self.start(database, asks, **job)
        for writer in self.busy:
            writer.wait_for("done")
        return self.answers()

    def answers(self) -> list[tuple[str, str]]:
        return [answer for writer in self.busy for answer in writer.answers()]

    def wait_for_more(self, answers: int) -> None:
        """Until so many more have been acknowledged."""
        wanted, deadline = len(self.answers()) + answers, time.monotonic() + PATIENCE
        while len(self.answers()) < wanted:
            assert time.monotonic() < deadline, f"{len(self.answers())} answers instead of {wanted}"
            time.sleep(0.02)

    def kill(self) -> None:
        for writer in self.all:
            writer.process.kill()
        for writer in self.all:
            writer.kill()
