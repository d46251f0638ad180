"""What staff set about metrics, and opening the built-in ones on first need."""

from typing import Any

from django.db import transaction

from customers.actions.activity import changes, record_activity
from customers.errors import Refused
from customers.models import User

from .. import facts
from ..models import Metric, TenantUsage, UsageEvent
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


def is_used(metric: Metric) -> bool:
    """Whether anything was counted of it. What a deleted customer used counts too."""
    return TenantUsage.objects.filter(metric=metric).exists()


@transaction.atomic
def create_metric(
    *, code: str, name: str, unit: str, base_unit: str, base_per_unit: int, price: int, per: int, by: User | None
) -> Metric:
    """A new metric. `price` is in hundredths of a credit for every `per` base units. Raises Refused for a taken code."""
    if Metric.objects.filter(code=facts.metric_code(code)).exists() or code in BUILT_IN:
        raise Refused("There is a metric with this code already.", field="code")
    given = facts.metric(name=name, unit=unit, base_unit=base_unit, base_per_unit=base_per_unit, price=price, per=per)
    metric = Metric.objects.create(code=code, **given)
    record_activity("metric.created", metric, organization=None, by=by, after={"code": code, **given})
    return metric


@transaction.atomic
def update_metric(
    metric: Metric, *, name: str, unit: str, base_unit: str, base_per_unit: int, price: int, per: int, by: User | None
) -> Metric:
    """Set what a metric is called and costs. A new price is for what is reported from now on.

    Raises Refused for another base unit once something was counted: all that was would mean something else.
    """
    current = Metric.objects.select_for_update().get(pk=metric.pk)
    given = facts.metric(name=name, unit=unit, base_unit=base_unit, base_per_unit=base_per_unit, price=price, per=per)
    for field in ("base_unit", "base_per_unit"):
        if given[field] != getattr(current, field) and is_used(current):
            raise Refused("This was used already, so its base unit stays.", field=field)
    before, after = changes(current, given)
    if after:
        current.save(update_fields=list(after))
        record_activity("metric.changed", current, organization=None, by=by, before=before, after=after)
    return current


@transaction.atomic
def delete_metric(metric: Metric, *, by: User | None) -> None:
    """Forget a metric that nothing was ever reported of. Raises Refused for any other, and for a built-in one."""
    current = Metric.objects.select_for_update().get(pk=metric.pk)
    if current.code in BUILT_IN:
        raise Refused("This metric is built in.")
    if is_used(current) or UsageEvent.objects.filter(metric=current).exists():
        raise Refused("This was used already, so it stays.")
    record_activity("metric.deleted", current, organization=None, by=by, before={"code": current.code})
    current.delete()
