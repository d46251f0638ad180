"""Disable and Enable: who of a customer may come in; and the hold of a disabled one's deletion."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import formats

from reseller_portal.lib.htmx import dialog, done

from ..access import ScopedRequest, screen
from ..actions.organizations import disable_organization, enable_organization
from ..actions.suspensions import call_off_disabling, hold_deletion, release_hold, schedule_disabling
from ..countdown import DISABLED, HELD, SCHEDULED, standing_of
from ..errors import Refused
from ..forms.fields import refusals_in
from ..forms.suspensions import HoldForm, SuspensionForm
from ..models import Customer, Organization


@dataclass(frozen=True)
class StatusChange:
    """One way of changing how a customer stands, and what is said afterwards; {} is its name."""

    heading: str
    part: str  # the template that says what it does
    act: Callable[..., Any]
    of: tuple[str, ...]  # how it has to stand
    done: str
    already: str  # where there was nothing to do


ENABLING = StatusChange(
    "Enable {}", "customers/_enabling.html", enable_organization, (DISABLED, HELD), "{} was enabled", "{} is active already"
)  # fmt: skip
CALLING_OFF = StatusChange(
    "Keep {} active", "customers/_calling_off.html", call_off_disabling, (SCHEDULED,), "{} stays active",
    "{} has no day on which it is disabled",
)  # fmt: skip
RELEASING = StatusChange(
    "Release hold of {}", "customers/_releasing.html", release_hold, (HELD,), "The hold of {} was released",
    "{} is not on hold",
)  # fmt: skip


def _customer(request: ScopedRequest, pk: int) -> Organization:
    return get_object_or_404(Customer.objects.visible_to(request.scope).select_related("suspension"), pk=pk)


def _said(request: ScopedRequest, customer: Organization, text: str) -> HttpResponse:
    to = reverse("customers:detail", args=[customer.pk])
    return done(request, text.format(customer), to=to, event="customers-changed")


def _shown(request: ScopedRequest, customer: Organization, heading: str, part: str, **context: Any) -> HttpResponse:
    stands, form = standing_of(customer), context.get("form")
    facts = {"customer": customer, "state": stands.state, "until": stands.sentence, **context}
    facts["back"] = reverse("customers:detail", args=[customer.pk])
    return dialog(request, heading.format(customer), part, facts, status=422 if form and form.errors else 200)


@screen("customers.change", "POST")
def change_status(request: ScopedRequest, pk: int, change: StatusChange) -> HttpResponse:
    """Say what enabling, calling off or releasing does, and do it."""
    customer = _customer(request, pk)
    possible = standing_of(customer).state in change.of
    if request.method == "POST":
        try:
            if possible:
                change.act(customer, by=request.user)
        except Refused as refused:  # deleted, or changed by somebody else, a moment ago
            raise Http404 from refused
        return _said(request, customer, change.done if possible else change.already)
    return _shown(request, customer, change.heading, change.part, possible=possible)


@screen("customers.change", "POST")
def suspension(request: ScopedRequest, pk: int) -> HttpResponse:
    """Say what disabling does, and do it, now or on a day to come."""
    customer = _customer(request, pk)
    form = SuspensionForm(request.POST if request.method == "POST" else None, customer=customer)
    if request.method == "POST" and not customer.is_active:
        return _said(request, customer, "{} was disabled already")
    if form.is_valid():
        with refusals_in(form):
            given, day = form.facts_of(), form.cleaned_data["on"]
            (schedule_disabling if day else disable_organization)(customer, **given, by=request.user)
            return _said(request, customer, _disabled_on(day) if day else "{} was disabled")
    return _shown(request, customer, "Disable {}", "customers/_suspension.html", form=form)


def _disabled_on(day: Any) -> str:
    return f"{{}} will be disabled on {formats.date_format(day)}"


@screen("customers.change", "POST")
def hold(request: ScopedRequest, pk: int) -> HttpResponse:
    """Ask why, and stop the clock of a disabled customer's deletion."""
    customer = _customer(request, pk)
    form = HoldForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            hold_deletion(customer, **form.cleaned_data, by=request.user)
            return _said(request, customer, "The deletion of {} is on hold")
    return _shown(request, customer, "Hold deletion of {}", "customers/_hold.html", form=form)
