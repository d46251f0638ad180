"""Transcriptions from their start to what they cost. Credits are held while one runs; nothing here writes activity.

Whoever starts, changes or ends one holds its organization's row, then its own, then the accounts. When credits are short
nothing is stored, not even the ledger's refusal: the same start or end may be tried again after a recharge.
"""

from credits.actions.accounts import lock_living, open_credit_accounts
from credits.actions.daily_use import day_of
from credits.actions.ledger import Balances, Entry, Leg, post
from credits.actions.spending import SHORT, holding_entry, keep_reservation, metered, note_end, settling_legs
from credits.actions.tries import whole
from credits.models import LedgerRequest
from credits.models.reservations import State
from credits.models.transfers import Outcome
from customers.errors import Refused
from customers.links import digest
from customers.models import ApiToken, Organization, User
from customers.roles import Kind
from reseller_portal.lib import clock

from .. import facts
from ..models import Metric, Transcription, TranscriptionStep
from ..models.metrics import HOURS, TRANSCRIPTIONS
from ..models.transcriptions import Status
from ..models.usage import LARGEST_AMOUNT
from .charging import Totals
from .events import store_events
from .metrics import all_metrics

MOST_STEPS = 200
Used = list[tuple[Metric, int]]


def _used(seconds: int) -> Used:
    """What a transcription of so many seconds uses."""
    metrics = all_metrics()
    return [(metrics[code], quantity) for code, quantity in ((HOURS, seconds), (TRANSCRIPTIONS, 1)) if quantity]


