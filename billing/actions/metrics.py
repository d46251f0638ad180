"""What staff set about metrics, and opening the built-in ones on first need."""

from typing import Any

from ..models import Metric
from ..models.metrics import HOURS, TRANSCRIPTIONS

# Without a row the prices are these: a credit for a minute, and the transcription itself is free.
BUILT_IN: dict[str, dict[str, Any]] = {
    HOURS: {
        "name": "Hours processed", "unit": "hours", "base_unit": "seconds", "base_per_unit": 3600,
        "price": 100, "per": 60,
    },
    TRANSCRIPTIONS: {"name": "Transcriptions", "unit": "transcriptions", "base_unit": "transcriptions"},
}  # fmt: skip


def all_metrics() -> dict[str, Metric]:
    """Every metric by its code; the built-in ones are made when they are not there yet. One query."""
    found = {metric.code: metric for metric in Metric.objects.all()}
    return found | {code: open_metric(code) for code in BUILT_IN.keys() - found.keys()}


def open_metric(code: str) -> Metric:
    """A built-in metric, made on first need."""
    return Metric.objects.get_or_create(code=code, defaults=BUILT_IN[code])[0]
