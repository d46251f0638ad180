"""Writers and servers that are killed in the middle of it: what was acknowledged is there, and the books are sound.

A SIGKILL leaves the system's cache alone, so none of this shows that a commit reached the disk; the settings that see
to that are tested elsewhere, and PostgreSQL runs with fsync here.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection

from tests.cluster import _server_user, binaries, cluster
from tests.credits.hammering import ROOT, Ask, Database, Writers, faults, lost, of_tests

pytestmark = [pytest.mark.drill, pytest.mark.django_db]
ROUNDS, RESTARTS, CUSTOMERS = 12, 4, 8
PREPARED = {"customers": CUSTOMERS, "pool": 1_000_000}


def load(name: str) -> list[Ask]:
    """A bit of everything, over all customers; asked again and again, each time with new keys."""
    singles = [
        {"do": do, "who": f"c{n}", "amount": amount, "key": f"{name}-{do}-{n}"}
        for n in range(CUSTOMERS)
        for do, amount in (("recharge", 300), ("spend", 40), ("return", 60))
    ]
    batch = [(f"c{n}", 10, f"{name}-batch-{n}") for n in range(CUSTOMERS)]
    return [*singles, {"do": "batch", "items": batch}]


@pytest.fixture
def database(django_db_setup: None) -> Iterator[Database]:
    database = of_tests().copy("portal_crashes")
    yield database
    database.drop()


def test_writers_killed_at_random_lose_nothing_that_was_acknowledged(database: Database, tmp_path: Path) -> None:
    chance, answers = random.Random(7), []
    for number in range(ROUNDS):
        with Writers(database, tmp_path) as writers:
            if not number:
                writers.run(database, [[[]]], prepare=PREPARED)
            writers.start(database, [[load(f"{number}-{writer}")] for writer in range(4)], endless=True)
            writers.wait_for_more(chance.randrange(20, 60))
            time.sleep(chance.random() / 5)
            writers.kill()
            answers += writers.answers()
        assert [*faults(database), *lost(database, answers)] == [], f"after round {number}"
    if connection.vendor == "sqlite":
        assert database.rows("PRAGMA integrity_check") == [("ok",)]
        assert database.rows("PRAGMA foreign_key_check") == []
    print(f"{len(answers)} acknowledged over {ROUNDS} rounds")


# --- PostgreSQL itself ------------------------------------------------------------------------------------------------
def kill_server(folder: Path) -> None:
    """The first process and then its children, all by SIGKILL: none can tidy up."""
    first = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    parents = {int(path.parent.name): path.read_text() for path in Path("/proc").glob("[0-9]*/stat")}
    children = [pid for pid, stat in parents.items() if int(stat.rpartition(")")[2].split()[1]) == first]
    for pid in (first, *children):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    for _ in range(1_000):  # a server that still seems to be there cannot be started
        if not any(Path(f"/proc/{pid}").exists() for pid in (first, *children)):
            return
        time.sleep(0.01)


def start_server_again(folder: Path) -> None:
    """With the options that it had, which it keeps beside its data."""
    control = [str(binaries() / "pg_ctl"), "-D", str(folder / "data"), "-w", "-l", str(folder / "log"), "restart"]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    subprocess.run(control, check=True, stdout=subprocess.DEVNULL, cwd=folder, env=environment, **_server_user())


@pytest.mark.once
@pytest.mark.skipif(binaries() is None, reason="no PostgreSQL binaries were found")
def test_a_postgresql_killed_and_restarted_under_load_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    with cluster(durable=True) as url:
        database, folder = Database(url), Path(parse_qs(urlsplit(url).query)["host"][0])
        own = {"DATABASE_URL": url, "PORTAL_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": ""}
        environment = {name: value for name, value in {**os.environ, **own}.items() if value}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=environment, check=True)
        with Writers(database, tmp_path) as writers:
            writers.run(database, [[[]]], prepare=PREPARED)
            writers.start(database, [[load(f"{writer}")] for writer in range(4)], endless=True, stubborn=True)
            for _ in range(RESTARTS):
                writers.wait_for_more(200)
                kill_server(folder)
                start_server_again(folder)
            writers.wait_for_more(200)
            writers.kill()
            answers = writers.answers()
        assert [*faults(database), *lost(database, answers)] == []
        print(f"{len(answers)} acknowledged over {RESTARTS} restarts")
