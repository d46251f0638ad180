"""The customer list."""

from django.http import HttpResponse

from reseller_portal.lib.htmx import answer
from reseller_portal.lib.tables import PAGE_SIZES, listing

from ..access import ScopedRequest, screen
from ..models import Customer
from ..tables import CustomerTable


@screen("customers.view")
def customer_list(request: ScopedRequest) -> HttpResponse:
    """Every customer of the reseller, sorted and paged by the address."""
    customers = Customer.objects.visible_to(request.scope)
    context = {
        "table": listing(request, CustomerTable, customers, folder="customers", context={}),
        "active_count": customers.active().count(),
        "page_sizes": PAGE_SIZES,
    }
    return answer(request, "customers/list.html", "customers/_table.html", context)
