"""`manage.py demo`: a believable data set, the same every time."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from customers.models import Organization, User

from ...demo import people


class Command(BaseCommand):
    help = "Fill an empty database with demo resellers, customers and users. Refuses any other database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--customers",
            type=int,
            default=people.NORTHWIND_CUSTOMERS,
            help="of Northwind Voice (default: %(default)s)",
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing, instead of refusing, when the database holds anything"
        )
        parser.add_argument("--dry-run", action="store_true", help="build everything and keep nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["customers"] < 1:
            raise CommandError("--customers takes a number of 1 or more.")
        if Organization.objects.exists() or User.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("This database holds data already. The demo only fills an empty one.")
        with transaction.atomic():
            total = people.count(options["customers"])
            with tqdm(
                total=2 * total,  # each is made, and then uses the product
                desc="Demo data",
                mininterval=0.1 if sys.stderr.isatty() else 5,
                unit=" customers",
                disable=options["verbosity"] == 0,
            ) as bar:
                people.create(options["customers"], progress=bar.update)
            if options["dry_run"]:
                transaction.set_rollback(True)
        self.stdout.write(f"{total:,} customers were made{', and dropped again' if options['dry_run'] else ''}.")
