"""What the product reports that its customers used: charged and counted once, however often it is sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Literal

from credits.actions.accounts import lock_living, open_accounts_of
from credits.actions.daily_use import day_of
from credits.actions.ledger import Balances, Entry, Leg, post_all
from credits.actions.spending import SHORT, metered
from credits.actions.tries import whole
from credits.errors import KeyConflict
from credits.models import Account, AccountKind, LedgerRequest, TransferKind
from customers.errors import Refused
from customers.models import ApiToken, Organization, User
from customers.roles import Kind
from reseller_portal.lib import clock

from .. import facts
from ..models import Metric, UsageEvent
from .charging import Totals
from .events import store_events
from .metrics import all_metrics

LARGEST_BATCH = 1_000
OTHER_FACTS = "This ID was reported before with other facts. The first report stands."


@dataclass(frozen=True)
class Reported:
    """One thing that the product reports: `quantity` is in base units of the metric with this code."""

    event_id: str
    metric: str
    quantity: int
    occurred_at: datetime
    language: str = ""


@dataclass(frozen=True)
class Report:
    """Events of one customer, and the token with which they came."""

    customer: Organization
    events: Sequence[Reported]
    token: ApiToken | None = None


@dataclass(frozen=True)
class Answer:
    """What became of a reported event.

    `posted` and `repeated` have the event; whether a repeated one was refused the first time is its `refused`. `refused`
    with an event: there were not enough credits, and it stays so for ever. `refused` without one: it cannot be right,
    nothing was stored, `field` says where, and its ID is still good. `conflict`: the ID was used with another body.
    """

    outcome: Literal["posted", "refused", "conflict", "repeated"]
    event: UsageEvent | None
    reason: str = ""
    field: str = ""


def spending_key(customer: Organization, event_id: str) -> str:
    """The key of the ledger's request that pays an event. A ledger's keys are a tenant's; event IDs a customer's."""
    return f"usage:{customer.pk}:{event_id}"


@dataclass
class _Batch:
    """A customer's events while they are being answered."""

    customer: Organization
    token: ApiToken | None
    sorted_out: list[Reported | Answer]
    metrics: dict[str, Metric]
    own: dict[str, Account]
    totals: Totals
    charges: dict[str, int | None] = field(default_factory=dict)  # of fresh ones by event ID; None: refused

    def in_order(self) -> list[Reported]:
        return [one for one in self.sorted_out if isinstance(one, Reported)]

    def entry(self, one: Reported) -> Entry:
        metric, at = self.metrics[one.metric], one.occurred_at.astimezone(UTC).isoformat()
        body = {"metric": one.metric, "quantity": one.quantity, "occurred_at": at, "language": one.language}

        def decide(balances: Balances) -> list[Leg]:
            available, used = self.own[AccountKind.AVAILABLE], self.own[AccountKind.USED]
            charge = self.totals.charge(self.customer, metric, one.quantity)
            if balances[available.pk] < charge:
                self.charges[one.event_id] = None
                raise Refused(SHORT)
            self.charges[one.event_id] = charge
            self.totals.add(self.customer, metric, one.quantity)
            return [Leg(available, used, charge, TransferKind.SPENDING)]

        return Entry(self.customer, spending_key(self.customer, one.event_id), "spend", body, self.locked, decide)

    @cached_property
    def locked(self) -> list[Account]:
        return metered(self.own)

    def row(self, one: Reported, request: LedgerRequest) -> dict[str, Any]:
        """An event as it is stored."""
        charge, root = self.charges[one.event_id], self.customer.root
        return {
            "tenant_id": root.pk,
            "organization_id": self.customer.pk,
            "event_id": one.event_id,
            "metric_id": self.metrics[one.metric].pk,
            "quantity": one.quantity,
            "occurred_at": one.occurred_at,
            "received_at": request.at,
            "day": day_of(one.occurred_at, root.time_zone),
            "token_id": self.token.pk if self.token else None,
            "language": one.language,
            "transcription_id": None,
            "charge": charge or 0,
            "refused": charge is None,
            "request_id": request.pk,
        }


def _checked(one: Reported, metrics: dict[str, Metric]) -> Reported:
    """An event as it is kept, whenever it is said to have happened. Raises Refused."""
    if one.metric not in metrics:
        raise Refused("There is no such metric.", field="metric")
    facts.event_id(one.event_id)
    facts.quantity(one.quantity)
    facts.aware(one.occurred_at)
    language = facts.language(one.language)
    return one if language == one.language else replace(one, language=language)


def _refused(refusal: Refused) -> Answer:
    return Answer("refused", None, refusal.message, refusal.field or "")


