"""Metrics by their code, as reports and transcriptions name them."""

from customers.errors import Refused

from .actions.metrics import all_metrics
from .models import Metric


def metric_of(code: str) -> Metric:
    """The metric of a code; the built-in ones are made on first need. Raises Refused, field "metric", for any other."""
    if metric := all_metrics().get(code):
        return metric
    raise Refused("There is no such metric.", field="metric")
