"""What is done by the clock: the jobs, how often each, and running one. Each is a command too, for whoever is in a hurry."""

import io
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.management import call_command

from customers.actions.jobs import begin_job, end_job
from customers.models import TimedJob

from .lib import clock

log = logging.getLogger("portal.scheduler")


@dataclass(frozen=True)
class Job:
    """A command to run every so often."""

    command: str
    every: timedelta
    options: Mapping[str, Any] = field(default_factory=dict)


# In this order: what is announced before it is deleted. Each run is short, so that a lease outlasts it.
JOBS = (
    Job("disable_scheduled_customers", timedelta(minutes=1)),
    Job("expire_reservations", timedelta(minutes=5)),
    Job("reap_tasks", timedelta(minutes=5)),
    Job("announce_deletions", timedelta(hours=1)),
    Job("purge_disabled_customers", timedelta(hours=1), {"limit": 500}),
    Job("count_seats", timedelta(hours=1)),
    Job("refresh_forecasts", timedelta(minutes=5)),
    Job("refresh_hours", timedelta(minutes=5)),
    Job("prune_api_answers", timedelta(days=1)),
    Job("prune_db_task_results", timedelta(days=1), {"queue_name": "*", "min_age_days": 14}),
)


@dataclass(frozen=True)
class Entry:
    """A job with when it last began, and whether it is time again."""

    job: Job
    last: datetime | None

    @property
    def is_due(self) -> bool:
        return self.last is None or self.last + self.job.every <= clock.now()


def timetable() -> list[Entry]:
    """Every job, in order."""
    begun = dict(TimedJob.objects.values_list("name", "started_at"))
    return [Entry(job, begun.get(job.command)) for job in JOBS]


def run(job: Job) -> bool:
    """Run one job unless somebody else just has. A log line says how it went. False when it failed, whatever the reason."""
    if not begin_job(job.command, every=job.every):
        return True
    started, said, failed = time.perf_counter(), io.StringIO(), False
    try:
        call_command(job.command, **job.options, verbosity=0, stdout=said, stderr=said)
    except Exception:
        failed = True
        log.exception("job failed", extra={"facts": {"job": job.command, "said": said.getvalue()[-2000:]}})
    end_job(job.command, failed=failed)
    ms = round((time.perf_counter() - started) * 1000, 1)
    facts = {"job": job.command, "outcome": "failed" if failed else "done", "ms": ms}
    log.info("job", extra={"facts": {**facts, "said": said.getvalue().strip()[-2000:]}})
    return not failed
