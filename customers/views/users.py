"""A customer's people: adding them, and what is done with one of them."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from reseller_portal.lib.htmx import dialog, done
from reseller_portal.lib.tables import whole_number

from .. import people
from ..access import ScopedRequest, screen
from ..actions.form_keys import make_once
from ..actions.users import add_user
from ..forms.fields import refusals_in
from ..forms.people import PersonForm
from ..models import Customer, Organization, User

PAGE = 50
CHANGED = "users-changed"


def people_of(request: ScopedRequest, customer: Organization) -> dict[str, Any]:
    """The users of a customer, in the order they were added, each with its menu."""
    found = User.objects.visible_to(request.scope).filter(organization=customer).order_by("id")
    page = Paginator(found, PAGE).get_page(max(1, whole_number(request.GET.get("page"), 1)))
    may_change = request.scope.may("customers.change")
    for person in page.object_list:
        person.organization = customer  # the same for all: not asked for again
    rows = [(person, people.entries(person) if may_change else []) for person in page.object_list]
    return {"panel": "customers/_users.html", "people": rows, "page": page}


def _add(request: ScopedRequest, customer: Organization, form: PersonForm) -> User:
    given = {name: form.cleaned_data[name] for name in ("email", "first_name", "last_name", "level")}
    # A disabled customer's link would lead nowhere. It can be mailed later from the user's menu.
    make = partial(add_user, customer, **given, invite=customer.is_active, by=request.user)
    return make_once(User, form.cleaned_data["key"], form=f"user of {customer.pk}", make=make, by=request.user)[0]


@screen("customers.change", "POST")
def new_user(request: ScopedRequest, pk: int) -> HttpResponse:
    """Add somebody to a customer and mail a link to set a password."""
    customer = get_object_or_404(Customer.objects.visible_to(request.scope), pk=pk)
    to = reverse("customers:users", args=[pk])
    form = PersonForm(request.POST if request.method == "POST" else None, customer=customer)
    if form.is_valid():
        with refusals_in(form):
            user = _add(request, customer, form)
            mailed = f"A link was mailed to {user.email}" if customer.is_active else "No link was mailed yet"
            return done(request, f"{user} was added. {mailed}", to=to, event=CHANGED)
    context = {"customer": customer, "form": form, "back": to}
    return dialog(request, "Add user", "customers/_new_user.html", context, status=422 if form.errors else 200)


@screen("customers.change", "POST")
def change_user(request: ScopedRequest, pk: int, user_pk: int, noun: str) -> HttpResponse:
    """Say what a change of one user does, and do it."""
    customer = get_object_or_404(Customer.objects.visible_to(request.scope), pk=pk)
    ours = User.objects.visible_to(request.scope).select_related("organization__owner").filter(organization=customer)
    person, change = get_object_or_404(ours, pk=user_pk), people.BY_NOUN[noun]
    to = reverse("customers:users", args=[pk])
    form = change.form(request.POST if request.method == "POST" else None, user=person)
    if form.is_valid():
        with refusals_in(form):
            text = change.said(change.done, person)
            change.act(person, **change.facts_of(form), by=request.user)
            return done(request, text, to=to, event=CHANGED)
    context = {"customer": customer, "person": person, "change": change, "form": form, "back": to,
               "facts": change.facts(person), "address": request.path}  # fmt: skip
    heading, status = change.said(change.heading, person), 422 if form.errors else 200
    return dialog(request, heading, "customers/_user_change.html", context, status=status)
