"""The customer list."""

from functools import partial
from typing import cast

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from reseller_portal.lib.htmx import answer
from reseller_portal.lib.tables import PAGE_SIZES, address, listing

from .. import columns
from ..access import ScopedRequest, screen
from ..actions.columns import choose_rows
from ..countdown import STATES, standing_of
from ..filters import CustomerFilter
from ..menu import ANY_ID, entries
from ..meters import meters, today_of
from ..models import Customer, Organization
from ..rows import Rows
from ..tables import CustomerTable


def _rows(request: ScopedRequest, shown: tuple[str, ...]) -> Rows:
    reseller = cast(Organization, request.scope.organization)
    today = today_of(reseller)
    return Rows(
        shown,
        currency=reseller.currency,
        today=today,
        meter=meters(today),
        may_move=request.scope.may("credits.move"),
        scope=request.scope,
        narrowed=lambda tag: address(request, tag=str(tag)),
    )


@screen("customers.view")
def customer_list(request: ScopedRequest) -> HttpResponse:
    """Every customer of the reseller, found, narrowed, sorted and paged by the address."""
    customers, shown = Customer.objects.visible_to(request.scope), columns.chosen(request.user)
    narrowed = CustomerFilter(request, columns.with_columns(customers, shown, request))
    table = listing(
        request,
        CustomerTable,
        narrowed.qs,
        folder="customers",
        columns=shown,
        reads=columns.reads(shown),
        present=_rows(request, shown),
        kept_size=request.user.rows_per_page,
    )
    if table.page_size != request.user.rows_per_page:
        choose_rows(request.user, rows=table.page_size, by=request.user)
    everyone = None if narrowed.is_narrowed else table.page.paginator.count
    context = {
        "table": table,
        "filter": narrowed,
        "fits": set(shown) <= set(columns.DEFAULT),
        "page_sizes": PAGE_SIZES,
        "menus": {state: entries(request.scope, pk=ANY_ID, email="", state=state) for state in STATES},
        "may_change": request.scope.may("customers.change"),
        "totals": partial(customers.totals, everyone),  # asked for by the page only
        "address": address(request),
    }
    response = answer(request, "customers/list.html", "customers/_table.html", context)
    if request.htmx.trigger == "narrowing":
        response.headers["HX-Push-Url"] = address(request)  # without the parameters that a form sends empty
    return response


@screen("customers.view")
def actions(request: ScopedRequest, pk: int) -> HttpResponse:
    """What can be done with a customer, as a page: where the three dots lead without scripts."""
    customer = get_object_or_404(Customer.objects.visible_to(request.scope).select_related("suspension"), pk=pk)
    listed = entries(request.scope, pk=customer.pk, email=customer.email or "", state=standing_of(customer).state)
    return render(request, "customers/actions.html", {"customer": customer, "entries": listed})
