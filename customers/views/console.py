"""The console: what a customer's people see."""

from typing import cast

from django.http import HttpResponse
from django.shortcuts import render

from reseller_portal.lib.htmx import answer

from ..access import ScopedRequest, screen
from ..actions.addresses import unproved_address
from ..meters import meters, today_of
from ..models import Customer, Organization
from ..people import CONSOLE
from .users import organization_at, people_of


@screen("console.view")
def console(request: ScopedRequest) -> HttpResponse:
    """The user's own organization."""
    today = today_of(cast(Organization, request.scope.organization))
    own = Customer.objects.visible_to(request.scope).with_credits().with_use(today)
    customer = own.select_related("tenant").get()
    context = {
        "customer": customer,
        "meter": meters(today)(vars(customer)),
        "unproved": unproved_address(request.user),
        "may_see_history": request.scope.may("console.billing"),
    }
    return render(request, "customers/console.html", context)


@screen("console.users")
def users(request: ScopedRequest) -> HttpResponse:
    """Who of the organization can sign in: as the reseller's Users tab."""
    organization = organization_at(request, CONSOLE, None, permission=CONSOLE.sees)
    context = people_of(request, organization, CONSOLE)
    return answer(request, "customers/console_users.html", "customers/_users.html", context)
