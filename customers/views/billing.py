"""The Subscription tab. Plans are still to come; the billing details are here."""

from django.http import HttpResponse

from .. import facts
from ..access import ScopedRequest, screen
from ..models import BillingDetails
from .detail import customer_or_404, show


@screen("customers.view")
def subscription(request: ScopedRequest, pk: int) -> HttpResponse:
    """Whom a customer's invoices are for."""
    customer = customer_or_404(request, pk)
    billing = BillingDetails.objects.visible_to(request.scope).filter(organization=customer).first()
    country = facts.country_names().get(billing.country, billing.country) if billing else ""
    context = {"panel": "customers/_subscription.html", "billing": billing, "country": country}
    return show(request, customer, "subscription", context)
