"""`manage.py announce_deletions`: mail resellers before their disabled customers are deleted."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reseller_portal.lib import clock
from reseller_portal.lib.batches import each, finish

from ...actions.suspensions import announce_deletion
from ...countdown import ANNOUNCED, KEPT_FOR, NOTICE
from ...models import Organization
from ...models.organizations import OrganizationQuerySet

LAST = timedelta(days=min(ANNOUNCED))


def _near(ahead: timedelta) -> OrganizationQuerySet:
    """Those whose end is so near, or past."""
    then = clock.now() + ahead
    return Organization.objects.to_be_deleted(disabled_until=then - KEPT_FOR, now=then)


class Command(BaseCommand):
    help = (
        "Mail whoever manages a disabled customer 14 days and 1 day before it is deleted, once each. "
        "Exits with 1 when one failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say how many are near their end and mail nobody")

    def handle(self, *args: Any, **options: Any) -> None:
        near = _near(NOTICE).filter(suspension__announced_days=None) | _near(LAST).exclude(
            suspension__announced_days=LAST.days
        )
        if options["dry_run"]:
            self.stdout.write(f"{near.count():,} deletions are to be announced. Nobody was mailed.")
            return
        sent = each(self, near, lambda pk: announce_deletion(pk, by=None), noun="Customer")
        finish(self, sent, "{done:,} deletions were announced")
