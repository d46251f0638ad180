"""Transcriptions: started and brought to their end by a customer's programs, read by its own and by its reseller's."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query, Router

from customers.actions.organizations import lock_living
from customers.api.asking import ApiRequest
from customers.api.customers import customer_at, refuse_stale
from customers.api.operations import BOTH, CUSTOMER, REQUIRED, operation
from customers.filters import midnight
from reseller_portal.lib.cursors import give_page
from reseller_portal.lib.problems import Problem
from reseller_portal.lib.representations import give, give_one
from reseller_portal.lib.shapes import page_of

from ..actions.transcriptions import (
    begin_processing,
    complete_transcription,
    fail_transcription,
    start_transcription,
    take_step,
)
from ..models import Transcription
from ..transcriptions import transcriptions_of
from .shapes import (
    NewTranscription,
    TranscriptionChange,
    TranscriptionDetail,
    TranscriptionList,
    TranscriptionShape,
    detail_of,
    transcription_of,
)
from .usage import asked_day

router = Router(tags=["Transcriptions"])
_ONE, _READ, _WRITE = "/transcriptions/{int:pk}", "transcriptions:read", "transcriptions:write"
TranscriptionPage = page_of(TranscriptionShape)


def _at(request: ApiRequest, pk: int) -> Transcription:
    rows = Transcription.objects.visible_to(request.scope).select_related("organization__tenant")
    return get_object_or_404(rows.prefetch_related("steps"), pk=pk)


def _page(request: ApiRequest, rows: Any, asked: TranscriptionList) -> HttpResponse:
    for name in ("status", "reference"):
        if wanted := getattr(asked, name):
            rows = rows.filter(**{name: wanted})
    if asked.since:
        rows = rows.filter(created_at__gte=midnight(asked_day(asked.since, "since")))
    if asked.until:
        rows = rows.filter(created_at__lt=midnight(asked_day(asked.until, "until"), after=1))
    page = give_page(request, rows.order_by("-id"), transcription_of, limit=asked.limit, cursor=asked.cursor)
    return give(page)


@operation(router, "GET", "/transcriptions", of=BOTH, scope=_READ, gives=TranscriptionPage)
def list_transcriptions(request: ApiRequest, asked: Query[TranscriptionList]) -> HttpResponse:
    """The transcriptions of the token's own organization, or of all customers of a reseller; newest first."""
    return _page(request, Transcription.objects.visible_to(request.scope), asked)


@operation(router, "GET", "/customers/{int:pk}/transcriptions", scope=_READ, gives=TranscriptionPage)
def list_transcriptions_of_a_customer(request: ApiRequest, pk: int, asked: Query[TranscriptionList]) -> HttpResponse:
    """The transcriptions of one customer, newest first."""
    return _page(request, transcriptions_of(request.scope, customer_at(request, pk)), asked)


@operation(router, "GET", _ONE, of=BOTH, scope=_READ, gives=TranscriptionDetail, tagged=True)
def read_a_transcription(request: ApiRequest, pk: int) -> HttpResponse:
    """One transcription, with its steps."""
    return give_one(request, detail_of(_at(request, pk)))


@operation(
    router, "POST", "/transcriptions", of=(CUSTOMER,), scope=_WRITE, key=REQUIRED, gives=TranscriptionDetail,
    status=201, also=("insufficient-credits",), tagged=True,
)  # fmt: skip
def start_a_transcription(request: ApiRequest, given: NewTranscription) -> HttpResponse:
    """A new transcription. Credits for `expected_seconds` are held until it ends; 402 when there are not enough."""
    made = start_transcription(
        request.organization, key=request.ledger_key, **given.model_dump(), token=request.token, by=request.by
    )
    return give_one(request, detail_of(_at(request, made.pk)), status=201, Location=f"{request.path}/{made.pk}")


def _refuse_mixed(given: TranscriptionChange) -> None:
    """Raise Problem for a change that says nothing, or what does not belong to it."""
    errors = []
    if given.status is None and given.step is None:
        errors.append(("status", "Send a status or a step."))
    for name, status, needed in (
        ("seconds", "completed", True),
        ("reason", "failed", True),
        ("language", "completed", False),
    ):
        value = getattr(given, name)
        if given.status == status and needed and value is None:
            errors.append((name, f"Send it with {status}."))
        if given.status != status and value is not None:
            errors.append((name, f"Send it with {status} only."))
    if errors:
        raise Problem("invalid", "The fields do not fit together.", errors=errors)


def _change(current: Transcription, given: TranscriptionChange, by: Any) -> None:
    if given.step is not None:
        take_step(current, name=given.step, by=by)
    match given.status:
        case "processing":
            begin_processing(current, by=by)
        case "completed":
            complete_transcription(current, seconds=given.seconds or 0, language=given.language, by=by)
        case "failed":
            fail_transcription(current, reason=given.reason or "", by=by)


@operation(
    router, "PATCH", _ONE, of=(CUSTOMER,), scope=_WRITE, gives=TranscriptionDetail, also=("insufficient-credits",),
    tagged=True,
)  # fmt: skip
@transaction.atomic
def change_a_transcription(request: ApiRequest, pk: int, given: TranscriptionChange) -> HttpResponse:
    """Say how far it is, or how it ended. Completed charges what it took; failed gives back what was held.

    The same end again changes nothing. 402 when credits are short: it goes on then, and may be ended again later.
    """
    _refuse_mixed(given)
    current = _at(request, pk)
    lock_living(current.organization)
    refuse_stale(request, detail_of(_at(request, pk)))
    _change(current, given, request.by)
    return give_one(request, detail_of(_at(request, pk)))
