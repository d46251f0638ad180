"""The full form, "New customer account", and the form of all details: pages, since they are long."""

from functools import partial
from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from .. import facts
from ..access import ScopedRequest, screen
from ..actions.accounts import create_customer_account, save_account
from ..actions.form_keys import make_once
from ..errors import Conflict
from ..forms.account import AllDetailsForm, FullForm, carried_over
from ..forms.fields import refusals_in
from ..models import Organization
from .detail import customer_or_404, told


def _phone_note(given: dict[str, str]) -> str:
    """A word about a phone number of another country than the address: often right, sometimes a slip."""
    country, shares = given["country"], facts.phone_countries(given["phone"])
    if not country or not shares or country in shares:
        return ""
    return f" Its phone number is not one of {facts.country_names()[country]}: check it."


def _created(request: ScopedRequest, form: FullForm) -> HttpResponse:
    reseller = cast(Organization, request.scope.organization)
    password = form.cleaned_data["password"]
    make = partial(create_customer_account, reseller, given=form.account, password=password, by=request.user)
    made, _ = make_once(Organization, form.cleaned_data["key"], form="full form", make=make, by=request.user)
    text = f"{made} was created. {made.owner} can sign in now.{_phone_note(form.account)}"
    next_step = f"{reverse('credits:recharge', args=[made.pk])} Recharge credits"
    messages.success(request, text, extra_tags=next_step if request.scope.may("credits.move") else "")
    return redirect("customers:detail", pk=made.pk)


@screen("customers.change", "POST")
def create(request: ScopedRequest) -> HttpResponse:
    """Create a customer with everything, and an owner who can sign in at once.

    The quick create posts what was typed there, which opens the form with it and saves nothing: so it is in no address.
    """
    reseller = cast(Organization, request.scope.organization)
    if "carry" in request.POST:
        form = FullForm(reseller=reseller, initial=carried_over(request.POST))
    else:
        form = FullForm(request.POST if request.method == "POST" else None, reseller=reseller)
    if form.is_valid():
        with refusals_in(form):
            return _created(request, form)
    context = {"form": form, "back": reverse("customers:list")}
    return render(request, "customers/create.html", context, status=422 if form.errors else 200)


@screen("customers.change", "POST")
def edit(request: ScopedRequest, pk: int) -> HttpResponse:
    """Every detail of a customer and, where it has one, of its owner."""
    customer = customer_or_404(request, pk)
    form = AllDetailsForm(request.POST if request.method == "POST" else None, customer=customer)
    if form.is_valid():
        try:
            with refusals_in(form, besides=(Conflict,)):
                saved = save_account(customer, given=form.cleaned_data, opened_with=form.opened, by=request.user)
                note = _phone_note(form.cleaned_data) if {"phone", "country"} & set(saved.changed) else ""
                messages.success(request, f"{told(saved)}.{note}" if note else told(saved))
                return redirect("customers:detail", pk=pk)
        except Conflict as conflict:
            form.dispute(conflict)
    context = {"form": form, "customer": customer, "back": reverse("customers:detail", args=[pk])}
    return render(request, "customers/edit.html", context, status=422 if form.errors else 200)
