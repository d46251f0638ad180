"""`manage.py reap_tasks`: what a worker had in its hands when it was killed."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from ...lib import clock
from ...lib.batches import each, finish

# No task takes a minute, and a mail server is given ten seconds.
OLD = timedelta(minutes=15)
TRIES = 2


class WorkerDied(Exception):
    """A worker ended, twice, while this task ran."""


class Command(BaseCommand):
    help = (
        "Put tasks that have been running for 15 minutes, whose worker must be dead, back into the queue; those it "
        "happened to before are marked failed. Exits with 1 when one could not be."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say how many there are and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        lost = DBTaskResult.objects.running().filter(started_at__lte=clock.now() - OLD)
        if options["dry_run"]:
            self.stdout.write(f"{lost.count():,} tasks have lost their worker. Nothing was changed.")
            return
        finish(self, each(self, lost, _reap, noun="Task"), "{done:,} tasks were reaped")


@transaction.atomic
def _reap(pk: Any) -> bool:
    rows = DBTaskResult.objects.running().filter(pk=pk, started_at__lte=clock.now() - OLD)
    task = rows.select_for_update().first()
    if task is None:
        return False
    if len(task.worker_ids) < TRIES:
        task.status, task.started_at = "READY", None
        task.save(update_fields=["status", "started_at"])
    else:
        task.set_failed(WorkerDied("its worker ended twice while it ran"))
    return True
