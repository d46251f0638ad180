"""Notes about a customer: add, change, delete. They are shown by its page."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from reseller_portal.lib.htmx import dialog, done

from ..access import ScopedRequest, screen
from ..actions.form_keys import make_once
from ..actions.notes import add_note, change_note, delete_note
from ..forms.fields import refusals_in
from ..forms.notes import NoteForm
from ..models import Customer, Note, Organization


def _customer(request: ScopedRequest, pk: int) -> Organization:
    return get_object_or_404(Customer.objects.visible_to(request.scope), pk=pk)


def _note(request: ScopedRequest, customer: Organization, note_pk: int) -> Note:
    return get_object_or_404(Note.objects.visible_to(request.scope), pk=note_pk, organization=customer)


def _saved(request: ScopedRequest, customer: Organization, text: str) -> HttpResponse:
    return done(request, text, to=reverse("customers:detail", args=[customer.pk]), event="notes-changed")


def _note_dialog(request: ScopedRequest, customer: Organization, heading: str, form: NoteForm) -> HttpResponse:
    back = reverse("customers:detail", args=[customer.pk])
    context = {"customer": customer, "form": form, "back": back, "address": request.path}
    return dialog(request, heading, "customers/_note_form.html", context, status=422 if form.errors else 200)


@screen("customers.change", "POST")
def new_note(request: ScopedRequest, pk: int) -> HttpResponse:
    """Write a note about a customer."""
    customer = _customer(request, pk)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            given = form.cleaned_data
            make = partial(add_note, customer, text=given["text"], by=request.user)
            make_once(Note, given["key"], form=f"note about {pk}", make=make, by=request.user)
            return _saved(request, customer, "The note was added")
    return _note_dialog(request, customer, "Add note", form)


@screen("customers.change", "POST")
def note(request: ScopedRequest, pk: int, note_pk: int) -> HttpResponse:
    """Change a note, one's own or a colleague's."""
    customer = _customer(request, pk)
    found = _note(request, customer, note_pk)
    form = NoteForm(request.POST if request.method == "POST" else None, text=found.text)
    if form.is_valid():
        with refusals_in(form):
            given = form.cleaned_data
            change_note(found, text=given["text"], opened_with=given["opened"], by=request.user)
            return _saved(request, customer, "The note was saved")
    return _note_dialog(request, customer, "Change note", form)


@screen("customers.change", "POST")
def note_deletion(request: ScopedRequest, pk: int, note_pk: int) -> HttpResponse:
    """Ask, and delete a note."""
    customer = _customer(request, pk)
    found = _note(request, customer, note_pk)
    if request.method == "POST":
        delete_note(found, by=request.user)
        return _saved(request, customer, "The note was deleted")
    back = reverse("customers:detail", args=[pk])
    context = {"customer": customer, "note": found, "back": back, "address": request.path}
    return dialog(request, "Delete note", "customers/_note_deletion.html", context)
