"""`manage.py doctor`: is this installation as it should be?"""

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...doctor import CHECKS, Check, Finding, Level

SHOWN = 10  # of one check


class Command(BaseCommand):
    help = "Check guards, database settings, tenants, seats, search columns and tombstones. Exits with 1 on a problem."

    def handle(self, *args: Any, **options: Any) -> None:
        problems = sum(self._look(check) for check in CHECKS)
        if problems:
            raise CommandError(f"{problems} of {len(CHECKS)} checks found a problem.")

    def _look(self, check: Check) -> bool:
        """Print what one check finds. True when it is a problem."""
        findings = list(islice(check.look(), SHOWN + 1))
        for finding in findings[:SHOWN] or [Finding("", Level.OK)]:
            self.stdout.write(f"{finding.level:<8} {check.label}{': ' if finding.said else ''}{finding.said}")
        if len(findings) > SHOWN:
            self.stdout.write(f"{'':<8} {check.label}: and more")
        return any(finding.level == Level.PROBLEM for finding in findings)
