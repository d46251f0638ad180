"""Export: the choice between this view and all customers, and the file."""

from typing import cast
from zoneinfo import ZoneInfo

from django.http import HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.urls import reverse

from customers.access import ScopedRequest, screen
from customers.errors import Refused
from customers.models import Customer, Organization

from ..export import Export, Reader, all_customers, record_export, refusal_of, this_view
from ..lib.htmx import dialog, page_beneath


def _list_parameters(request: ScopedRequest) -> QueryDict:
    """What the list shows: the address under the dialog, then what the request says itself, which is newer."""
    beneath = page_beneath(request)
    merged = QueryDict(beneath.query if beneath.path == reverse("customers:list") else "", mutable=True)
    for name in request.GET:
        merged.setlist(name, request.GET.getlist(name))
    return merged


def _ask(request: ScopedRequest, *, status: int = 200) -> HttpResponse:
    request.GET = _list_parameters(request)  # type: ignore[assignment]
    customers = Customer.objects.visible_to(request.scope)
    view = this_view(request, customers)
    view_count, all_count = view.customers.count(), customers.count()
    context = {
        "parameters": [(name, value) for name, values in request.GET.lists() for value in values if name != "what"],
        "view_count": view_count,
        "view_columns": len(view.columns),
        "all_count": all_count,
        "too_many": refusal_of(max(view_count, all_count)),
        "back": f"{reverse('customers:list')}?{request.GET.urlencode()}",
    }
    return dialog(request, "Export customers", "portal/_export.html", context, status=status)


@screen("customers.view")
def export(request: ScopedRequest) -> HttpResponse:
    """Ask which customers, with the number of rows of either choice."""
    return _ask(request)


def _chosen(request: ScopedRequest) -> Export:
    customers = Customer.objects.visible_to(request.scope)
    return all_customers(customers) if request.GET.get("what") == "all" else this_view(request, customers)


@screen("customers.view")
def export_csv(request: ScopedRequest) -> HttpResponseBase:
    """The file itself, written while it is sent; the question again when it would be too long."""
    reseller, chosen = cast(Organization, request.scope.organization), _chosen(request)
    try:
        rows = chosen.rows()
    except Refused:
        return _ask(request, status=422)
    if request.method == "GET":
        record_export(reseller, rows=rows, by=request.user)
    zone = ZoneInfo(reseller.time_zone)
    headers = {"Content-Disposition": f'attachment; filename="{chosen.filename(zone)}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(
        chosen.file(Reader(zone, reseller.currency, request.scope)),
        content_type="text/csv; charset=utf-8",
        headers=headers,
    )
