"""What a transfer costs beside what the database can do and beside django-hordak: `make bench-ledger`.

Everything runs on one private, durable PostgreSQL, in interleaved rounds; figures are medians of transactions a second,
and the ratios are what to quote. Goals: C1, C1b, C2, C4 and C5 of the performance notes. C1 is about the ledger's one
writer; the whole action, which also looks up accounts and writes activity, is printed beside it.
"""

import argparse
import os
import tempfile
from pathlib import Path

from .clients import be_client
from .on_postgresql import compare
from .on_sqlite import measure_sqlite
from .ours import prepare_ours


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
