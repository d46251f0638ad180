"""The console: what a customer's people see."""

from django.http import HttpResponse
from django.shortcuts import render

from reseller_portal.lib.htmx import answer
from reseller_portal.lib.meters import Meter

from ..access import ScopedRequest, screen
from ..actions.addresses import unproved_address
from ..models import Customer
from ..people import CONSOLE
from .users import organization_at, people_of


@screen("console.view")
def console(request: ScopedRequest) -> HttpResponse:
    """The user's own organization."""
    customer = Customer.objects.visible_to(request.scope).with_credits().select_related("tenant").get()
    meter = Meter(customer.available, customer.reserved, customer.used)
    context = {"customer": customer, "meter": meter, "unproved": unproved_address(request.user)}
    return render(request, "customers/console.html", context)


@screen("console.users")
def users(request: ScopedRequest) -> HttpResponse:
    """Who of the organization can sign in: as the reseller's Users tab."""
    organization = organization_at(request, CONSOLE, None, permission=CONSOLE.sees)
    context = people_of(request, organization, CONSOLE)
    return answer(request, "customers/console_users.html", "customers/_users.html", context)