def _to_hold(expected_seconds: int) -> int:
    """The most that so many seconds can cost, whatever was used before: what is held always pays for what was expected."""
    amount = sum(-(-metric.price * quantity // metric.per) for metric, quantity in _used(expected_seconds))
    if amount > LARGEST_AMOUNT:
        raise Refused("This is more than can be held.", field="expected_seconds")
    return amount


def _post(entry: Entry, by: User | None) -> LedgerRequest:
    """Post, or undo everything: a key that was refused for want of credits stays unused."""
    request = post(entry, by=by)
    if request.outcome == Outcome.REFUSED:
        raise Refused(request.reason, field="credits" if request.reason == SHORT else None)
    return request


def _take(transcription: Transcription, name: str) -> TranscriptionStep:
    return TranscriptionStep.objects.create(
        tenant_id=transcription.tenant_id, transcription=transcription, name=name, at=clock.now()
    )


@whole
def start_transcription(
    customer: Organization,
    *,
    key: str,
    name: str,
    language: str = "",
    model: str = "",
    expected_seconds: int = 0,
    reference: str | None = None,
    token: ApiToken | None,
    by: User | None,
) -> Transcription:
    """A new transcription, queued; credits for `expected_seconds` are held, for 24 hours at most.

    `key` makes it once: a repeat gets the first one, as it is now. Raises KeyConflict for a key with another body, and
    Refused with the field "credits" when they are short: the key is still good then.
    """
    if customer.kind == Kind.RESELLER:
        raise Refused("A reseller transcribes nothing itself. Its customers do.")
    asked = {
        "name": facts.name(name),
        "language": facts.language(language),
        "model": facts.model(model),
        "expected_seconds": facts.quantity(expected_seconds, field="expected_seconds", least=0),
        "reference": facts.reference(reference),
    }
    own, amount = open_credit_accounts(lock_living(customer)), _to_hold(expected_seconds) if expected_seconds else 0
    entry = holding_entry(customer, own, amount=amount, key=_start_key(customer, key), asked=asked)
    request = _post(entry, by)
    if found := Transcription.objects.filter(start=request).first():
        return found
    if (
        asked["reference"]
        and Transcription.objects.filter(organization=customer, reference=asked["reference"]).exists()
    ):
        raise Refused("There is a transcription with this reference already.", field="reference")
    made = Transcription.objects.create(
        tenant=customer.root,
        organization=customer,
        token=token,
        start=request,
        reservation=keep_reservation(request, customer, amount) if amount else None,
        created_at=request.at,
        **asked,
    )
    _take(made, Status.QUEUED.label)
    return made


def _start_key(customer: Organization, key: str) -> str:
    """Within a ledger's key whatever somebody else calls it."""
    if not key:
        raise Refused("Send a key, so that a repeat starts nothing again.", field="key")
    return f"transcription:{customer.pk}:{digest(key)}"


def _locked(transcription: Transcription) -> Transcription:
    """As it is now, with its organization locked first. Raises Refused for one that went with its customer."""
    lock_living(transcription.organization)
    rows = Transcription.objects.select_related("organization__tenant", "reservation", "token")
    found = rows.select_for_update(of=("self",), no_key=True).filter(pk=transcription.pk).first()
    if found is None:
        raise Refused("There is no such transcription any more.")
    return found


def _running(transcription: Transcription) -> Transcription:
    if not transcription.is_running:
        raise Refused(f"This transcription is {transcription.get_status_display().lower()} already.", field="status")
    return transcription


@whole
def take_step(transcription: Transcription, *, name: str, by: User | None) -> TranscriptionStep:
    """Note that a running transcription has come to a step, as the product calls it."""
    current = _running(_locked(transcription))
    if current.steps.count() >= MOST_STEPS:
        raise Refused(f"There are {MOST_STEPS} steps already.", field="name")
    return _take(current, facts.step(name))


@whole
def begin_processing(transcription: Transcription, *, by: User | None) -> Transcription:
    """The work has begun. One that is being processed already stays as it is."""
    current = _running(_locked(transcription))
    if current.status == Status.QUEUED:
        current.status = Status.PROCESSING
        current.save(update_fields=["status"])
        _take(current, Status.PROCESSING.label)
    return current


@whole
def complete_transcription(
    transcription: Transcription, *, seconds: int, language: str | None = None, by: User | None
) -> Transcription:
    """The work is done: what it used is counted and charged, out of what is held first and then of what is available.

    Completing it again with the same facts changes nothing. Raises Refused with the field "credits" when those are short:
    it goes on then, credits stay held, and it may be tried again.
    """
    seconds = facts.quantity(seconds, field="seconds", least=0)
    current = _locked(transcription)
    language = current.language if language is None else facts.language(language)
    if current.status == Status.COMPLETED and (current.seconds, current.language) == (seconds, language):
        return current
    _running(current).language, current.seconds = language, seconds
    used = _used(seconds)
    request, charges = _charge(current, used, by)
    current.request, current.charge = request, sum(charges)
    _record(current, used, charges, request)
    return _finish(current, Status.COMPLETED)


def _charge(current: Transcription, used: Used, by: User | None) -> tuple[LedgerRequest, list[int]]:
    """Pay for what was used, and give back what was held for more. Returns what each of it costs."""
    customer, charges = current.organization, list[int]()
    own, totals = open_credit_accounts(customer), Totals(customer)

    def decide(balances: Balances) -> list[Leg]:
        charges.extend(totals.charge(metric, quantity) for metric, quantity in used)
        return settling_legs(own, current.reservation, sum(charges), balances)

    asked = {"transcription": current.pk, "seconds": current.seconds, "language": current.language}
    request = _post(Entry(customer, f"complete:{current.pk}", "settle", asked, metered(own), decide), by)
    if current.reservation:
        note_end(current.reservation, state=State.SETTLED, charge=sum(charges))
    return request, charges


def _record(current: Transcription, used: Used, charges: list[int], request: LedgerRequest) -> None:
    customer = current.organization
    common = {
        "occurred_at": request.at,
        "day": day_of(request.at, customer.root.time_zone),
        "language": current.language,
        "refused": False,
        "request_id": request.pk,
    }
    rows = [
        {
            "event_id": f"{facts.OWN_EVENTS}{current.pk}:{one.code}",
            "metric_id": one.pk,
            "quantity": many,
            "charge": cost,
        }
        | common
        for (one, many), cost in zip(used, charges, strict=True)
    ]
    metrics = {metric.pk: metric for metric, _ in used}
    own = {"token": current.token_id, "transcription": current.pk}
    store_events(customer, rows, at=request.at, metrics=metrics, **own)


def _finish(current: Transcription, status: Status) -> Transcription:
    current.status, current.finished_at = status, clock.now()
    current.save(update_fields=["status", "finished_at", "seconds", "language", "charge", "request", "failure"])
    _take(current, status.label)
    return current


@whole
def fail_transcription(transcription: Transcription, *, reason: str, by: User | None) -> Transcription:
    """The work cannot be done: nothing is charged, and what is held is available again. The same again changes nothing."""
    reason, current = facts.failure(reason), _locked(transcription)
    if current.status == Status.FAILED and current.failure == reason:
        return current
    _running(current).failure = reason
    if reservation := current.reservation:
        own = open_credit_accounts(current.organization)

        def decide(balances: Balances) -> list[Leg]:
            return settling_legs(own, reservation, 0, balances)

        asked = {"transcription": current.pk}
        _post(Entry(current.organization, f"fail:{current.pk}", "release", asked, metered(own), decide), by)
        note_end(reservation, state=State.RELEASED)
    return _finish(current, Status.FAILED)
