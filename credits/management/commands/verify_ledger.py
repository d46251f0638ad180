"""`manage.py verify_ledger`: is everything in the books as it should be?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from ...verification import counts, rows_to_read, verify

SHOWN = 20


class Command(BaseCommand):
    help = "Recompute every balance from its transfers, check the ledger's invariants, and exit with 1 on a difference."

    def handle(self, *args: Any, **options: Any) -> None:
        found = 0
        with tqdm(total=rows_to_read(), desc="Ledger", unit=" rows", unit_scale=True, leave=False, disable=None) as bar:
            for finding in verify(progress=bar.update):
                found += 1
                if found <= SHOWN:
                    with bar.external_write_mode():
                        self.stdout.write(str(finding))
        books = ", ".join(f"{number:,} {noun}" for noun, number in counts().items())
        if found:
            shown = f" The first {SHOWN} are above." if found > SHOWN else ""
            raise CommandError(f"{found:,} difference{'' if found == 1 else 's'} in {books}.{shown}")
        self.stdout.write(f"The books are right: {books}.")
