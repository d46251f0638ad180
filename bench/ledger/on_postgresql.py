"""PostgreSQL: the writer beside pgbench and django-hordak, in interleaved rounds."""

import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

from .cases import CASES, COMMAND, ROOT
from .clients import Clients
from .hordak import prepare_hordak
from .limit import OWN, SCRIPTS, TABLES, pgbench
from .report import report


def run_sql(program: Path, url: str, *statements: str) -> None:
    for statement in statements:
        command = [program, "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", statement]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


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
                url = urls["ours" if what in OWN else "plain"]
                figures.append((what, pgbench(programs["pgbench"], url, what, case, seconds)))
            figures += [(what, clients[which].measure(what, case, seconds)) for which, what in asks]
            yield from ((what, case, value) for what, value in figures if turn)  # the first turn fills caches
    for _ in range(rounds):
        for which, client in clients.items():
            yield f"{which} read", "c=1", client.measure("read", "c=1", seconds)
    for client in clients.values():
        client.close()


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
        subprocess.run([*COMMAND, "--prepare", urls["ours"]], cwd=ROOT, check=True)
        if not prepare_hordak(urls["hordak"]):
            del urls["hordak"]
        for what, case, value in measure_postgresql(urls, programs, rounds, seconds):
            values.setdefault((what, case), []).append(value)
    report({place: statistics.median(measured) for place, measured in values.items()})
