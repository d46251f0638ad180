"""The console's first page: what a customer's people see of their organization."""

from typing import Any, cast

from django.http import HttpResponse
from django.urls import reverse

from customers.access import ScopedRequest, screen
from customers.actions.addresses import unproved_address
from customers.meters import meters, today_of
from customers.models import Customer, Organization
from customers.scope import Scope
from reseller_portal.lib.htmx import answer, wants_fragment

from ..missions import Step, progress_of
from ..models.missions import Event
from ..overview import month_of
from ..transcriptions import latest_of, mark, state_of
from .transcriptions import DOCS, UNCHANGED, new_token_url


def _way(scope: Scope, step: Step) -> dict[str, Any]:
    """The button of an open mission; nothing where the asker may not press it."""
    if step.done_at:
        return {}
    match step.event:
        case Event.FIRST_TEAMMATE if scope.may("console.users"):
            return {"label": "Invite", "url": reverse("customers:new_colleague"), "dialog": True}
        case Event.FIRST_TOKEN if scope.may("console.tokens"):
            return {"label": "New token", "url": reverse("customers:new_console_token"), "dialog": True}
        case Event.FIRST_TRANSCRIPTION:
            return {"label": "Read how", "url": DOCS, "dialog": False}
    return {}


def _facts(scope: Scope) -> dict[str, Any]:
    """What the page shows of the organization, and the mark of it."""
    today = today_of(cast(Organization, scope.organization))
    own = Customer.objects.visible_to(scope).with_credits().with_use(today)
    customer = own.select_related("tenant").get()
    meter, month = meters(today)(vars(customer)), month_of(scope, customer, today)
    latest, progress = latest_of(scope, customer), progress_of(customer)
    return {
        "customer": customer,
        "meter": meter,
        "month": month,
        "latest": latest,
        "progress": progress,
        "missions": [(step, _way(scope, step)) for step in progress.steps],
        "seen": mark((meter.drawn(), month, [state_of(one) for one in latest], progress)),
    }


@screen("console.view")
def console(request: ScopedRequest) -> HttpResponse:
    """The asker's own organization; what polls sends the mark of what it shows, and is told nothing while it is the same."""
    facts = _facts(request.scope)
    if wants_fragment(request) and request.GET.get("seen") == facts["seen"]:
        return HttpResponse(status=UNCHANGED)
    context = {
        **facts,
        "unproved": unproved_address(request.user),
        "may_see_history": request.scope.may("console.billing"),
        "docs": DOCS,
        "new_token_url": new_token_url(request.scope, facts["customer"]),
        "address": reverse("billing:console_transcriptions"),
    }
    return answer(request, "billing/console.html", "billing/_overview.html", context)
