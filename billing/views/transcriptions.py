"""Transcriptions: a customer's tab and the page of its own console, and the details of one, live while it is running.

What polls sends `seen`, the mark of what it shows, and is answered 204 while that is the same.
"""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from credits.views.history import own_customer
from customers.access import ScopedRequest, screen
from customers.models import Organization
from customers.roles import Role
from customers.scope import Scope
from customers.views.detail import customer_or_404, show
from reseller_portal.lib.htmx import answer, dialog, wants_fragment
from reseller_portal.lib.tables import address, whole_number

from ..filters import TranscriptionFilter
from ..transcriptions import details_of, page_of, transcriptions_of

DOCS = "/api/docs"
UNCHANGED = 204


def new_token_url(scope: Scope, customer: Organization) -> str:
    """Where the asker makes a token for this customer, so that its product can report; nothing where it may not."""
    if scope.role == Role.RESELLER:
        return reverse("customers:new_token", args=[customer.pk]) if scope.may("customers.change") else ""
    return reverse("customers:new_console_token") if scope.may("console.tokens") else ""


def _listed(request: ScopedRequest, customer: Organization, here: str) -> dict[str, Any]:
    """What the table shows, and where its links lead."""
    before = whole_number(request.GET.get("before"), 0)
    narrowed = TranscriptionFilter(request, transcriptions_of(request.scope, customer))
    kept = request.GET.copy()
    for name in ("before", "seen"):
        kept.pop(name, None)
    return {
        "panel": "billing/_transcriptions.html",
        "history": page_of(narrowed.qs, before=before),
        "filter": narrowed,
        "before": before,
        "address": here,
        "query": kept.urlencode(),
        "docs": DOCS,
        "new_token_url": new_token_url(request.scope, customer),
    }


def _is_seen(request: ScopedRequest, seen: str) -> bool:
    return wants_fragment(request) and request.GET.get("seen") == seen


def _named(request: ScopedRequest, response: HttpResponse) -> HttpResponse:
    """The address without the parameters that a form sends empty, unless only a part of the page was asked for again."""
    if request.htmx and "seen" not in request.GET:
        response.headers["HX-Push-Url"] = address(request)
    return response


@screen("customers.view")
def customer_transcriptions(request: ScopedRequest, pk: int) -> HttpResponse:
    """The Transcriptions tab of a customer."""
    customer = customer_or_404(request, pk)
    listed = _listed(request, customer, reverse("billing:transcriptions", args=[pk]))
    if _is_seen(request, listed["history"].seen):
        return HttpResponse(status=UNCHANGED)
    return _named(request, show(request, customer, "transcriptions", listed))


@screen("console.view")
def console_transcriptions(request: ScopedRequest) -> HttpResponse:
    """The same of the asker's own organization, in its console."""
    listed = _listed(request, own_customer(request), reverse("billing:console_transcriptions"))
    if _is_seen(request, listed["history"].seen):
        return HttpResponse(status=UNCHANGED)
    return _named(request, answer(request, "billing/transcriptions.html", "billing/_transcriptions.html", listed))


def _details(
    request: ScopedRequest, customer: Organization, pk: int, *, lines: str, trail: list[tuple[str, str]]
) -> HttpResponse:
    """One of this customer's. `lines` is the address of its movements of credits, for those who may see them."""
    found = transcriptions_of(request.scope, customer).select_related("reservation")
    details = details_of(request.scope, get_object_or_404(found, pk=pk))
    if _is_seen(request, details.seen):
        return HttpResponse(status=UNCHANGED)
    context = {
        "details": details,
        "transcription": details.transcription,
        "lines": lines,
        "trail": trail,
        "back": trail[-1][1],
        "address": request.path,
    }
    if "seen" in request.GET and wants_fragment(request):
        return answer(request, "dialog.html", "billing/_transcription_facts.html", context)
    return dialog(request, str(details.transcription), "billing/_transcription.html", context)


@screen("customers.view")
def customer_transcription(request: ScopedRequest, pk: int, transcription_pk: int) -> HttpResponse:
    """Steps, times and cost of a customer's transcription."""
    customer = customer_or_404(request, pk)
    here = reverse("billing:transcriptions", args=[pk])
    trail = [("Customers", reverse("customers:list")), (customer.name, here)]
    lines = reverse("credits:history", args=[pk])
    return _details(request, customer, transcription_pk, lines=lines, trail=trail)


@screen("console.view")
def console_transcription(request: ScopedRequest, transcription_pk: int) -> HttpResponse:
    """The same of the asker's own organization."""
    trail = [("Transcriptions", reverse("billing:console_transcriptions"))]
    lines = reverse("credits:console")
    return _details(request, own_customer(request), transcription_pk, lines=lines, trail=trail)
