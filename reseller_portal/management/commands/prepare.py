"""`manage.py prepare`: everything between a checkout and a running server, safe to repeat."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    help = "Bring the database up to date: migrations, cache table and, with --demo, demo data if it is empty."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true", help="fill an empty database with the demo data")
        parser.add_argument(
            "--welcome", action="store_true", help="print the address and the demo's sign-ins at the end"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the database up to date ...")
            call_command("migrate", interactive=False, verbosity=0)
        if isinstance(cache, DatabaseCache) or hasattr(cache, "_table"):
            call_command("createcachetable", verbosity=0)
        if options["demo"]:
            call_command("demo", if_empty=True)
        if options["welcome"]:
            call_command("welcome")
