"""`manage.py expire_reservations`: give back what was held for longer than it may be."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from tqdm import tqdm

from customers.errors import Refused
from reseller_portal.lib import clock
from reseller_portal.lib.keyset import keyset_pages

from ...actions.spending import expire_reservation
from ...models import Reservation
from ...models.reservations import ReservationQuerySet


def _in_turn(due: ReservationQuerySet) -> Iterator[Reservation]:
    # By ID, so that one that cannot be ended is passed by.
    for page in keyset_pages(due, ["id"]):
        ids = [row["id"] for row in page]
        yield from Reservation.objects.select_related("organization__tenant").filter(pk__in=ids)


class Command(BaseCommand):
    help = "Release every reservation that has run out, each in its own transaction. Exits with 1 when one failed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say how many have run out and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        due = Reservation.objects.held().filter(expires_at__lte=clock.now())
        if options["dry_run"]:
            self.stdout.write(f"{due.count():,} reservations have run out. Nothing was changed.")
            return
        done = failed = 0
        for reservation in tqdm(_in_turn(due), total=due.count(), desc="Reservations", leave=False, disable=None):
            if self._expired(reservation):
                done += 1
            else:
                failed += 1
        result = f"{done:,} reservations were released, {failed:,} failed."
        if failed:
            raise CommandError(result)
        self.stdout.write(result)

    def _expired(self, reservation: Reservation) -> bool:
        try:
            expire_reservation(reservation, by=None)
        except (Refused, DatabaseError) as error:
            self.stderr.write(f"Reservation {reservation.pk}: {error}")
            return False
        return True
