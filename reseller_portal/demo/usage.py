"""Usage of the demo: daily for 90 days and weekly in the half year before, reported as the product would, day by day."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from billing.actions.usage import LARGEST_BATCH, Report, Reported, report_for_all
from billing.models.metrics import HOURS, TRANSCRIPTIONS
from credits.actions.allocations import without_mail
from customers.actions.tokens import note_use
from customers.models import ApiToken, Organization

from ..lib import clock
from .transcriptions import transcribe

DAILY, WEEKLY = 90, 26  # days, and the weeks before them
USED_DAYS = 14  # as many as the forecast looks back
_QUIET, _NEW_TO_IT = 0.08, 0.06  # shares of those who stopped using it, and of those who have just begun
_WEEKEND = 0.2  # as busy as another day
_FILE = 1_500  # seconds of a usual recording
_FIRST_DAY = 40  # of what it will use, a customer that has just begun has used a 40th
_MOST_SHOWN = 10  # transcriptions of one customer
_SHOWN_FULLY = 6  # customers who have as many; the others have one
LANGUAGES = ("en", "de", "nl", "fr", "pt", "es", "sv", "pt-BR", "it", "ja")


@dataclass(frozen=True)
class Use:
    """What a customer used on one day: so many seconds of so many recordings, in one language."""

    customer: Organization
    token: ApiToken
    ago: int  # days
    at: datetime
    seconds: int
    language: str

    def events(self) -> Iterator[Reported]:
        for metric, quantity in ((HOURS, self.seconds), (TRANSCRIPTIONS, max(1, round(self.seconds / _FILE)))):
            yield Reported(f"demo-{self.ago}-{metric}", metric, quantity, self.at, self.language)


def _weights(registered: int, until: datetime, chance: random.Random) -> dict[int, float]:
    """How much of what a customer used falls on which day, by how long ago that was."""
    habit, growth = chance.uniform(0.3, 0.95), chance.uniform(0.5, 1.0)
    weights = {}
    for ago in range(min(DAILY, registered)):
        busy = _WEEKEND if (until - timedelta(days=ago)).weekday() >= 5 else 1.0
        if chance.random() < habit * busy:
            weights[ago] = busy * chance.uniform(0.4, 1.6)
    for week in range(min(WEEKLY, max(0, (registered - DAILY) // 7))):
        if chance.random() < habit:
            weights[DAILY + 7 * week] = 4 * growth * chance.uniform(0.4, 1.6) * (1 - week / (2 * WEEKLY))
    drawn = chance.random()
    if drawn < _QUIET and registered > 2 * USED_DAYS:
        return {ago: weight for ago, weight in weights.items() if ago > USED_DAYS} or {USED_DAYS + 1: 1.0}
    if drawn < _QUIET + _NEW_TO_IT and registered > 1:
        return {0: 1.0}
    return weights


def plan_uses(
    customer: Organization, token: ApiToken, seconds: int, *, until: datetime, chance: random.Random
) -> Iterator[Use]:
    """Spread what a customer used over the days since it came, unevenly. One that has just begun has used little of it."""
    weights = _weights((until - customer.registered_at).days - 1, until, chance)
    if not weights or not seconds:
        return
    if weights.keys() == {0}:
        seconds //= _FIRST_DAY
    total, spoken = sum(weights.values()), chance.sample(LANGUAGES, 2)
    parts = {ago: int(seconds * weight / total) for ago, weight in weights.items()}
    parts[max(parts)] += seconds - sum(parts.values())
    for ago, part in parts.items():
        if part:
            at = until - timedelta(days=ago, minutes=chance.randrange(5, 500))
            yield Use(customer, token, ago, at, part, spoken[chance.random() < 0.25])


def use_up(
    uses: Iterable[Use], *, shown: Set[int], until: datetime, chance: random.Random, progress: Callable[[int], object]
) -> None:
    """Report uses day by day, the oldest first. Of the latest ones of each customer a recording comes as a transcription.

    `shown` are customers, by ID, of whom many do. `progress` is called with the number of uses since.
    """
    days: dict[int, list[Use]] = {}
    for use in uses:
        days.setdefault(use.ago, []).append(use)
    chosen = _to_transcribe(days, shown)
    for ago in sorted(days, reverse=True):
        lengths = {use: min(use.seconds, chance.randrange(400, 5_400)) for use in days[ago] if use in chosen}
        rest = [replace(use, seconds=use.seconds - lengths.get(use, 0)) for use in days[ago]]
        with without_mail(), clock.moved_to(until - timedelta(days=ago)):
            _report([use for use in rest if use.seconds])
        for use, seconds in lengths.items():
            with without_mail():
                transcribe(use.customer, use.token, seconds, use.language, at=use.at, chance=chance)
        progress(len(days[ago]))
    for token, at in {use.token: use.at for ago in sorted(days, reverse=True) for use in days[ago]}.items():
        with clock.moved_to(min(until, at + timedelta(minutes=10))):  # when its recording was done
            note_use(token)


def _to_transcribe(days: dict[int, list[Use]], shown: Set[int]) -> set[Use]:
    """Many of a few customers, one of everybody else."""
    latest: dict[int, list[Use]] = {}
    for ago in sorted(days):
        for use in days[ago]:
            latest.setdefault(use.customer.pk, []).append(use)
    some = shown | set(list(latest)[:_SHOWN_FULLY])
    return {use for pk, own in latest.items() for use in own[: _MOST_SHOWN if pk in some else 1]}


def _report(uses: Sequence[Use]) -> None:
    for start in range(0, len(uses), LARGEST_BATCH // 2):
        part = uses[start : start + LARGEST_BATCH // 2]
        report_for_all([Report(use.customer, list(use.events()), use.token) for use in part], by=None)
