"""The dashboard of a reseller."""

from typing import Any, cast

from django.http import HttpResponse

from billing.measures import measures
from billing.models.metrics import HOURS
from billing.spans import PRESETS, USUAL, Span
from customers.access import ScopedRequest, screen
from customers.meters import today_of
from customers.models import Customer, Organization
from customers.scope import Scope

from ..dashboard import needs, panels, tiles
from ..lib.htmx import answer
from ..lib.tables import address, whole_number


def _filled(scope: Scope, span: Span, totals: dict[str, int]) -> dict[str, Any]:
    used, hours = tiles.read(scope, span), measures()[HOURS]
    first = [tiles.customers(scope, span, totals), tiles.hours(used, hours), tiles.pool(scope), tiles.seats(scope)]
    return {
        "tiles": [tile for tile in first if tile],
        "chart": tiles.chart(used, hours),
        "needs": needs.needs(scope, span.last),
        "running_low": panels.running_low(scope, span.last),
        "newest": panels.newest(scope, span.last),
        "top": panels.top(scope, span),
        "transcribed": panels.transcribed(scope),
    }


@screen("customers.view")
def dashboard(request: ScopedRequest) -> HttpResponse:
    """How the reseller's customers do in the last 7, 30 or 90 days, and what needs somebody today."""
    asked = whole_number(request.GET.get("days"), USUAL)
    days = asked if asked in PRESETS else USUAL
    span = Span.latest(days, today_of(cast(Organization, request.scope.organization)))
    totals = Customer.objects.visible_to(request.scope).totals()
    context = {
        "span": span,
        "is_new": not totals["all"],
        "ranges": [
            {"label": f"{one} days", "url": address(request, days=str(one)), "current": one == days} for one in PRESETS
        ],
        "address": address(request),
        "may_change": request.scope.may("customers.change"),
        "may_move": request.scope.may("credits.move"),
        "may_see_credits": request.scope.may("credits.view"),
    }
    if totals["all"]:
        context |= _filled(request.scope, span, totals)
    return answer(request, "portal/dashboard.html", "portal/_dashboard.html", context)
