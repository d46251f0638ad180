"""Transcriptions, ready to be read: a page of them, newest first, and one with its steps and what it cost."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from zlib import crc32

from django.db.models import Q, QuerySet

from credits.models import AccountKind, Transfer
from customers.models import ApiToken, Organization
from customers.scope import Scope
from reseller_portal.lib import clock

from .models import Transcription, TranscriptionStep

PAGE, LATEST = 25, 5


def mark(facts: object) -> str:
    """Changes whenever these facts do: an open page says which it shows, and is told nothing while it is the same."""
    return f"{crc32(repr(facts).encode()):08x}"


def state_of(transcription: Transcription) -> tuple[object, ...]:
    """What a row shows that can still change."""
    one = transcription
    return one.pk, one.status, one.name, one.language, one.model, one.seconds, one.charge, one.finished_at, one.failure


@dataclass(frozen=True)
class Page:
    """Some transcriptions, newest first, and the key of the next older page; None when there is none."""

    rows: list[Transcription]
    older: int | None

    @property
    def is_live(self) -> bool:
        return any(row.is_running for row in self.rows)

    @property
    def seen(self) -> str:
        return mark([state_of(row) for row in self.rows])


def transcriptions_of(scope: Scope, customer: Organization) -> QuerySet[Transcription]:
    """Those of one customer, as far as the asker may see them."""
    return Transcription.objects.all().of_customer(scope, customer)


def page_of(found: QuerySet[Transcription], *, before: int = 0) -> Page:
    """The newest that are older than the key `before`; 0 starts at the newest. One query."""
    older = found.filter(pk__lt=before) if before else found
    rows = list(older.order_by("-pk")[: PAGE + 1])
    return Page(rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None)


def latest_of(scope: Scope, customer: Organization) -> list[Transcription]:
    return list(transcriptions_of(scope, customer).order_by("-pk")[:LATEST])


@dataclass(frozen=True)
class Step:
    """What happened, when, and for how many seconds it went on; None where nothing followed."""

    name: str
    at: datetime
    took: float | None
    is_going_on: bool = False


def _steps(steps: Iterable[TranscriptionStep], transcription: Transcription) -> list[Step]:
    """Each step lasts until the next; the last one until the end, or until now while it is running."""
    found = list(steps)
    end = clock.now() if transcription.is_running else transcription.finished_at
    lasted = [Step(one.name, one.at, (after.at - one.at).total_seconds()) for one, after in pairwise(found)]
    if not found:
        return lasted
    last, going_on = found[-1], transcription.is_running
    took = (end - last.at).total_seconds() if end and end > last.at else None
    return [*lasted, Step(last.name, last.at, took, going_on)]


@dataclass(frozen=True)
class Details:
    """One transcription with its steps, the movement that paid it and the token that reported it, where the asker may
    see them."""

    transcription: Transcription
    steps: list[Step]
    movement: Transfer | None
    token: ApiToken | None

    @property
    def seen(self) -> str:
        reservation = self.transcription.reservation
        held = reservation and (reservation.amount, reservation.state)
        steps = [(step.name, step.at) for step in self.steps]
        return mark((state_of(self.transcription), steps, held, self.movement and self.movement.pk))


def _movement(scope: Scope, transcription: Transcription) -> Transfer | None:
    """The line of the customer's credits that paid it: what was used at once, else what was held for it."""
    requests = [transcription.request_id, transcription.reservation and transcription.reservation.request_id]
    asked = Q(request__in=[request for request in requests if request is not None])
    available = Q(debit__kind=AccountKind.AVAILABLE) | Q(credit__kind=AccountKind.AVAILABLE)
    if not any(requests):
        return None
    return Transfer.objects.visible_to(scope).filter(asked & available).order_by("-pk").first()


def details_of(scope: Scope, transcription: Transcription) -> Details:
    """At most three queries."""
    steps = TranscriptionStep.objects.visible_to(scope).filter(transcription=transcription).order_by("at", "pk")
    token = transcription.token_id and ApiToken.objects.visible_to(scope).filter(pk=transcription.token_id).first()
    return Details(transcription, _steps(steps, transcription), _movement(scope, transcription), token or None)
