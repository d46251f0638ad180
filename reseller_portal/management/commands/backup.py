"""`manage.py backup`: one file with everything in the database, proved."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...backups import BackupError, make_backup


class Command(BaseCommand):
    help = "Copy the running database to one file, prove the copy, and describe it in a manifest beside it."

    def add_arguments(self, parser: CommandParser) -> None:
        default = settings.DATA_DIR / "backups"
        parser.add_argument("--to", type=Path, default=default, metavar="FOLDER", help="(default: %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Copying and proving the database ...")
        self.stdout.flush()
        try:
            file, manifest = make_backup(options["to"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        books = manifest.books
        self.stdout.write(f"{file} holds {manifest.bytes:,} bytes with {books['transfers']:,} transfers.")
        if manifest.media:
            self.stdout.write(f"{len(manifest.media):,} uploaded files are listed; copy {settings.MEDIA_ROOT} too.")
        if books["differences"]:
            raise CommandError(f"It was kept, but its books have {books['differences']:,} differences: verify_ledger.")
