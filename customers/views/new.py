"""New customer: the quick create, a modal over the list and a page of its own."""

from functools import partial
from typing import cast

from django.http import HttpResponse
from django.urls import reverse

from reseller_portal.lib.htmx import dialog, done

from ..access import ScopedRequest, screen
from ..actions.customers import create_customer_with_owner
from ..actions.form_keys import make_once
from ..actions.organizations import create_customer
from ..forms.customers import NewCustomerForm
from ..forms.fields import refusals_in
from ..models import Organization


def _create(request: ScopedRequest, form: NewCustomerForm) -> Organization:
    given = form.cleaned_data
    create = create_customer_with_owner if given["invite"] else create_customer
    facts = {name: given[name] for name in ("name", "email", "phone")}
    reseller = cast(Organization, request.scope.organization)
    make = partial(create, reseller, **facts, by=request.user)
    return make_once(Organization, given["key"], form="new customer", make=make, by=request.user)[0]


@screen("customers.change", "POST")
def new_customer(request: ScopedRequest) -> HttpResponse:
    """Create a customer from a name and an email address, and invite its owner."""
    form = NewCustomerForm(request.POST if request.method == "POST" else None)
    to = reverse("customers:list")
    if form.is_valid():
        with refusals_in(form):
            made = _create(request, form)
            link = reverse("customers:detail", args=[made.pk])
            return done(request, f"{made} was created", to=to, event="customers-changed", link=link)
    context = {"form": form, "back": to}
    return dialog(request, "New customer", "customers/_new.html", context, status=422 if form.errors else 200)
