"""When a reseller and its customers are mailed that credits run low."""

from typing import cast

from django.http import HttpResponse
from django.urls import reverse

from customers.access import ScopedRequest, screen
from customers.forms.fields import refusals_in
from customers.models import Organization
from reseller_portal.lib.htmx import dialog, leave

from ..actions.thresholds import set_thresholds
from ..forms import ThresholdsForm
from ..thresholds import lines_for


@screen("credits.move", "POST")
def set_alerts(request: ScopedRequest) -> HttpResponse:
    """Set the two lines; where they stand is the page of the pool."""
    reseller, to = cast(Organization, request.scope.organization), reverse("credits:pool")
    first, second = lines_for(reseller)
    sent = request.POST if request.method == "POST" else None
    form = ThresholdsForm(sent, initial={"first": first, "second": second})
    if form.is_valid():
        with refusals_in(form):
            given = form.cleaned_data
            set_thresholds(reseller, first=given["first"], second=given["second"], by=request.user)
            text = f"Low credits are mailed below {given['first']} % and {given['second']} %"
            return leave(request, text, to=to)
    context = {"form": form, "back": to}
    return dialog(request, "Low credits", "credits/_thresholds.html", context, status=422 if form.errors else 200)