def _known(customer: Organization, ids: Any) -> dict[str, UsageEvent]:
    """The stored events of these IDs."""
    if not ids:
        return {}
    rows = UsageEvent.objects.filter(organization=customer, event_id__in=ids)
    return {event.event_id: event for event in rows.select_related("metric")}


def _sorted_out(
    customer: Organization, events: Sequence[Reported], metrics: dict[str, Metric]
) -> list[Reported | Answer]:
    """Each event as it is kept, or why it cannot be right. One that is known is past the question of when it was."""
    found: list[Reported | Answer] = []
    odd: dict[int, Answer] = {}
    now = clock.now()
    for one in events:
        try:
            checked = _checked(one, metrics)
        except Refused as refusal:
            found.append(_refused(refusal))
            continue
        found.append(checked)
        try:
            facts.occurred_at(checked.occurred_at, now=now)
        except Refused as refusal:
            odd[len(found) - 1] = _refused(refusal)
    known = _known(customer, {events[place].event_id for place in odd})
    return [odd[p] if p in odd and events[p].event_id not in known else one for p, one in enumerate(found)]


Answered = Sequence[tuple[Reported, LedgerRequest | KeyConflict]]


def _fresh(batch: _Batch, answered: Answered) -> dict[str, dict[str, Any]]:
    """What was not there before, refusals too, by event ID."""
    fresh: dict[str, dict[str, Any]] = {}
    for one, request in answered:
        if isinstance(request, LedgerRequest) and one.event_id in batch.charges and one.event_id not in fresh:
            fresh[one.event_id] = batch.row(one, request)
    return fresh


def _answers(batch: _Batch, answered: Answered, fresh: dict[str, UsageEvent]) -> Iterator[Answer]:
    events = fresh | _known(batch.customer, {one.event_id for one, _ in answered} - fresh.keys())
    for one, request in answered:
        if isinstance(request, KeyConflict):
            yield Answer("conflict", None, OTHER_FACTS, "event_id")
        elif fresh.pop(one.event_id, None):
            yield Answer(request.outcome, events[one.event_id], request.reason)  # type: ignore[arg-type]
        else:
            yield Answer("repeated", events.get(one.event_id), request.reason)


def _post(batches: Sequence[_Batch], metrics: dict[str, Metric], by: User | None) -> list[list[Answer]]:
    """Post, store and count what is in order, everything at once. The answers to it, batch by batch."""
    requests = iter(post_all([batch.entry(one) for batch in batches for one in batch.in_order()], by=by))
    answered = [[(one, next(requests)) for one in batch.in_order()] for batch in batches]
    rows = [row for each in zip(batches, answered, strict=True) for row in _fresh(*each).values()]
    fresh: dict[int, dict[str, UsageEvent]] = {batch.customer.pk: {} for batch in batches}
    for event in store_events(rows, metrics=metrics.values()):
        fresh[event.organization_id][event.event_id] = event
    return [list(_answers(batch, own, fresh[batch.customer.pk])) for batch, own in zip(batches, answered, strict=True)]


@whole
def report_usage(
    customer: Organization, events: Sequence[Reported], *, token: ApiToken | None, by: User | None
) -> list[Answer]:
    """Charge and count events of a customer, up to 1,000, in their order and in one transaction. An answer for each.

    Raises Refused only where all of it is wrong: too many, or an organization that uses nothing itself.
    """
    return _report([Report(customer, events, token)], by)[0]


@whole
def report_for_all(reports: Sequence[Report], *, by: User | None) -> list[list[Answer]]:
    """The same for several customers at once, each named once: up to 1,000 events together, in one transaction."""
    return _report(reports, by)


def _report(reports: Sequence[Report], by: User | None) -> list[list[Answer]]:
    if sum(len(report.events) for report in reports) > LARGEST_BATCH:
        raise Refused(f"Send {LARGEST_BATCH:,} events at a time, or fewer.", field="events")
    customers = [report.customer for report in reports]
    if any(customer.kind == Kind.RESELLER for customer in customers):
        raise Refused("A reseller uses nothing itself. Report what its customers used.")
    lock_living(*customers)
    metrics, own, totals = all_metrics(), open_accounts_of(customers), Totals(customers)
    batches = [
        _Batch(one.customer, one.token, _sorted_out(one.customer, one.events, metrics), metrics, own[one.customer.pk],
               totals)
        for one in reports
    ]  # fmt: skip
    found = []
    for batch, posted in zip(batches, _post(batches, metrics, by), strict=True):
        answers = iter(posted)
        found.append([one if isinstance(one, Answer) else next(answers) for one in batch.sorted_out])
    return found
