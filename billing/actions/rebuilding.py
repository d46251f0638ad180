"""Putting the sums of usage right again, from the events: after a root's time zone was changed, days begin at other moments."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from customers.actions.locks import lock_organization
from customers.models import Organization, User

from ..models import LatestUse, TenantUsage, UsageDay, UsageEvent, UsageTotal
from ..verification import (
    Finding,
    Kept,
    Place,
    charged_elsewise,
    codes,
    differences,
    differences_of_tenant,
    kept_of,
    kept_of_tenant,
    local_day,
    made_by_days,
    made_by_events,
)


@transaction.atomic
def rebuild_usage(customer: int, *, by: User | None) -> list[Finding]:
    """Make the sums of the customer with this ID what its events make. Returns what was wrong.

    Nobody reports meanwhile: whoever does locks its row first.
    """
    if (organization := lock_organization(customer)) is None:
        return []
    zone = organization.root.time_zone
    kept, made = kept_of([customer]).get(customer, Kept()), made_by_events([customer], zone).get(customer, Kept())
    found = list(differences(customer, kept, made, codes()))
    if found:
        local = local_day(zone)
        UsageEvent.objects.filter(organization=customer).exclude(day=local).update(day=local)
        _write(organization, made)
    return [*found, *charged_elsewise([customer]).values()]


def _write(organization: Organization, made: Kept) -> None:
    own: dict[str, Any] = {"tenant": organization.root, "organization": organization}
    for model in (UsageDay, UsageTotal, LatestUse):
        model.objects.filter(organization=organization).delete()
    UsageDay.objects.bulk_create(
        UsageDay(**own, day=day, metric_id=metric, language=language, token_id=token or None, **sums)
        for (day, metric, language, token), sums in made.days.items()
    )
    UsageTotal.objects.bulk_create(
        UsageTotal(**own, metric_id=metric, quantity=quantity) for metric, quantity in made.totals.items()
    )
    if made.latest:
        LatestUse.objects.create(**own, at=made.latest)


@transaction.atomic
def rebuild_tenant_usage(root: int, first: date, end: date, *, by: User | None) -> list[Finding]:
    """Make a tenant's sums what its customers' days make, from a day to before another. Returns what was wrong.

    Others may report meanwhile: a place that is missing is opened first, so that all of them can be locked.
    """
    missing = made_by_days(root, first, end).keys() - kept_of_tenant(root, first, end).keys()
    zeros = {"events": 0, "quantity": 0, "charge": 0}
    TenantUsage.objects.bulk_create([_row(root, place, zeros) for place in sorted(missing)], ignore_conflicts=True)
    rows = TenantUsage.objects.filter(tenant=root, day__gte=first, day__lt=end).order_by("day", "metric", "shard")
    locked = {(row.day, row.metric_id, row.shard) for row in rows.select_for_update(no_key=True)}
    kept = _there(kept_of_tenant(root, first, end), locked)
    made = _there(made_by_days(root, first, end), locked)
    found = list(differences_of_tenant(root, kept, made, codes()))
    for day, metric, shard in kept.keys() | made.keys():
        row = rows.filter(day=day, metric=metric, shard=shard)
        if (sums := made.get((day, metric, shard))) is None:
            row.delete()
        elif sums != kept.get((day, metric, shard)):
            row.update(**sums)
    return found


def _row(root: int, place: Place, sums: dict[str, int]) -> TenantUsage:
    day, metric, shard = place
    return TenantUsage(tenant_id=root, day=day, metric_id=metric, shard=shard, **sums)


def _there(sums: dict[Place, Any], locked: Iterable[Place]) -> dict[Place, Any]:
    """What is locked, without the places that nothing was counted for."""
    return {place: one for place, one in sums.items() if place in locked and any(one.values())}
