"""`manage.py restore`: put a backup in the database's place."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from ...backups import BackupError, missing_media, readable_backup, restore_backup


class Command(BaseCommand):
    help = "Replace everything in the database by a backup, migrate it and verify its books. Stop the portal first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="what `backup` made, with its manifest beside it")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = readable_backup(options["file"])
            if not options["yes"]:
                self._ask(manifest.created_at)
            self.stdout.write("Restoring ...")
            self.stdout.flush()
            restore_backup(options["file"], manifest)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        call_command("migrate", interactive=False, verbosity=0)
        for path in (missing := missing_media(manifest))[:10]:
            self.stdout.write(f"Missing or changed since: {path}")
        if missing:
            self.stdout.write(f"{len(missing):,} uploaded files are not those of the backup. Copy them back.")
        call_command("verify_ledger", stdout=self.stdout)

    def _ask(self, created_at: str) -> None:
        name = connection.settings_dict["NAME"]
        self.stdout.write(f"Everything in {name} is replaced by the backup of {created_at}.")
        if input("Type yes to go on: ").strip() != "yes":
            raise CommandError("Nothing was changed.")
