"""The customer list."""

from datetime import date
from functools import partial
from typing import Any, cast

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from reseller_portal.lib.htmx import answer
from reseller_portal.lib.tables import PAGE_SIZES, address, listing

from ..access import ScopedRequest, screen
from ..filters import CustomerFilter
from ..menu import ANY_ID, entries
from ..meters import USE, meters, today_of
from ..models import Customer, Organization
from ..rows import READS, presenter
from ..tables import CustomerTable

MENU_STATES = ("active", "disabled")


def _use_of(customers: Any, today: date, ids: list[int]) -> dict[int, dict[str, Any]]:
    """What the meters of a page say about time, by ID: one question, whatever all of the rows are sorted by."""
    return {row["id"]: row for row in customers.filter(pk__in=ids).with_use(today).values("id", *USE)}


@screen("customers.view")
def customer_list(request: ScopedRequest) -> HttpResponse:
    """Every customer of the reseller, found, narrowed, sorted and paged by the address."""
    customers = Customer.objects.visible_to(request.scope)
    reseller = cast(Organization, request.scope.organization)
    today = today_of(reseller)
    narrowed = CustomerFilter(request, customers.with_credits())
    present = presenter(reseller.currency, meter=meters(today), may_move=request.scope.may("credits.move"))
    use = partial(_use_of, customers, today)
    table = listing(request, CustomerTable, narrowed.qs, folder="customers", reads=READS, present=present, beside=use)
    everyone = None if narrowed.is_narrowed else table.page.paginator.count
    context = {
        "table": table,
        "filter": narrowed,
        "page_sizes": PAGE_SIZES,
        "menus": {s: entries(request.scope, pk=ANY_ID, email="", active=s == "active") for s in MENU_STATES},
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
    customer = get_object_or_404(Customer.objects.visible_to(request.scope), pk=pk)
    listed = entries(request.scope, pk=customer.pk, email=customer.email or "", active=customer.is_active)
    return render(request, "customers/actions.html", {"customer": customer, "entries": listed})
