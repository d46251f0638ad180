"""Disable and Enable: who of a customer may come in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from reseller_portal.lib.htmx import dialog, done

from ..access import ScopedRequest, screen
from ..actions.organizations import disable_organization, enable_organization
from ..models import Customer


@dataclass(frozen=True)
class StatusChange:
    """One way of changing a customer's status, and what is said afterwards."""

    label: str
    part: str  # the template that says what it does
    act: Callable[..., Any]
    done: str
    already: str  # where there was nothing to do


DISABLING = StatusChange(
    "Disable", "customers/_suspension.html", disable_organization, "was disabled", "was disabled already"
)
ENABLING = StatusChange("Enable", "customers/_enabling.html", enable_organization, "was enabled", "is active already")


@screen("customers.change", "POST")
def change_status(request: ScopedRequest, pk: int, change: StatusChange) -> HttpResponse:
    """Say what disabling or enabling does, and do it."""
    customer = get_object_or_404(Customer.objects.visible_to(request.scope), pk=pk)
    to = reverse("customers:detail", args=[pk])
    if request.method == "POST":
        before = customer.is_active
        after = change.act(customer, by=request.user).is_active
        said = change.already if after == before else change.done
        return done(request, f"{customer} {said}", to=to, event="customers-changed")
    return dialog(request, f"{change.label} {customer}", change.part, {"customer": customer, "back": to})
