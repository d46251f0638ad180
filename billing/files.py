"""Usage as CSV, to the last base unit: by day, metric, language and token, or a row a customer."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from typing import Any

from django.db.models import QuerySet, Sum

from customers.models import Organization
from customers.scope import Scope
from reseller_portal.lib import amounts
from reseller_portal.lib.keyset import keyset_pages
from reseller_portal.lib.spreadsheets import csv_pages

from . import wording
from .figures import Figures, by_customer, of_deleted, read, within
from .measures import CREDITS, Measure
from .models.metrics import HOURS, TRANSCRIPTIONS
from .showing import token_names
from .spans import Span, Step

_SUMMED = {"events": Sum("events"), "quantity": Sum("quantity"), "charge": Sum("charge")}
_PLACE = ["day", "metric__name", "metric__base_unit"]


def credits_of(charge: Any) -> Decimal:
    return Decimal(amounts.plain(int(charge or 0), 2))


def days_file(
    scope: Scope, rows: QuerySet[Any], span: Span, zone: str, *, tokens: bool, customers: bool = False
) -> Iterator[bytes]:
    """The days of one customer, or with `customers` of all of a tenant, each named.

    Without `tokens` what several tokens used is one row.
    """
    headings = [
        f"Day ({zone})", *(("Customer ID", "Customer") if customers else ()), "Metric", "Language",
        *(("Token",) if tokens else ()), "Reports", "Quantity", "Unit", "Credits",
    ]  # fmt: skip
    pages = _pages(rows.filter(within(span)), customers) if tokens else _without_tokens(rows, span)
    if customers:
        pages = chain(pages, _of_deleted(scope, span))
    return csv_pages(headings, _cells(scope, pages, tokens=tokens, customers=customers))


def _pages(rows: QuerySet[Any], customers: bool) -> Iterator[list[dict[str, Any]]]:
    reads = [*_PLACE, "language", *_SUMMED, "token", *(("organization", "organization__name") if customers else ())]
    return keyset_pages(rows.order_by("day", "pk"), reads)


def _of_deleted(scope: Scope, span: Span) -> Iterator[list[dict[str, Any]]]:
    """The sums by day of customers deleted since: nobody knows any more whose they were."""
    place = {"language": "", "token": None, "organization": None, "organization__name": wording.DELETED}
    rows = of_deleted(scope).filter(within(span)).order_by(*_PLACE, "pk").values(*_PLACE, *_SUMMED)
    yield [row | place for row in rows]


def _without_tokens(rows: QuerySet[Any], span: Span) -> Iterator[list[dict[str, Any]]]:
    """A month a query: no cursor stays open, and no more than that is held."""
    place = [*_PLACE, "language"]
    for month in span.pieces(Step.MONTH):
        yield list(rows.filter(within(month)).order_by(*place).values(*place).annotate(**_SUMMED))


def _cells(
    scope: Scope, pages: Iterator[list[dict[str, Any]]], *, tokens: bool, customers: bool
) -> Iterator[list[list[Any]]]:
    for page in pages:
        named = token_names(scope, {row["token"] for row in page}) if tokens else str
        yield [
            [
                row["day"],
                *((row["organization"], row["organization__name"]) if customers else ()),
                row["metric__name"],
                row["language"],
                *((named(row["token"]),) if tokens else ()),
                int(row["events"]),
                int(row["quantity"]),
                row["metric__base_unit"],
                credits_of(row["charge"]),
            ]
            for row in page
        ]


def customers_file(
    scope: Scope, customers: QuerySet[Organization], span: Span, measures: dict[str, Measure], zone: str
) -> Iterator[bytes]:
    """A row a customer, by ID, with the figures of the span and of the one before; those unknown are empty."""
    shown = [measures[HOURS], measures[TRANSCRIPTIONS], CREDITS]
    when = (f"{span.first} to {span.last} ({zone})", f"{span.before.first} to {span.before.last} ({zone})")
    headings = ["Customer ID", "Customer", "Reference", *(f"{_title(one)}, {days}" for days in when for one in shown)]
    return csv_pages(headings, _customer_pages(scope, customers, span, shown))


def _title(measure: Measure) -> str:
    return f"{measure.name} in {measure.base_unit}" if measure.per != 1 and measure.metric is not None else measure.name


def _customer_pages(
    scope: Scope, customers: QuerySet[Organization], span: Span, shown: list[Measure]
) -> Iterator[list[list[Any]]]:
    for page in keyset_pages(customers.order_by("id"), ["name", "reference"]):
        used = by_customer(scope, [row["id"] for row in page], span)
        yield [_customer_cells(row, used[row["id"]], shown) for row in page]
    if not (gone := read(of_deleted(scope), span)).is_empty:
        yield [_customer_cells({"id": None, "name": wording.DELETED, "reference": ""}, gone, shown)]


def _customer_cells(row: dict[str, Any], used: Figures, shown: list[Measure]) -> list[Any]:
    totals = [used.total(one) for one in shown]
    now = [_cell(one, total.now) for one, total in zip(shown, totals, strict=True)]
    before = [_cell(one, total.before) for one, total in zip(shown, totals, strict=True)]
    return [row["id"], row["name"], row["reference"], *now, *before]


def _cell(measure: Measure, value: int | None) -> Any:
    return value if value is None or measure.metric is not None else credits_of(value)
