"""Disable and Enable: who of a customer may come in."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from reseller_portal.lib.htmx import dialog, done

from ..access import ScopedRequest, screen
from ..actions.organizations import disable_organization, enable_organization
from ..models import Customer


def _said(request: ScopedRequest, customer: Customer, text: str) -> HttpResponse:
    to = reverse("customers:detail", args=[customer.pk])
    return done(request, f"{customer} {text}", to=to, event="customers-changed")


def _asked(request: ScopedRequest, customer: Customer, heading: str, part: str) -> HttpResponse:
    return dialog(
        request, heading, part, {"customer": customer, "back": reverse("customers:detail", args=[customer.pk])}
    )


@screen("customers.change", "POST")
def suspension(request: ScopedRequest, pk: int) -> HttpResponse:
    """Say what disabling does, and do it."""
    customer = get_object_or_404(Customer.objects.visible_to(request.scope), pk=pk)
    if request.method == "POST":
        was_active = customer.is_active
        disable_organization(customer, by=request.user)
        return _said(request, customer, "was disabled" if was_active else "was disabled already")
    return _asked(request, customer, f"Disable {customer}", "customers/_suspension.html")


@screen("customers.change", "POST")
def enabling(request: ScopedRequest, pk: int) -> HttpResponse:
    """Say what enabling does, and do it."""
    customer = get_object_or_404(Customer.objects.visible_to(request.scope), pk=pk)
    if request.method == "POST":
        was_active = customer.is_active
        enable_organization(customer, by=request.user)
        return _said(request, customer, "is active already" if was_active else "was enabled")
    return _asked(request, customer, f"Enable {customer}", "customers/_enabling.html")
