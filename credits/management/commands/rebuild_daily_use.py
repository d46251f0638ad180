"""`manage.py rebuild_daily_use`: use by day again from the transfers."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from tqdm import tqdm

from ...actions.rebuilding import rebuild_daily_use
from ...verification.use import accounts_of_use


class Command(BaseCommand):
    help = (
        "Make use by day what the transfers say. Needed after the time zone of a reseller or a direct customer was "
        "changed, whose days then begin at other moments; verify_ledger says so."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say how many differ and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        changed, dry = 0, options["dry_run"]
        for kind, page in tqdm(accounts_of_use(), desc="Daily use", unit=" pages", leave=False, disable=None):
            for row in page:
                with transaction.atomic():
                    changed += rebuild_daily_use(kind, row, by=None)
                    transaction.set_rollback(dry)
        said = "would be" if dry else "were"
        self.stdout.write(f"{changed:,} organizations {said} put right.")
