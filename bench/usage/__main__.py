"""What a dashboard and a report of usage cost beside the plain way of doing it: `make bench-usage`.

Everything runs in interleaved rounds on databases of its own; figures are medians, and the ratios are what to quote. Goals:
E1 and E2 of the performance notes. Plain reading is a GROUP BY over a covering index of bare rows, plain writing is COPY of
the same rows into a bare table.
"""

import argparse
import os
import tempfile
from pathlib import Path

from bench.ledger.clients import serve
from tests.cluster import binaries, cluster

from .cases import prepare
from .clients import set_up
from .data import fill
from .report import measure, report


def compare(url: str, options: argparse.Namespace) -> None:
    prepare(url, options.events)
    report(url, measure(url, options.rounds, options.seconds), options.events)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=2_000_000, help="behind the dashboard; E1 is of 10,000,000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.5)
    parser.add_argument("--only", choices=["postgresql", "sqlite"])
    for internal in ("--client", "--url", "--prepare"):
        parser.add_argument(internal, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.client:
        return serve(set_up(options.url))
    if options.prepare:
        return fill(options.prepare, options.events)
    if options.only != "sqlite" and binaries() is None:
        print("NOT MEASURED on PostgreSQL, because no binaries of it were found.")
    elif options.only != "sqlite":
        with cluster(durable=True) as url:
            compare(url, options)
    if options.only != "postgresql":
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
            compare(f"sqlite:///{Path(folder) / 'bench.sqlite3'}", options)


if __name__ == "__main__":
    for name, value in {
        "DJANGO_SETTINGS_MODULE": "reseller_portal.settings", "PORTAL_SECRET_KEY": "bench",
        "CACHE_URL": "locmemcache://", "EMAIL_URL": "memorymail://", "PORTAL_LOG_LEVEL": "ERROR",
    }.items():  # fmt: skip
        os.environ.setdefault(name, value)
    main()
