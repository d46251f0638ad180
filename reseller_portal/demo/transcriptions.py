"""Transcriptions of the demo: some that are done, some that failed, and some that are running while somebody looks."""

import random
from datetime import datetime, timedelta

from billing.actions.transcriptions import (
    begin_processing,
    complete_transcription,
    fail_transcription,
    start_transcription,
    take_step,
)
from billing.models import Transcription
from customers.models import ApiToken, Organization

from ..lib import clock

NAMES = {
    "en": ("Board meeting", "Interview", "Ward round", "Sales call", "Team meeting"),
    "de": ("Vorstandssitzung", "Gespräch", "Kundentermin", "Diktat"),
    "nl": ("Teamoverleg", "Klantgesprek", "Interview"),
    "fr": ("Réunion d'équipe", "Entretien", "Conférence"),
    "pt": ("Reunião de equipa", "Entrevista", "Assembleia geral"),
    "pt-BR": ("Reunião de vendas", "Entrevista"),
    "es": ("Reunión de equipo", "Entrevista", "Llamada"),
    "sv": ("Styrelsemöte", "Intervju"),
    "it": ("Riunione", "Intervista"),
    "ja": ("定例会議", "インタビュー"),
}
KINDS = ("mp3", "wav", "m4a", "ogg")
MODELS = ("speech-base", "speech-large", "speech-large-2")
REASONS = (
    "The file holds no sound.", "The file ends in the middle of a frame.", "The language could not be told.",
)  # fmt: skip
_FAILS = 0.05
_SPEED = 12  # seconds of sound in one of work


def _start(
    customer: Organization, token: ApiToken, language: str, *, at: datetime, chance: random.Random, expected: int = 0
) -> Transcription:
    name = f"{chance.choice(NAMES[language])} {chance.randrange(1, 90)}.{chance.choice(KINDS)}"
    with clock.moved_to(at):
        return start_transcription(
            customer, key=f"demo-{at.timestamp()}", name=name, language=language, model=chance.choice(MODELS),
            expected_seconds=expected, token=token, by=None,
        )  # fmt: skip


def transcribe(
    customer: Organization, token: ApiToken, seconds: int, language: str, *, at: datetime, chance: random.Random
) -> None:
    """One that took `seconds`; now and then another one before it failed."""
    if chance.random() < _FAILS:
        broken = _start(customer, token, language, at=at - timedelta(minutes=4), chance=chance)
        with clock.moved_to(at - timedelta(minutes=3)):
            fail_transcription(broken, reason=chance.choice(REASONS), by=None)
    work = _start(customer, token, language, at=at, chance=chance)
    with clock.moved_to(at + timedelta(seconds=chance.randrange(2, 40))):
        begin_processing(work, by=None)
    with clock.moved_to(at + timedelta(seconds=45 + seconds // _SPEED)):
        take_step(work, name="Told the speakers apart", by=None)
    with clock.moved_to(at + timedelta(seconds=60 + seconds // _SPEED)):
        complete_transcription(work, seconds=seconds, by=None)


def leave_running(customer: Organization, token: ApiToken, *, now: datetime, chance: random.Random) -> None:
    """One that is being processed and one that waits, with credits held for both."""
    first = _start(customer, token, "en", at=now - timedelta(minutes=3), chance=chance, expected=1_260)
    with clock.moved_to(now - timedelta(minutes=2)):
        begin_processing(first, by=None)
    _start(customer, token, "de", at=now - timedelta(minutes=1), chance=chance, expected=600)
