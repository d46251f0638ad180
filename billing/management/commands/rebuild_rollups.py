"""`manage.py rebuild_rollups`: the sums of usage again from the events."""

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from customers.models import Organization
from reseller_portal.lib.batches import ids

from ...actions.rebuilding import rebuild_tenant_usage, rebuild_usage
from ...verification import Finding, kept_of_tenant, made_by_days, pages_of_customers, stretches, suspects

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Make all sums of usage what the events make: days, totals, latest use, and the sums of each tenant; and compare "
        "what the events cost with what the ledger moved. Needed after the time zone of a reseller or a direct customer "
        "was changed, whose days then begin at other moments. Exits with 1 when something stays wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be put right and change nothing")
        parser.add_argument("--check", action="store_true", help="the same, and exit with 1 when anything is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        dry = options["dry_run"] or options["check"]
        mended = stays = 0
        for finding in self._found(dry):
            if mended + stays < SHOWN:
                self.stdout.write(finding.said)
            mended, stays = mended + finding.mendable, stays + (not finding.mendable)
        if stays or (options["check"] and mended):
            raise CommandError(f"{mended + stays:,} differences, {stays:,} of which a rebuild does not put right.")
        said = "would be" if dry else "were"
        self.stdout.write(f"{mended:,} sums {said} put right." if mended else "Every sum is what its events make.")

    def _found(self, dry: bool) -> Iterator[Finding]:
        for page in tqdm(pages_of_customers(), desc="Customers", unit=" pages", leave=False, disable=None):
            for customer in sorted(suspects(page)):
                yield from self._kept(dry, rebuild_usage, customer)
        for root in tqdm(ids(Organization.objects.filter(tenant=None)), desc="Tenants", leave=False, disable=None):
            for first, end in stretches(root):
                if kept_of_tenant(root, first, end) != made_by_days(root, first, end):
                    yield from self._kept(dry, rebuild_tenant_usage, root, first, end)

    @staticmethod
    def _kept(dry: bool, rebuild: Any, *what: Any) -> list[Finding]:
        """What a rebuild found; when it is dry, nothing of it stays."""
        with transaction.atomic():
            found = rebuild(*what, by=None)
            transaction.set_rollback(dry)
        return found
