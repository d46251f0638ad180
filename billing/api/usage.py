"""Usage: reported by a customer's programs, read by its own and by its reseller's."""

from datetime import date, timedelta
from typing import Any

from django.db.models import F, Sum
from django.db.models.functions import TruncMonth, TruncWeek
from django.http import HttpResponse
from ninja import Query, Router

from credits.api.shapes import written
from customers.api.asking import ApiRequest, kind_of
from customers.api.customers import customer_at
from customers.api.operations import BOTH, CUSTOMER, RESELLER, operation
from customers.meters import today_of
from reseller_portal.lib.problems import Problem
from reseller_portal.lib.representations import give

from .. import figures
from ..actions.usage import report_usage
from ..models import TenantUsage, UsageDay
from .shapes import EventShape, EventsShape, NewEvent, NewEvents, TenantUsageAsked, UsageAsked, UsageShape, event_of

router = Router(tags=["Usage"])
_PERIODS: dict[str, Any] = {"day": F("day"), "week": TruncWeek("day"), "month": TruncMonth("day")}
_LONGEST, _USUAL, _MOST_ROWS = 366, 30, 10_000


@operation(
    router, "POST", "/usage", of=(CUSTOMER,), scope="usage:write", gives=EventShape, status=201,
    again=200, also=("insufficient-credits",),
)  # fmt: skip
def report_an_event(request: ApiRequest, given: NewEvent) -> HttpResponse:
    """Report one thing that was used: charged and counted once, however often it is sent.

    201 when it was new, 200 when it is known with the same facts, 409 when with others. 402 when credits are short: it is
    kept as refused then, and its ID stays refused.
    """
    answer = report_usage(request.organization, [given.reported()], token=request.token, by=request.by)[0]
    if answer.outcome == "conflict":
        raise Problem("key-conflict", answer.reason, errors=[("event_id", answer.reason)])
    if answer.event is None:
        raise Problem("invalid", answer.reason, errors=[(answer.field, answer.reason)])
    if answer.event.refused:
        raise Problem("insufficient-credits", answer.reason)
    return give(event_of(given, answer), status=201 if answer.outcome == "posted" else 200)


@operation(router, "POST", "/usage/batch", of=(CUSTOMER,), scope="usage:write", gives=EventsShape)
def report_events(request: ApiRequest, given: NewEvents) -> HttpResponse:
    """Report up to 1,000 things that were used, in their order and in one transaction, with an answer for each.

    `posted` is new, `repeated` known with the same facts, `conflict` known with others. `refused` with a `field` cannot be
    right and may be sent corrected; `refused` without one could not be paid, and its ID stays refused.
    """
    reported = [one.reported() for one in given.events]
    answers = report_usage(request.organization, reported, token=request.token, by=request.by)
    return give({"answers": [event_of(one, answer) for one, answer in zip(given.events, answers, strict=True)]})


def asked_day(text: str, field: str) -> date:
    """A day as it was sent. Raises Problem for one that no calendar has."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Problem("invalid", "There is no such day.", errors=[(field, "There is no such day.")]) from error


def _days(request: ApiRequest, asked: TenantUsageAsked) -> tuple[date, date]:
    until = asked_day(asked.until, "until") if asked.until else today_of(request.organization)
    usual = until - timedelta(days=min(_USUAL - 1, until.toordinal() - 1))
    since = asked_day(asked.since, "since") if asked.since else usual
    if not 0 <= (until - since).days < _LONGEST:
        said = f"Ask for 1 to {_LONGEST} days."
        raise Problem("invalid", said, errors=[("since", said)])
    return since, until


def _given(request: ApiRequest, rows: Any, asked: TenantUsageAsked, split: str = "none") -> HttpResponse:
    """The sums of these rows by period and metric and, if wanted, by token or language."""
    since, until = _days(request, asked)
    rows = rows.filter(day__range=(since, until))
    if asked.metric:
        rows = rows.filter(metric__code=asked.metric)
    by = {"none": [], "token": ["token_id"], "language": ["language"]}[split]
    kept = ["starts_on", "metric__code", "metric__base_unit", *by]
    sums = {name: Sum(name) for name in ("quantity", "events", "charge")}
    found = (
        rows.annotate(starts_on=_PERIODS[asked.group])
        .values(*kept)
        .annotate(**{f"all_{n}": s for n, s in sums.items()})
    )
    listed = list(found.order_by(*(F(name).asc(nulls_first=True) for name in kept))[: _MOST_ROWS + 1])
    if len(listed) > _MOST_ROWS:
        raise Problem(
            "invalid", "This is too much at once. Ask for fewer days.", errors=[("since", "Ask for fewer days.")]
        )
    data = [_row(row, by) for row in listed]
    return give({"since": since.isoformat(), "until": until.isoformat(), "data": data})


def _row(row: dict[str, Any], by: list[str]) -> dict[str, Any]:
    return {
        "starts_on": row["starts_on"].isoformat(),
        "metric": row["metric__code"],
        "unit": row["metric__base_unit"],
        "quantity": int(row["all_quantity"]),
        "events": row["all_events"],
        "charge": written(int(row["all_charge"])),
        **{name: row[name] for name in by},
    }


@operation(router, "GET", "/usage", of=BOTH, scope="usage:read", gives=UsageShape)
def read_usage(request: ApiRequest, asked: Query[TenantUsageAsked]) -> HttpResponse:
    """What was used by day, week or month: by the token's own organization, or by all customers of a reseller."""
    if kind_of(request.token) == RESELLER:
        return _given(request, TenantUsage.objects.visible_to(request.scope), asked)
    own = UsageDay.objects.visible_to(request.scope).filter(organization=request.organization)
    return _given(request, own, asked)


@operation(router, "GET", "/customers/{int:pk}/usage", scope="usage:read", gives=UsageShape)
def read_usage_of_a_customer(request: ApiRequest, pk: int, asked: Query[UsageAsked]) -> HttpResponse:
    """What one customer used by day, week or month, if wanted split by token or language."""
    return _given(request, figures.of_customer(request.scope, customer_at(request, pk)), asked, asked.split)
