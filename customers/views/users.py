"""An organization's people: adding them, and what is done with one of them.

A customer's Users tab, the reseller's team and the console's Users are these views; `people.Place` says what differs.
"""

from functools import partial
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from reseller_portal.lib.htmx import dialog, done, leave
from reseller_portal.lib.tables import whole_number

from .. import people
from ..access import ScopedRequest, screen
from ..actions.form_keys import make_once
from ..actions.users import add_user
from ..forms.fields import refusals_in
from ..forms.people import PersonForm
from ..models import Customer, Organization, User
from ..people import CUSTOMER, Place

PAGE = 50
CHANGED = "users-changed"
ALREADY = {"deactivation": False, "reactivation": True}  # what is_active is where there is nothing to do


def organization_at(request: ScopedRequest, place: Place, pk: int | None, *, permission: str) -> Organization:
    """Whose people or tokens are asked for: the asker's own organization or a customer. 403 first, then 404."""
    if not request.scope.may(permission):
        raise PermissionDenied
    if place.own:
        return cast(Organization, request.scope.organization)
    return get_object_or_404(Customer.objects.visible_to(request.scope), pk=pk)


def people_of(request: ScopedRequest, organization: Organization, place: Place = CUSTOMER) -> dict[str, Any]:
    """The users of an organization, in the order they were added, each with its menu."""
    found = User.objects.visible_to(request.scope).filter(organization=organization).order_by("id")
    page = Paginator(found, PAGE).get_page(max(1, whole_number(request.GET.get("page"), 1)))
    may_change = request.scope.may(place.changes)
    for person in page.object_list:
        person.organization = organization  # the same for all: not asked for again
    menu = partial(people.entries, by=request.user, place=place)
    rows = [(person, menu(person, organization) if may_change else []) for person in page.object_list]
    return {
        "panel": "customers/_users.html",
        "organization": organization,
        "people": rows,
        "page": page,
        "place": place,
        "people_url": place.list_url(organization),
        "add_url": place.adding_url(organization) if may_change else "",
    }


def trail(organization: Organization, place: Place) -> list[tuple[str, str]]:
    """What stands above a dialog that is a page of its own."""
    if place.own:
        return [(place.title, place.list_url(organization))]
    detail = reverse("customers:detail", args=[organization.pk])
    return [("Customers", reverse("customers:list")), (organization.name, detail)]


def _add(request: ScopedRequest, organization: Organization, form: PersonForm) -> User:
    given = {name: form.cleaned_data[name] for name in ("email", "first_name", "last_name", "level")}
    # A disabled customer's link would lead nowhere. It can be mailed later from the user's menu.
    make = partial(add_user, organization, **given, invite=organization.is_active, by=request.user)
    return make_once(User, form.cleaned_data["key"], form=f"user of {organization.pk}", make=make, by=request.user)[0]


@screen(None, "POST")
def new_user(request: ScopedRequest, place: Place, pk: int | None = None) -> HttpResponse:
    """Add somebody to an organization and mail a link to set a password."""
    organization = organization_at(request, place, pk, permission=place.changes)
    to = place.list_url(organization)
    form = PersonForm(request.POST if request.method == "POST" else None, organization=organization)
    if form.is_valid():
        with refusals_in(form):
            user = _add(request, organization, form)
            mailed = f"A link was mailed to {user.email}" if organization.is_active else "No link was mailed yet"
            return done(request, f"{user} was added. {mailed}", to=to, event=CHANGED)
    context = {"organization": organization, "trail": trail(organization, place), "form": form, "back": to,
               "address": request.path}  # fmt: skip
    return dialog(request, f"Add {place.noun}", "customers/_new_user.html", context, status=422 if form.errors else 200)


def _changed(request: ScopedRequest, person: User, place: Place, text: str) -> HttpResponse:
    to = place.list_url(cast(Organization, person.organization))
    if person.pk == request.user.pk:
        # With another level the page beneath may not be theirs any more.
        return leave(request, text, to=reverse("portal:home"))
    return done(request, text, to=to, event=CHANGED)


@screen(None, "POST")
def change_user(request: ScopedRequest, user_pk: int, noun: str, place: Place, pk: int | None = None) -> HttpResponse:
    """Say what a change of one user does, and do it."""
    organization = organization_at(request, place, pk, permission=place.changes)
    ours = User.objects.visible_to(request.scope).select_related("organization__owner")
    person = get_object_or_404(ours.filter(organization=organization), pk=user_pk)
    change = people.BY_NOUN[noun]
    form = change.form(request.POST if request.method == "POST" else None, user=person)
    if form.is_valid():
        with refusals_in(form):
            text = change.said(change.done, person)
            if ALREADY.get(noun) is person.is_active:
                text = f"Nothing was changed for {person}"
            change.act(person, **change.facts_of(form), by=request.user)
            return _changed(request, person, place, text)
    context = {"trail": trail(organization, place), "organization": organization, "change": change, "person": person,
               "form": form, "back": place.list_url(organization), "facts": change.facts(person),
               "button": change.said(change.button, person), "address": request.path}  # fmt: skip
    heading, status = change.said(change.heading, person), 422 if form.errors else 200
    return dialog(request, heading, "customers/_user_change.html", context, status=status)
