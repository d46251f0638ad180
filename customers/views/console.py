"""The console: what a customer's people see."""

from django.http import HttpResponse
from django.shortcuts import render

from reseller_portal.lib.meters import Meter

from ..access import ScopedRequest, screen
from ..actions.addresses import unproved_address
from ..models import Customer


@screen("console.view")
def console(request: ScopedRequest) -> HttpResponse:
    """The user's own organization."""
    customer = Customer.objects.visible_to(request.scope).with_credits().select_related("tenant").get()
    meter = Meter(customer.available, customer.reserved, customer.used)
    context = {"customer": customer, "meter": meter, "unproved": unproved_address(request.user)}
    return render(request, "customers/console.html", context)
