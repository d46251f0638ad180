"""SQLite: the writer beside a loop in C of the same durability."""

import contextlib
import random
import shutil
import sqlite3
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

from .cases import COMMAND, CUSTOMERS, ROOT
from .clients import Clients
from .report import line

C_LOOP = r"""
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
int main(int argc, char **argv) {
    sqlite3 *db; char sql[600]; struct timespec a, b; int n = 0; double seconds = atof(argv[2]), spent = 0;
    if (sqlite3_open(argv[1], &db) || sqlite3_exec(db, argv[3], 0, 0, 0)) return 1;
    clock_gettime(CLOCK_MONOTONIC, &a);
    while (spent < seconds) {
        int c = 1 + rand() % CUSTOMERS;
        snprintf(sql, sizeof sql, "BEGIN IMMEDIATE; UPDATE place SET balance = balance - 1 WHERE id = %d;"
            "UPDATE place SET balance = balance + 1 WHERE id = %d; INSERT INTO movement (key, debit, credit, amount)"
            "VALUES (hex(randomblob(16)), %d, %d, 1); COMMIT;", 2 * c - 1, 2 * c, 2 * c - 1, 2 * c);
        if (sqlite3_exec(db, sql, 0, 0, 0)) return 1;
        n++;
        clock_gettime(CLOCK_MONOTONIC, &b);
        spent = b.tv_sec - a.tv_sec + (b.tv_nsec - a.tv_nsec) / 1e9;
    }
    printf("%f\n", n / spent);
    return 0;
}
""".replace("CUSTOMERS", str(CUSTOMERS))
SQLITE_TABLES = """
CREATE TABLE place (id integer PRIMARY KEY, balance bigint NOT NULL CHECK (balance >= 0));
CREATE TABLE movement (id integer PRIMARY KEY AUTOINCREMENT, key text NOT NULL UNIQUE, debit bigint NOT NULL,
    credit bigint NOT NULL, amount bigint NOT NULL CHECK (amount > 0), at text NOT NULL DEFAULT CURRENT_TIMESTAMP);
"""


def bare_loop(path: Path, pragmas: str) -> Callable[[float], float]:
    """The same statements through Python's sqlite3 module."""

    def run(seconds: float) -> float:
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.executescript(pragmas)
            count, started = 0, time.perf_counter()
            while time.perf_counter() - started < seconds:
                pair = 2 * random.randint(1, CUSTOMERS)
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("UPDATE place SET balance = balance - 1 WHERE id = ?", (pair - 1,))
                connection.execute("UPDATE place SET balance = balance + 1 WHERE id = ?", (pair,))
                connection.execute(
                    "INSERT INTO movement (key, debit, credit, amount) VALUES (?, ?, ?, 1)",
                    (uuid4().hex, pair - 1, pair),
                )
                connection.execute("COMMIT")
                count += 1
            return count / (time.perf_counter() - started)

    return run


def c_loop(folder: Path, path: Path, pragmas: str) -> Callable[[float], float] | None:
    """The statements in C; None where there is no compiler, or no SQLite to build against."""
    if not (compiler := shutil.which("cc")):
        return None
    (folder / "loop.c").write_text(C_LOOP)
    command = [compiler, "-O2", "-o", folder / "loop", folder / "loop.c", "-lsqlite3"]
    if subprocess.run(command, capture_output=True).returncode:
        return None
    loop = [folder / "loop", path, "{}", pragmas]

    def run(seconds: float) -> float:
        command = [part if part != "{}" else str(seconds) for part in loop]
        return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    return run


def measure_sqlite(folder: Path, rounds: int, seconds: float) -> None:
    from reseller_portal.lib import sqlite

    path, url = folder / "loop.sqlite3", f"sqlite:///{folder / 'ours.sqlite3'}"
    pragmas = str(sqlite.options()["init_command"])
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(pragmas + SQLITE_TABLES)
        connection.executemany("INSERT INTO place VALUES (?, 1000000000)", [(n,) for n in range(2 * CUSTOMERS + 1)])
        connection.commit()
    subprocess.run([*COMMAND, "--prepare", url], cwd=ROOT, check=True)
    compiled, clients = c_loop(folder, path, pragmas), Clients("ours", url, count=1)
    loop = compiled or bare_loop(path, pragmas)
    times: dict[str, list[float]] = {"loop": [], "writer": [], "action": []}
    for _ in range(rounds):
        times["loop"].append(loop(seconds))
        for what in ("writer", "action"):
            times[what].append(clients.measure(what, "c=1", seconds))
    clients.close()
    named = "a C loop" if compiled else "a bare sqlite3 module loop (no C compiler with SQLite's header was found)"
    figures = {name: statistics.median(values) for name, values in times.items()}
    print(f"\nSQLite {sqlite3.sqlite_version}, {sqlite.journal_mode()}, synchronous FULL, one writer, beside {named}")
    print(", ".join(f"{name} {value:.0f}" for name, value in figures.items()) + " tx/s")
    line("C5", f"writer / {named.partition(' (')[0]}", figures["writer"] / figures["loop"], 0.4)
    line("", "the whole action / the same", figures["action"] / figures["loop"])
