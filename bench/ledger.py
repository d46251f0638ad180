"""What a transfer costs beside what the database can do and beside django-hordak: `make bench-ledger`.

Everything runs on one private, durable PostgreSQL, in interleaved rounds; figures are medians of transactions a second,
and the ratios are what to quote. Goals: C1, C1b, C2, C4 and C5 of the performance notes. C1 is about the ledger's one
writer; the whole action, which also looks up accounts and writes activity, is printed beside it.
"""

import argparse
import contextlib
import json
import os
import random
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

CUSTOMERS = 1_000
HORDAK_ACCOUNTS = 200
KINDS = ("available", "used", "reserved", "spent")
CASES = {"c=1": (1, False), "c=4 hot": (4, True), "c=4 spread": (4, False)}

# --- The limit: plain SQL through pgbench -----------------------------------------------------------------------------
# Two accounts a customer, 1 and 2 and so on, and account 0, out of which everybody pays in the hot case.
TABLES = f"""
CREATE TABLE place (id bigint PRIMARY KEY, balance bigint NOT NULL CHECK (balance >= 0)) WITH (fillfactor = 70);
CREATE TABLE movement (id bigserial PRIMARY KEY, key uuid NOT NULL UNIQUE, debit bigint NOT NULL, credit bigint NOT NULL,
    amount bigint NOT NULL CHECK (amount > 0), at timestamptz NOT NULL DEFAULT now());
INSERT INTO place SELECT id, 1000000000 FROM generate_series(0, {2 * CUSTOMERS}) AS id;
CREATE FUNCTION move(wanted uuid, source bigint, target bigint, quantity bigint) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM place WHERE id = ANY (ARRAY[source, target]) ORDER BY id FOR NO KEY UPDATE;
    INSERT INTO movement (key, debit, credit, amount) VALUES (wanted, source, target, quantity)
        ON CONFLICT (key) DO NOTHING;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE place SET balance = balance + CASE id WHEN source THEN -quantity ELSE quantity END
        WHERE id = ANY (ARRAY[source, target]);
    RETURN true;
END $$;
"""
PAIRS = {
    False: f"\\set n random(1, {CUSTOMERS})\n\\set a :n * 2 - 1\n\\set b :n * 2\n",
    True: f"\\set a 0\n\\set b random(1, {2 * CUSTOMERS})\n",
}
SCRIPTS = {
    "raw": """BEGIN;
UPDATE place SET balance = balance - 1 WHERE id = :a;
UPDATE place SET balance = balance + 1 WHERE id = :b;
INSERT INTO movement (key, debit, credit, amount) VALUES (gen_random_uuid(), :a, :b, 1);
COMMIT;
""",
    "function": "SELECT move(gen_random_uuid(), :a, :b, 1);\n",
    # The rows that the writer writes, in the ledger's own tables, with their indexes and foreign keys.
    "own tables": """BEGIN;
UPDATE credits_account SET balance = balance - 1, version = version + 1 WHERE id = :a
    RETURNING version, balance, tenant_id, organization_id \\gset a_
UPDATE credits_account SET balance = balance + 1, version = version + 1 WHERE id = :b RETURNING version, balance \\gset b_
INSERT INTO credits_ledgerrequest (tenant_id, organization_id, key, request_hash, action, outcome, reason, at)
    VALUES (:a_tenant_id, :a_organization_id, gen_random_uuid(), '', 'spend', 'posted', '', now()) RETURNING id \\gset r_
INSERT INTO credits_transfer (tenant_id, request_id, debit_id, credit_id, amount, kind,
    debit_version, credit_version, debit_after, credit_after, at)
    VALUES (:a_tenant_id, :r_id, :a, :b, 1, 'spending', :a_version, :b_version, :a_balance, :b_balance, now());
COMMIT;
""",
}
OWN = "own tables"


