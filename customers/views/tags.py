"""Tags: set on one customer, and the page where they are made, renamed and deleted."""

from functools import partial
from typing import cast

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from reseller_portal.lib.htmx import answer, dialog, done

from ..access import ScopedRequest, screen
from ..actions.form_keys import make_once
from ..actions.tags import create_tag, delete_tag, set_tags, update_tag
from ..forms.fields import refusals_in
from ..forms.tags import TagForm, TagsForm
from ..models import Customer, CustomerTag, Organization, Tag


@screen("customers.change", "POST")
def customer_tags(request: ScopedRequest, pk: int) -> HttpResponse:
    """Which tags a customer has."""
    customer = get_object_or_404(Customer.objects.visible_to(request.scope), pk=pk)
    offered = list(Tag.objects.visible_to(request.scope).by_name())
    on_it = CustomerTag.objects.visible_to(request.scope).filter(organization=customer)
    had = list(on_it.order_by("tag").values_list("tag", flat=True))
    form = TagsForm(request.POST if request.method == "POST" else None, offered=offered, had=had)
    to = reverse("customers:detail", args=[pk])
    if form.is_valid():
        with refusals_in(form):
            tags = set_tags(customer, **form.facts, by=request.user)
            said = f"{customer} has {len(tags)} tag{'s' * (len(tags) != 1)}" if tags else f"{customer} has no tags"
            return done(request, said, to=to, event="customers-changed")
    context = {"customer": customer, "form": form, "back": to}
    status = 422 if form.errors else 200
    return dialog(request, f"Tags of {customer}", "customers/_tags_form.html", context, status=status)


@screen("customers.view")
def tags(request: ScopedRequest) -> HttpResponse:
    """Every tag of the reseller, with the number of customers that have it."""
    listed = Tag.objects.visible_to(request.scope).with_customers().by_name()
    context = {"tags": listed, "may_change": request.scope.may("customers.change")}
    return answer(request, "customers/tags.html", "customers/_tags.html", context)


def _saved(request: ScopedRequest, text: str) -> HttpResponse:
    return done(request, text, to=reverse("customers:tags"), event="tags-changed")


def _tag_dialog(request: ScopedRequest, heading: str, form: TagForm, button: str) -> HttpResponse:
    context = {"form": form, "button": button, "back": reverse("customers:tags"), "address": request.path}
    return dialog(request, heading, "customers/_tag_form.html", context, status=422 if form.errors else 200)


@screen("customers.change", "POST")
def new_tag(request: ScopedRequest) -> HttpResponse:
    """Make a tag."""
    form = TagForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            given = form.cleaned_data
            reseller = cast(Organization, request.scope.organization)
            facts = {"name": given["name"], "colour": given["colour"]}
            make = partial(create_tag, reseller, **facts, by=request.user)
            make_once(Tag, given["key"], form="new tag", make=make, by=request.user)
            return _saved(request, f"The tag {given['name']} was created")
    return _tag_dialog(request, "New tag", form, "Create")


@screen("customers.change", "POST")
def tag(request: ScopedRequest, tag_pk: int) -> HttpResponse:
    """Rename or recolour a tag."""
    found = get_object_or_404(Tag.objects.visible_to(request.scope), pk=tag_pk)
    opened = {"name": found.name, "colour": found.colour}
    form = TagForm(request.POST if request.method == "POST" else None, initial=opened)
    if form.is_valid():
        with refusals_in(form):
            given = form.cleaned_data
            update_tag(found, name=given["name"], colour=given["colour"], by=request.user)
            return _saved(request, f"The tag {given['name']} was saved")
    return _tag_dialog(request, f"Change {opened['name']}", form, "Save")


@screen("customers.change", "POST")
def tag_deletion(request: ScopedRequest, tag_pk: int) -> HttpResponse:
    """Say how many customers have a tag, and delete it."""
    found = get_object_or_404(Tag.objects.visible_to(request.scope).with_customers(), pk=tag_pk)
    if request.method == "POST":
        delete_tag(found, by=request.user)
        return _saved(request, f"The tag {found} was deleted")
    context = {"tag": found, "back": reverse("customers:tags"), "address": request.path}
    return dialog(request, f"Delete {found}", "customers/_tag_deletion.html", context)
