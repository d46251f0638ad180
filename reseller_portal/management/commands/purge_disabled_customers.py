"""`manage.py purge_disabled_customers`: delete customers for good, 90 days after they were disabled."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from credits.actions.closing import refusal_to_close
from customers.countdown import KEPT_FOR
from customers.models import Organization

from ...lib.batches import each, finish, ids
from ...purge import Outcome, due, purge_customer


class Command(BaseCommand):
    help = (
        "Delete customers that were disabled so many days ago: personal data is erased, unspent credits go back, the "
        "financial records stay. One with money outstanding, or on hold, is passed by. Exits with 1 when one failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        days = KEPT_FOR.days
        told = f"how long they stay, in days of 24 hours (default: {days}, which is what people are told)"
        parser.add_argument("--days", type=int, default=days, help=told)
        parser.add_argument("--limit", type=int, default=0, help="delete so many at most (default: all)")
        parser.add_argument("--dry-run", action="store_true", help="list them and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["days"] < 0 or options["limit"] < 0:
            raise CommandError("--days and --limit take no negative number.")
        kept_for, limit = timedelta(days=options["days"]), options["limit"]
        if options["dry_run"]:
            self._list(kept_for, limit)
            return
        self.waiting = 0
        tally = each(self, due(kept_for=kept_for), lambda pk: self._purged(pk, kept_for), noun="Customer", limit=limit)
        waits = f", {self.waiting:,} wait{'s' if self.waiting == 1 else ''} for money or work"
        finish(self, tally, "{done:,} customers were deleted" + waits)

    def _purged(self, pk: int, kept_for: timedelta) -> bool:
        outcome, why = purge_customer(pk, kept_for=kept_for, by=None)
        if outcome == Outcome.WAITS:
            self.waiting += 1
            self.stdout.write(f"Customer {pk} waits: {why}")
        return outcome == Outcome.DELETED

    def _list(self, kept_for: timedelta, limit: int) -> None:
        deletable = waiting = 0
        for pk in ids(due(kept_for=kept_for)):
            if limit and deletable >= limit:
                break
            customer = Organization.objects.get(pk=pk)
            why = refusal_to_close(customer)
            deletable, waiting = deletable + (not why), waiting + bool(why)
            self.stdout.write(f"{customer} ({pk}) {'waits: ' + why if why else 'would be deleted'}")
        self.stdout.write(f"{deletable:,} customers would be deleted, {waiting:,} would wait. Nothing was changed.")
