"""`manage.py scheduler`: do what is done by the clock, for as long as it runs."""

import logging
import os
import signal
import socket
import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from customers.actions.jobs import give_back_lease, take_lease

from ...timetable import Entry, run, timetable

log = logging.getLogger("portal.scheduler")
LEASE, LASTS = "scheduler", timedelta(minutes=5)
EVERY_SECONDS = 30


class Command(BaseCommand):
    help = "Run the timed jobs, every 30 seconds whichever are due. One scheduler works at a time; another one waits."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="run what is due and end; exits with 1 when one failed")
        parser.add_argument("--dry-run", action="store_true", help="list the jobs and run none")

    def handle(self, *args: Any, **options: Any) -> None:
        self.holder, self.ending = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"[-80:], threading.Event()
        if options["dry_run"]:
            self._list()
        elif options["once"]:
            self._once()
        else:
            self._go_on()

    def _list(self) -> None:
        for entry in timetable():
            last = timezone.localtime(entry.last).isoformat(sep=" ", timespec="seconds") if entry.last else "never"
            self.stdout.write(f"{entry.job.command:<30} every {_short(entry):<8} last {last:<25} {_when(entry)}")

    def _once(self) -> None:
        try:
            failed = self._round()
            if failed is None:
                self.stdout.write("Another scheduler is at work. Nothing was run.")
        finally:
            give_back_lease(LEASE, holder=self.holder)
        if failed:
            raise CommandError(f"{failed} of the jobs failed.")

    def _go_on(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.ending.set())
        while not self.ending.is_set():
            close_old_connections()
            try:
                self._round()
            except DatabaseError:
                log.exception("round failed")  # a locked database or one that is away: the next round tries again
            self.ending.wait(EVERY_SECONDS)
        give_back_lease(LEASE, holder=self.holder)

    def _round(self) -> int | None:
        """Run what is due, and return how many failed; None while another scheduler works."""
        failed = 0
        if not self._at_work():
            return None
        for entry in timetable():
            # Renewed before each: whoever lost it meanwhile leaves the rest to the other.
            if self.ending.is_set() or not (not entry.is_due or self._at_work()):
                break
            failed += entry.is_due and not run(entry.job)
        return failed

    def _at_work(self) -> bool:
        return take_lease(LEASE, holder=self.holder, lasts=LASTS)


def _short(entry: Entry) -> str:
    minutes = int(entry.job.every.total_seconds() // 60)
    return (
        f"{minutes // 1440} d"
        if minutes % 1440 == 0
        else f"{minutes // 60} h"
        if minutes % 60 == 0
        else f"{minutes} min"
    )


def _when(entry: Entry) -> str:
    return "due" if entry.is_due else "not due"
