"""The console: what a customer's people see."""

from typing import cast

from django.http import HttpResponse
from django.shortcuts import render

from ..access import ScopedRequest, screen
from ..meters import meters, today_of
from ..models import Customer, Organization


@screen("console.view")
def console(request: ScopedRequest) -> HttpResponse:
    """The user's own organization."""
    today = today_of(cast(Organization, request.scope.organization))
    own = Customer.objects.visible_to(request.scope).with_credits().with_use(today)
    customer = own.select_related("tenant").get()
    context = {
        "customer": customer,
        "meter": meters(today)(vars(customer)),
        "may_see_history": request.scope.may("console.billing"),
    }
    return render(request, "customers/console.html", context)
