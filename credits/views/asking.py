"""Asking the platform for more credits."""

from functools import partial
from typing import cast

from django.http import HttpResponse
from django.urls import reverse

from customers.access import ScopedRequest, screen
from customers.actions.form_keys import make_once
from customers.forms.fields import refusals_in
from customers.models import Organization
from reseller_portal.lib.htmx import dialog, leave

from .. import wording
from ..actions.asking import ask_for_credits
from ..forms import AskingForm
from ..models import CreditAsking


@screen("credits.move", "POST")
def ask(request: ScopedRequest) -> HttpResponse:
    """Ask for credits; the answer stands on the page of the pool."""
    form, to = AskingForm(request.POST if request.method == "POST" else None), reverse("credits:pool")
    if form.is_valid():
        with refusals_in(form):
            given = form.cleaned_data
            reseller = cast(Organization, request.scope.organization)
            make = partial(ask_for_credits, reseller, amount=given["amount"], note=given["note"], by=request.user)
            make_once(CreditAsking, given["key"], form="ask for credits", make=make, by=request.user)
            return leave(request, f"You asked for {wording.quantity(given['amount'])}", to=to)
    context = {"form": form, "back": to}
    return dialog(request, "Ask for more credits", "credits/_asking.html", context, status=422 if form.errors else 200)
