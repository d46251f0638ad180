"""Delete: the dialog that says what goes with a customer, and the end of it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from billing.models import Transcription
from credits.actions.closing import refusal_to_close
from credits.holdings import meter
from customers.access import ScopedRequest, screen
from customers.errors import Refused
from customers.models import ApiToken, Customer, User

from ..deletion import delete_customer
from ..lib.htmx import dialog, done, leave, page_beneath


def _said(request: ScopedRequest, pk: int, text: str) -> HttpResponse:
    to = reverse("customers:list")
    # Its own pages are gone; a list stays where it is and asks for its rows again.
    was_inside = page_beneath(request).path.startswith(reverse("customers:detail", args=[pk]))
    return leave(request, text, to=to) if was_inside else done(request, text, to=to, event="customers-changed")


@screen("customers.delete", "POST")
def deletion(request: ScopedRequest, pk: int) -> HttpResponse:
    """Say what goes with a customer, and delete it for good."""
    customer = get_object_or_404(Customer.objects.visible_to(request.scope), pk=pk)
    refusal = ""
    if request.method == "POST":
        try:
            delete_customer(customer, by=request.user)
            return _said(request, pk, f"{customer} was deleted")
        except Refused as refused:
            refusal = refused.message
    tokens = ApiToken.objects.visible_to(request.scope).usable().filter(organization=customer)
    users = User.objects.visible_to(request.scope).filter(organization=customer)
    context = {
        "customer": customer,
        "users": users.exclude(accepted_at=None).count(),
        "invitations": users.filter(accepted_at=None).count(),
        "tokens": tokens.count(),
        "transcriptions": Transcription.objects.visible_to(request.scope).filter(organization=customer).count(),
        "credits": meter(customer).available,
        "refusal": refusal or refusal_to_close(customer),
        "back": reverse("customers:detail", args=[pk]),
    }
    return dialog(request, f"Delete {customer}", "portal/_deletion.html", context, status=422 if refusal else 200)
