"""Export: the choice between this view and all customers, and the file."""

from typing import cast
from zoneinfo import ZoneInfo

from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.urls import reverse

from customers.access import ScopedRequest, screen
from customers.models import Customer, Organization

from ..export import Export, all_customers, record_export, this_view
from ..lib.htmx import dialog, page_beneath


def _list_parameters(request: ScopedRequest) -> QueryDict:
    """What the list shows: the address under the dialog, then what the request says itself, which is newer."""
    beneath = page_beneath(request)
    merged = QueryDict(beneath.query if beneath.path == reverse("customers:list") else "", mutable=True)
    for name in request.GET:
        merged.setlist(name, request.GET.getlist(name))
    return merged


@screen("customers.view")
def export(request: ScopedRequest) -> HttpResponse:
    """Ask which customers, with the number of rows of either choice."""
    request.GET = _list_parameters(request)  # type: ignore[assignment]
    customers = Customer.objects.visible_to(request.scope)
    view = this_view(request, customers)
    context = {
        "parameters": [(name, value) for name, values in request.GET.lists() for value in values if name != "what"],
        "view_count": view.customers.count(),
        "view_columns": len(view.columns),
        "all_count": customers.count(),
        "back": f"{reverse('customers:list')}?{request.GET.urlencode()}",
    }
    return dialog(request, "Export customers", "portal/_export.html", context)


def _chosen(request: ScopedRequest) -> Export:
    customers = Customer.objects.visible_to(request.scope)
    return all_customers(customers) if request.GET.get("what") == "all" else this_view(request, customers)


@screen("customers.view")
def export_csv(request: ScopedRequest) -> StreamingHttpResponse:
    """The file itself, written while it is sent."""
    reseller, chosen = cast(Organization, request.scope.organization), _chosen(request)
    if request.method == "GET":
        record_export(reseller, rows=chosen.customers.count(), by=request.user)
    zone = ZoneInfo(reseller.time_zone)
    headers = {"Content-Disposition": f'attachment; filename="{chosen.filename(zone)}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(chosen.file(zone), content_type="text/csv; charset=utf-8", headers=headers)
