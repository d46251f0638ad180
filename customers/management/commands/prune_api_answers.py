"""`manage.py prune_api_answers`: forget what the API answered a while ago."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from reseller_portal.lib import clock

from ...actions.answers import prune_answers
from ...models import ApiAnswer

DAYS = 7


class Command(BaseCommand):
    help = "Forget answers that the API gave long ago. Their idempotency keys are new again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=DAYS, help=f"how many days they are kept (default: {DAYS})")
        parser.add_argument("--dry-run", action="store_true", help="say how many there are and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        before = clock.now() - timedelta(days=options["days"])
        if options["dry_run"]:
            old = ApiAnswer.objects.filter(at__lt=before).count()
            self.stdout.write(f"{old:,} answers are older than {options['days']} days. Nothing was changed.")
            return
        self.stdout.write(f"{prune_answers(before=before, by=None):,} answers were forgotten.")
