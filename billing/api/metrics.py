"""What may be reported, in which unit and at which price: for products that report it."""

from django.http import HttpResponse
from ninja import Router

from credits.api.shapes import written
from customers.api.asking import ApiRequest
from customers.api.operations import BOTH, operation
from reseller_portal.lib.representations import give_one

from ..actions.metrics import all_metrics
from .shapes import MetricsShape

router = Router(tags=["Usage"])
_PLAIN = ("code", "name", "unit", "base_unit", "base_per_unit", "per")


@operation(router, "GET", "/metrics", of=BOTH, gives=MetricsShape, tagged=True)
def list_metrics(request: ApiRequest) -> HttpResponse:
    """What usage can be reported of, by code, with its units and what it costs now."""
    rows = [
        {**{name: getattr(metric, name) for name in _PLAIN}, "price": written(metric.price)}
        for _, metric in sorted(all_metrics().items())
    ]
    return give_one(request, {"data": rows})
