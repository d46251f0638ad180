"""What was used: the Usage tab, the same in a customer's console, all customers of a reseller, and the files of each."""

from collections.abc import Iterator
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse

from credits.views.history import own_customer
from customers.access import ScopedRequest, screen
from customers.meters import today_of
from customers.models import Customer, Organization
from customers.views.detail import customer_or_404, show
from reseller_portal.lib.htmx import answer
from reseller_portal.lib.tables import PAGE_SIZES, address, listing

from .. import figures, files, showing
from ..forms import Asked, asked
from ..measures import Measure, measures
from ..models import UsageDay
from ..rankings import ranked
from ..spans import PRESETS, Span, Step
from ..tables import USUAL_ORDER, UsageTable

RANGE = ("days", "since", "until")  # what of an address says which days
USED = (*RANGE, "by", "of")


def _options(request: HttpRequest, wanted: Asked, known: dict[str, Measure]) -> dict[str, Any]:
    """The choices above the figures, each an address."""
    return {
        "ranges": [
            {"label": f"{days} days", "url": address(request, days=str(days), since="", until=""),
             "current": days == wanted.preset}
            for days in PRESETS
        ],
        "steps": [
            {"label": step.label, "url": address(request, by=step.value), "current": step == wanted.step} for step in Step
        ],
        "kinds": [
            {"label": one.name, "url": address(request, of=code), "current": code == wanted.measure.code}
            for code, one in known.items()
        ],
    }  # fmt: skip


def _query(request: HttpRequest, *names: str) -> str:
    """What of the address goes along to another page."""
    kept = request.GET.copy()
    for name in [name for name in kept if name not in names or not kept[name]]:
        del kept[name]
    return kept.urlencode()


def _pushed(request: ScopedRequest, response: HttpResponse) -> HttpResponse:
    if request.htmx:
        response.headers["HX-Push-Url"] = address(request)  # without the parameters that a form sends empty
    return response


def _used(request: ScopedRequest, organization: Organization, rows: Any) -> dict[str, Any]:
    """Which days are asked for, the tiles and the chart."""
    known = measures()
    wanted = asked(request, known, today_of(organization))
    used = figures.read(rows, wanted.span)
    return {
        "asked": wanted,
        "measures": known,
        "zone": organization.root.time_zone,
        "tiles": showing.tiles(used, known),
        "chart": showing.chart(used, wanted),
        "is_new": used.is_empty and not rows.exists(),
        "query": _query(request, *RANGE),
        **_options(request, wanted, known),
    }


def _of_customer(request: ScopedRequest, customer: Organization, *, with_tokens: bool) -> dict[str, Any]:
    rows = figures.of_customer(request.scope, customer)
    context = _used(request, customer, rows)
    wanted = context["asked"]
    split = not context["is_new"] and bool(context["chart"].bars)
    return context | {
        "panel": "billing/_usage.html",
        "customer": customer,
        "target": "#panel",
        "languages": showing.by_language(rows, wanted) if split else [],
        "tokens": showing.by_token(request.scope, rows, wanted) if split and with_tokens else [],
    }


@screen("customers.view")
def customer_usage(request: ScopedRequest, pk: int) -> HttpResponse:
    """What a customer used, in its Usage tab."""
    customer = customer_or_404(request, pk)
    context = _of_customer(request, customer, with_tokens=True)
    context |= {"files": [("CSV", reverse("billing:customer_usage_file", args=[pk]))]}
    return _pushed(request, show(request, customer, "usage", context))


@screen("console.view")
def console_usage(request: ScopedRequest) -> HttpResponse:
    """The same of the asker's own organization; tokens are for those who may see them."""
    customer = own_customer(request)
    context = _of_customer(request, customer, with_tokens=request.scope.may("console.tokens"))
    context |= {"files": [("CSV", reverse("billing:console_usage_file"))]}
    return _pushed(request, answer(request, "billing/console_usage.html", "billing/_usage.html", context))


@screen("customers.view")
def usage(request: ScopedRequest) -> HttpResponse:
    """What all customers used, together and each in a row."""
    reseller = cast(Organization, request.scope.organization)
    context = _used(request, reseller, figures.of_tenant(request.scope))
    span, known = context["asked"].span, context["measures"]
    customers, by = Customer.objects.visible_to(request.scope), request.GET.get("sort", "").removeprefix("-")
    table = listing(
        request,
        UsageTable,
        ranked(customers, span, known, by=by if by in UsageTable.base_columns else USUAL_ORDER),
        folder="billing",
        reads=("id", "name"),
        present=showing.customers(request.scope, span, known, _query(request, *USED)),
        kept_size=request.user.rows_per_page,
        total=customers.count(),
    )
    files = [("CSV", reverse("billing:usage_file")), ("CSV by day", reverse("billing:usage_days_file"))]
    deleted = showing.deleted(request.scope, span, known)
    context |= {"table": table, "deleted": deleted, "page_sizes": PAGE_SIZES, "target": "#usage", "files": files}
    return _pushed(request, answer(request, "billing/usage.html", "billing/_all_usage.html", context))


def _file(name: str, span: Span, chunks: Iterator[bytes]) -> HttpResponseBase:
    filename = f"{name}-{span.first}-{span.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{filename}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8", headers=headers)


def _days_of(request: ScopedRequest, customer: Organization, name: str, *, tokens: bool) -> HttpResponseBase:
    span = asked(request, measures(), today_of(customer)).span
    rows = figures.of_customer(request.scope, customer)
    return _file(name, span, files.days_file(request.scope, rows, span, customer.root.time_zone, tokens=tokens))


@screen("customers.view")
def customer_file(request: ScopedRequest, pk: int) -> HttpResponseBase:
    """A customer's usage as CSV, by day, metric, language and token."""
    return _days_of(request, customer_or_404(request, pk), f"customer-{pk}-usage", tokens=True)


@screen("console.view")
def console_file(request: ScopedRequest) -> HttpResponseBase:
    """The same of the asker's own organization, by token for those who may see them."""
    return _days_of(request, own_customer(request), "usage", tokens=request.scope.may("console.tokens"))


@screen("customers.view")
def usage_file(request: ScopedRequest) -> HttpResponseBase:
    """What each customer used, a row each."""
    reseller = cast(Organization, request.scope.organization)
    known = measures()
    span = asked(request, known, today_of(reseller)).span
    customers = Customer.objects.visible_to(request.scope)
    return _file("usage", span, files.customers_file(request.scope, customers, span, known, reseller.time_zone))


@screen("customers.view")
def usage_days_file(request: ScopedRequest) -> HttpResponseBase:
    """What each customer used, by day, metric, language and token."""
    reseller = cast(Organization, request.scope.organization)
    span = asked(request, measures(), today_of(reseller)).span
    rows, zone = UsageDay.objects.visible_to(request.scope), reseller.time_zone
    chunks = files.days_file(request.scope, rows, span, zone, tokens=True, customers=True)
    return _file("usage-by-day", span, chunks)
