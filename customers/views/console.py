"""The console: what a customer's people see."""

from django.http import HttpResponse
from django.shortcuts import render

from ..access import ScopedRequest, screen
from ..models import Customer


@screen("console.view")
def console(request: ScopedRequest) -> HttpResponse:
    """The user's own organization."""
    customer = Customer.objects.visible_to(request.scope).select_related("tenant").get()
    return render(request, "customers/console.html", {"customer": customer})