def pairs_of_own(url: str) -> dict[bool, str]:
    """The same choice of accounts as the writer makes: prepared in one go, so that their keys follow one another."""
    import psycopg

    with psycopg.connect(url) as connection:
        pool = connection.execute("SELECT id FROM credits_account WHERE kind = 'pool'").fetchone()[0]  # type: ignore[index]
    customer = f"\\set n random(0, {CUSTOMERS - 1})\n\\set k {pool} + 1 + :n * {len(KINDS)}\n"
    return {False: f"{customer}\\set a :k\n\\set b :k + 1\n", True: f"{customer}\\set a {pool}\n\\set b :k\n"}


def pgbench(program: Path, url: str, what: str, case: str, seconds: float) -> float:
    clients, hot = CASES[case]
    pairs = pairs_of_own(url) if what == OWN else PAIRS
    folder = parse_qs(urlsplit(url).query)["host"][0]
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(pairs[hot] + SCRIPTS[what])
        script.flush()
        out = subprocess.run(
            [program, "-n", "-h", folder, "-U", "portal", "-f", script.name, "-c", str(clients), "-j",
             str(min(clients, 2)), "-T", str(max(1, round(seconds))), urlsplit(url).path.lstrip("/")],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
    return float(re.search(r"tps = ([\d.]+)", out)[1])  # type: ignore[index]


# --- Clients: processes of their own ----------------------------------------------------------------------------------
def set_up_ours(url: str) -> dict[str, Callable[[bool], Callable[[], Any]]]:
    os.environ["DATABASE_URL"] = url
    import django

    django.setup()
    from credits import holdings
    from credits.actions.ledger import Entry, Leg, post
    from credits.actions.recharging import recharge_customer
    from credits.actions.spending import spend_credits
    from credits.models import Account
    from customers.models import Organization

    customers = list(Organization.objects.exclude(tenant=None).select_related("tenant"))
    accounts = {(one.organization_id, one.kind): one for one in Account.objects.all()}

    def writer(hot: bool) -> Callable[[], Any]:
        def run() -> None:
            customer = random.choice(customers)
            debit = accounts[customer.tenant_id, "pool"] if hot else accounts[customer.pk, "available"]
            credit = accounts[customer.pk, "available" if hot else "used"]
            leg = Leg(debit, credit, 1, "recharge" if hot else "spending")
            entry = Entry(customer, uuid4().hex, "spend", {"amount": 1}, [debit, credit], lambda _: [leg])
            post(entry, by=None)

        return run

    def action(hot: bool) -> Callable[[], Any]:
        do = recharge_customer if hot else spend_credits
        return lambda: do(random.choice(customers), amount=1, key=uuid4().hex, by=None)

    return {"writer": writer, "action": action, "read": lambda _: lambda: holdings.balances(random.choice(customers))}


def set_up_hordak(url: str) -> dict[str, Callable[[bool], Callable[[], Any]]]:
    """django-hordak, with settings of its own."""
    import environ
    from django.conf import settings

    apps = ["django.contrib.auth", "django.contrib.contenttypes", "mptt", "hordak"]
    settings.configure(
        INSTALLED_APPS=apps, DATABASES={"default": environ.Env.db_url_config(url)}, USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", SECRET_KEY="bench", CURRENCIES=["EUR"],
        HORDAK_CURRENCIES=["EUR"], DEFAULT_CURRENCY="EUR",
    )  # fmt: skip
    import django

    django.setup()
    from django.core.management import call_command
    from hordak.models import Account, AccountType
    from moneyed import Money

    if os.environ.get("BENCH_PREPARE"):
        call_command("migrate", verbosity=0)
        for number in range(HORDAK_ACCOUNTS):
            Account.objects.create(name=f"a{number}", code=f"{number:04}", currencies=["EUR"], type=AccountType.asset)
    accounts, one = list(Account.objects.all()), Money(1, "EUR")

    def transfer(hot: bool) -> Callable[[], Any]:
        def run() -> None:
            debit, credit = random.sample(accounts[1:], 2)
            (accounts[0] if hot else debit).transfer_to(credit, one)

        return run

    return {"hordak": transfer, "read": lambda _: lambda: random.choice(accounts).get_balance()}


def be_client(which: str, url: str) -> None:
    """Read jobs of [what, hot, seconds] and print how many transactions a second there were."""
    runs = {"ours": set_up_ours, "hordak": set_up_hordak}[which](url)
    print("ready", flush=True)
    for line in sys.stdin:
        what, hot, seconds = json.loads(line)
        run = runs[what](hot)
        run()
        count, started = 0, time.perf_counter()
        while time.perf_counter() - started < seconds:
            run()
            count += 1
        print(count / (time.perf_counter() - started), flush=True)


class Clients:
    """Four processes of one kind, of which as many work as a case asks for."""

    def __init__(self, which: str, url: str, *, count: int = 4) -> None:
        command = [sys.executable, __file__, "--client", which, "--url", url]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.processes = [subprocess.Popen(command, **pipes) for _ in range(count)]
        for process in self.processes:
            if process.stdout.readline() != "ready\n":  # type: ignore[union-attr]
                raise RuntimeError(f"a client of {which} did not start")

    def measure(self, what: str, case: str, seconds: float) -> float:
        count, hot = CASES[case]
        busy = self.processes[:count]
        for process in busy:
            process.stdin.write(json.dumps([what, hot, seconds]) + "\n")  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
        return sum(float(process.stdout.readline()) for process in busy)  # type: ignore[union-attr]

    def close(self) -> None:
        for process in self.processes:
            process.stdin.close()  # type: ignore[union-attr]
            process.wait()


def prepare_ours(url: str) -> None:
    """A reseller with a pool and customers with credits, written in bulk: no history, only accounts to move between."""
    os.environ["DATABASE_URL"] = url
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from credits.models import Account
    from customers.actions.organizations import create_reseller
    from customers.models import Organization
    from reseller_portal.lib import clock

    call_command("migrate", verbosity=0)
    reseller = create_reseller(
        name="Bench", email="bench@bench.example", currency="EUR", time_zone="Europe/Amsterdam", by=None
    )
    facts = {"kind": "resellee", "tenant": reseller, "search_text": "", "registered_at": clock.now()}
    names = [f"c{number}" for number in range(CUSTOMERS)]
    customers = Organization.objects.bulk_create(
        Organization(name=name, name_key=name, email=f"{name}@bench.example", **facts) for name in names
    )
    kinds = [
        (reseller, "pool"),
        *((one, kind) for one in customers for kind in KINDS),
    ]
    Account.objects.bulk_create(
        Account(tenant=reseller, organization=who, kind=kind, unit="credits", balance=10**9) for who, kind in kinds
    )
    connection.close()


# --- SQLite -----------------------------------------------------------------------------------------------------------
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
    subprocess.run([sys.executable, __file__, "--prepare", url], check=True)
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


# --- Rounds and report ------------------------------------------------------------------------------------------------
def line(goal: str, what: str, ratio: float, least: float | None = None) -> None:
    wanted = f"(goal: {least:g} at least)" if least else ""
    print(f"  {goal:4} {what:62} {ratio:6.2f}   {wanted}")


Figures = dict[tuple[str, str], float]
BESIDE = (
    ("raw", "C1", "pgbench, raw transaction", (0.8, 1.0, 0.5)),
    ("function", "C1b", "pgbench, one function", (0.75, 0.5, 0.5)),
    (OWN, "", "pgbench, raw, in the ledger's own tables", (None, None, None)),
    ("hordak", "C2", "django-hordak", (2.5, None, None)),
)


def measure_postgresql(
    urls: dict[str, str], programs: dict[str, Path], rounds: int, seconds: float
) -> Iterator[tuple[str, str, float]]:
    """Figures as (what, case, transactions a second), round after round. `urls` names the databases, `programs` what
    PostgreSQL has installed."""
    clients = {which: Clients(which, urls[which]) for which in ("ours", "hordak") if which in urls}
    asks = [("ours", "writer"), ("ours", "action"), *([("hordak", "hordak")] if "hordak" in urls else [])]
    for turn in range(rounds + 1):
        for url in urls.values():  # else plans stay those of empty tables
            run_sql(programs["psql"], url, "VACUUM ANALYZE")
        for case in CASES:
            figures = []
            for what in SCRIPTS if "pgbench" in programs else ():
                url = urls["ours" if what == OWN else "plain"]
                figures.append((what, pgbench(programs["pgbench"], url, what, case, seconds)))
            figures += [(what, clients[which].measure(what, case, seconds)) for which, what in asks]
            yield from ((what, case, value) for what, value in figures if turn)  # the first turn fills caches
    for _ in range(rounds):
        for which, client in clients.items():
            yield f"{which} read", "c=1", client.measure("read", "c=1", seconds)
    for client in clients.values():
        client.close()


def report(figures: Figures) -> None:
    print(f"\nPostgreSQL, fsync on. Transactions a second, {CUSTOMERS:,} customers:")
    for what in dict.fromkeys(what for what, _ in figures):
        row = {case: value for (name, case), value in figures.items() if name == what}
        print(f"  {what:12}" + "".join(f"{case:>14} {value:6.0f}" for case, value in row.items()))
    for what, goal, name, least in BESIDE:
        for case, wanted in zip(CASES, least, strict=True):
            if (what, case) in figures:
                ours, beside = figures["writer", case], figures[what, case]
                line(goal, f"writer / {name}, {case}", ours / beside, wanted)
                line("", f"the whole action / the same, {case}", figures["action", case] / beside)
    if ("hordak read", "c=1") in figures:
        ratio = figures["ours read", "c=1"] / figures["hordak read", "c=1"]
        line("C4", "balances of a customer / one balance of django-hordak's", ratio, 8)


def run_sql(program: Path, url: str, *statements: str) -> None:
    for statement in statements:
        command = [program, "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", statement]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def prepare_hordak(url: str) -> bool:
    """Whether it could be set up; says why not."""
    command = [sys.executable, __file__, "--client", "hordak", "--url", url]
    environment = {**os.environ, "BENCH_PREPARE": "1"}
    made = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if made.returncode:
        reason = made.stderr.strip().rpartition("\n")[2]
        print(f"NOT MEASURED: C2 and C4, because django-hordak could not be set up ({reason}).")
    return not made.returncode


def compare(rounds: int, seconds: float) -> None:
    from tests.cluster import binaries, cluster

    if (folder := binaries()) is None:
        print("NOT MEASURED: C1, C1b, C2 and C4, because no PostgreSQL binaries were found.")
        return
    programs = {name: folder / name for name in ("psql", "pgbench") if (folder / name).exists()}
    if "pgbench" not in programs:
        print(f"NOT MEASURED: C1 and C1b, because {folder / 'pgbench'} is missing (Debian: postgresql-contrib).")
    values: dict[tuple[str, str], list[float]] = {}
    with cluster(durable=True) as url:
        urls = {"plain": url} | {name: url.replace("/postgres?", f"/{name}?") for name in ("ours", "hordak")}
        run_sql(programs["psql"], url, TABLES, "CREATE DATABASE ours", "CREATE DATABASE hordak")
        subprocess.run([sys.executable, __file__, "--prepare", urls["ours"]], check=True)
        if not prepare_hordak(urls["hordak"]):
            del urls["hordak"]
        for what, case, value in measure_postgresql(urls, programs, rounds, seconds):
            values.setdefault((what, case), []).append(value)
    report({place: statistics.median(measured) for place, measured in values.items()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--only", choices=["postgresql", "sqlite"])
    for internal in ("--client", "--url", "--prepare"):
        parser.add_argument(internal, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.client:
        return be_client(options.client, options.url)
    if options.prepare:
        return prepare_ours(options.prepare)
    if options.only != "sqlite":
        compare(options.rounds, options.seconds)
    if options.only != "postgresql":
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
            measure_sqlite(Path(folder), options.rounds, options.seconds)


if __name__ == "__main__":
    for name, value in {
        "DJANGO_SETTINGS_MODULE": "reseller_portal.settings", "PORTAL_SECRET_KEY": "bench",
        "CACHE_URL": "locmemcache://", "EMAIL_URL": "memorymail://", "PORTAL_LOG_LEVEL": "ERROR",
    }.items():  # fmt: skip
        os.environ.setdefault(name, value)
    main()
