"""`manage.py disable_scheduled_customers`: disable those whose date has come."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reseller_portal.lib import clock
from reseller_portal.lib.batches import each, finish

from ...actions.suspensions import disable_scheduled
from ...models import Organization


class Command(BaseCommand):
    help = "Disable every customer whose date has come, each in its own transaction. Exits with 1 when one failed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say how many there are and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        due = Organization.objects.active().filter(suspension__starts_at__lte=clock.now())
        if options["dry_run"]:
            self.stdout.write(f"The date of {due.count():,} customers has come. Nothing was changed.")
            return
        tally = each(self, due, lambda pk: disable_scheduled(pk, by=None), noun="Customer")
        finish(self, tally, "{done:,} customers were disabled")
