"""What the product reports that its customers used: charged and counted once, however often it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Literal

from credits.actions.accounts import lock_living, open_credit_accounts
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


@dataclass(frozen=True)
class Reported:
    """One thing that the product reports: `quantity` is in base units of the metric with this code."""

    event_id: str
    metric: str
    quantity: int
    occurred_at: datetime
    language: str = ""


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
class _Report:
    """A batch while it is being answered."""

    customer: Organization
    token: ApiToken | None
    metrics: dict[str, Metric]
    own: dict[str, Account]
    totals: Totals
    charges: dict[str, int | None] = field(default_factory=dict)  # of fresh ones by event ID; None: refused

    def entry(self, one: Reported) -> Entry:
        metric, at = self.metrics[one.metric], one.occurred_at.astimezone(UTC).isoformat()
        body = {"metric": one.metric, "quantity": one.quantity, "occurred_at": at, "language": one.language}

        def decide(balances: Balances) -> list[Leg]:
            available, used = self.own[AccountKind.AVAILABLE], self.own[AccountKind.USED]
            charge = self.totals.charge(metric, one.quantity)
            if balances[available.pk] < charge:
                self.charges[one.event_id] = None
                raise Refused(SHORT)
            self.charges[one.event_id] = charge
            self.totals.add(metric, one.quantity)
            return [Leg(available, used, charge, TransferKind.SPENDING)]

        return Entry(self.customer, spending_key(self.customer, one.event_id), "spend", body, self.locked, decide)

    @cached_property
    def locked(self) -> list[Account]:
        return metered(self.own)

    def row(self, one: Reported, request: LedgerRequest) -> dict[str, Any]:
        charge = self.charges[one.event_id]
        return {
            "event_id": one.event_id,
            "metric_id": self.metrics[one.metric].pk,
            "quantity": one.quantity,
            "occurred_at": one.occurred_at,
            "day": day_of(one.occurred_at, self.customer.root.time_zone),
            "language": one.language,
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
    return {event.event_id: event for event in rows.select_related("metric", "request")}


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


def _keep(report: _Report, answered: Sequence[tuple[Reported, LedgerRequest | KeyConflict]]) -> dict[str, UsageEvent]:
    """Store what is fresh, refusals too, and count what was accepted. By event ID."""
    rows: dict[str, dict[str, Any]] = {}
    for one, request in answered:
        if isinstance(request, LedgerRequest) and one.event_id in report.charges and one.event_id not in rows:
            rows[one.event_id], at = report.row(one, request), request.at
    if not rows:
        return {}
    metrics = {metric.pk: metric for metric in report.metrics.values()}
    token = report.token.pk if report.token else None
    events = store_events(report.customer, list(rows.values()), at=at, metrics=metrics, token=token)
    return {event.event_id: event for event in events}


def _post(report: _Report, reported: Sequence[Reported], by: User | None) -> list[Answer]:
    if not reported:
        return []
    requests = post_all([report.entry(one) for one in reported], by=by)
    answered = list(zip(reported, requests, strict=True))
    fresh = _keep(report, answered)
    events = fresh | _known(report.customer, {one.event_id for one in reported} - fresh.keys())
    answers = []
    for one, request in answered:
        if isinstance(request, KeyConflict):
            answers.append(Answer("conflict", None, request.message, "event_id"))
        elif fresh.pop(one.event_id, None):
            answers.append(Answer(request.outcome, events[one.event_id], request.reason))  # type: ignore[arg-type]
        else:
            answers.append(Answer("repeated", events.get(one.event_id), request.reason))
    return answers


@whole
def report_usage(
    customer: Organization, events: Sequence[Reported], *, token: ApiToken | None, by: User | None
) -> list[Answer]:
    """Charge and count events of a customer, up to 1,000, in their order and in one transaction. An answer for each.

    Raises Refused only where all of it is wrong: too many, or an organization that uses nothing itself.
    """
    if len(events) > LARGEST_BATCH:
        raise Refused(f"Send {LARGEST_BATCH:,} events at a time, or fewer.", field="events")
    if customer.kind == Kind.RESELLER:
        raise Refused("A reseller uses nothing itself. Report what its customers used.")
    lock_living(customer)
    metrics = all_metrics()
    report = _Report(customer, token, metrics, open_credit_accounts(customer), Totals(customer))
    sorted_out = _sorted_out(customer, events, metrics)
    answers = iter(_post(report, [one for one in sorted_out if isinstance(one, Reported)], by))
    return [one if isinstance(one, Answer) else next(answers) for one in sorted_out]
