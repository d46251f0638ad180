"""What commands have in common that keep something of every customer by its day."""

from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from tqdm import tqdm

from ..days import customers_by_day


class CommandByDay(BaseCommand):
    """Call `act` with some thousands of customers at a time, each time in one transaction, and say how many it changed."""

    act: Callable[..., int]
    noun = "customers"
    done = "were brought up to date"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say how many there are and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        changed, dry = 0, options["dry_run"]
        for customers, day in tqdm(customers_by_day(), desc=self.noun, unit=" windows", leave=False, disable=None):
            with transaction.atomic():
                changed += type(self).act(customers, day=day, by=None)
                transaction.set_rollback(dry)
        self.stdout.write(f"{changed:,} {self.noun} {self.done}.{' Nothing was changed.' if dry else ''}")
