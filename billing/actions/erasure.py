"""What is left of a deleted customer's usage: its reseller's sums, and nothing that says whose they were."""

from django.db import transaction
from django.db.models import Sum

from customers.models import Organization, User

from ..models import LatestUse, TenantUsage, Transcription, TranscriptionStep, UsageDay, UsageEvent, UsageTotal
from ..models.usage import OF_DELETED, SHARDS
from .rollups import COUNTED, Sums, add_to_tenants


def _used_by(organization: Organization) -> Sums:
    """What it added to its tenant's sums, by day and metric."""
    days = UsageDay.objects.filter(organization=organization).values_list("day", "metric")
    rows = days.annotate(Sum("events"), Sum("quantity"), Sum("charge"))
    return {(day, metric): [int(one) for one in sums] for day, metric, *sums in rows}


def _move_to_deleted(organization: Organization) -> None:
    """Out of its own shard of the tenant's sums, so that those are of living customers only, and prove that way.

    While `rebuild_rollups` moves days to another time zone, a tenant's day may not hold yet what a customer's does: the
    rebuild, which comes to it last, makes it right.
    """
    used, root = _used_by(organization), organization.root.pk
    shard = TenantUsage.objects.filter(tenant=root, shard=organization.pk % SHARDS)
    rows = list(shard.select_for_update(no_key=True).order_by("day", "metric"))  # in the order of those who add
    for row in rows:
        for name, amount in zip(COUNTED, used.get((row.day, row.metric_id), ()), strict=False):
            setattr(row, name, max(0, getattr(row, name) - amount))
    TenantUsage.objects.bulk_update(rows, COUNTED, batch_size=500)
    shard.filter(events=0).delete()
    add_to_tenants({(root, day, metric, OF_DELETED): sums for (day, metric), sums in used.items()})


@transaction.atomic
def erase_usage(organization: Organization, *, by: User | None) -> None:
    """Forget the events, sums and transcriptions of an organization that is deleted. What its reseller used stays.

    The organization's row is locked by the caller, as by whoever reports. What the ledger moved stays in the ledger.
    """
    _move_to_deleted(organization)
    own = {"organization": organization}
    TranscriptionStep.objects.filter(transcription__organization=organization).delete()
    for model in (UsageEvent, Transcription, UsageDay, UsageTotal, LatestUse):
        model.objects.filter(**own).delete()
