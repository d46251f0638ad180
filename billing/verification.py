"""Proving the sums that are kept of usage: every one again from the events, and what they cost beside the ledger."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Max, Min, QuerySet, Sum
from django.db.models.functions import TruncDate

from credits.models import Transfer, TransferKind
from customers.models import Organization
from customers.roles import Kind
from reseller_portal.lib.keyset import keyset_pages

from .actions.rollups import COUNTED
from .models import LatestUse, Metric, TenantUsage, UsageDay, UsageEvent, UsageTotal
from .models.usage import SHARDS

Day = tuple[date, int, str, int]  # day, metric, language, token or 0
STRETCH = timedelta(days=31)
_SUMS = Count("id"), Sum("quantity"), Sum("charge")


@dataclass(frozen=True)
class Finding:
    """What is wrong, in words, and whether a rebuild puts it right."""

    said: str
    mendable: bool = True


@dataclass
class Kept:
    """The sums of one customer, as they are kept or as its events make them. `elsewhere`: events on another day than
    they say they are, because their root's time zone was changed."""

    days: dict[Day, Counter[str]] = field(default_factory=dict)
    totals: Counter[int] = field(default_factory=Counter)
    latest: datetime | None = None
    elsewhere: int = 0


def _counted(sums: Iterable[Any]) -> Counter[str]:
    return Counter(dict(zip(COUNTED, map(int, sums), strict=True)))


def local_day(zone: str) -> TruncDate:
    """The day on which an event occurred, in a time zone."""
    return TruncDate("occurred_at", tzinfo=ZoneInfo(zone))


def made_by_events(ids: Iterable[int], zone: str) -> dict[int, Kept]:
    """What the events of customers in one time zone make. One statement."""
    accepted = UsageEvent.objects.filter(organization__in=ids, refused=False).annotate(local=local_day(zone))
    place = "organization", "local", "metric", "language", "token", "day"
    found: dict[int, Kept] = {}
    for pk, local, metric, language, token, day, *sums, latest in (
        accepted.values_list(*place).annotate(*_SUMS, Max("occurred_at")).order_by()
    ):
        own, counted = found.setdefault(pk, Kept()), _counted(sums)
        own.days.setdefault((local, metric, language, token or 0), Counter()).update(counted)
        own.totals[metric] += counted["quantity"]
        own.latest = max(own.latest or latest, latest)
        own.elsewhere += counted["events"] if day != local else 0
    return found


def kept_of(ids: Iterable[int]) -> dict[int, Kept]:
    """What is kept of customers. Three statements."""
    found: dict[int, Kept] = {}
    own = {"organization__in": ids}
    days = UsageDay.objects.filter(**own).values_list("organization", "day", "metric", "language", "token", *COUNTED)
    for pk, day, metric, language, token, *sums in days:
        found.setdefault(pk, Kept()).days[day, metric, language, token or 0] = _counted(sums)
    for pk, metric, quantity in UsageTotal.objects.filter(**own).values_list("organization", "metric", "quantity"):
        found.setdefault(pk, Kept()).totals[metric] = quantity
    for pk, at in LatestUse.objects.filter(**own).values_list("organization", "at"):
        found.setdefault(pk, Kept()).latest = at
    return found


def charged_elsewise(ids: Iterable[int]) -> dict[int, Finding]:
    """Where the charges of customers' events are not what the ledger moved for them. Two statements.

    It is never mended: the ledger is right, and somebody has to find out why the events are not.
    """
    events = UsageEvent.objects.filter(organization__in=ids).order_by()
    paid = Transfer.objects.filter(kind=TransferKind.SPENDING, request__in=events.values("request")).order_by()
    charged = Counter(dict(events.values_list("organization").annotate(Sum("charge"))))
    moved = Counter(dict(paid.values_list("request__organization").annotate(Sum("amount"))))
    return {
        pk: Finding(f"organization {pk}: its events cost {charged[pk]}, the ledger moved {moved[pk]} for them", False)
        for pk in charged.keys() | moved.keys()
        if charged[pk] != moved[pk]
    }


def _said(sums: Counter[str] | None) -> str:
    return ", ".join(f"{name} {sums[name]}" for name in COUNTED) if sums else "nothing"


def differences(pk: int, kept: Kept, made: Kept, names: dict[int, str]) -> Iterator[Finding]:
    """In words, what is kept of a customer and is not what its events make."""
    about = f"organization {pk}"
    if made.elsewhere:
        yield Finding(f"{about}: {made.elsewhere} events are on another day than its root's time zone makes it")
    for place in sorted(kept.days.keys() | made.days.keys()):
        if (has := kept.days.get(place)) != (makes := made.days.get(place)):
            day, metric, language, token = place
            where = f"{names[metric]}, language {language or 'none'}, token {token or 'none'}"
            yield Finding(f"{about} on {day}, {where}: it has {_said(has)}; the events make {_said(makes)}")
    for metric in sorted(kept.totals.keys() | made.totals.keys()):
        if (total := kept.totals[metric]) != (adds := made.totals[metric]):
            yield Finding(f"{about}, {names[metric]} altogether: it has {total}; the events make {adds}")
    if kept.latest != made.latest:
        yield Finding(f"{about}, latest use: it has {kept.latest}; the events make {made.latest}")


def codes() -> dict[int, str]:
    """How metrics are called, by their ID."""
    return dict(Metric.objects.values_list("pk", "code"))


def pages_of_customers() -> Iterator[dict[int, str]]:
    """All organizations that may use something, deleted ones too: their IDs and time zones, a hundred at a time."""
    customers = Organization.objects.exclude(kind=Kind.RESELLER)
    for page in keyset_pages(customers, ["id", "time_zone", "tenant__time_zone"], size=100):
        yield {row["id"]: row["tenant__time_zone"] or row["time_zone"] for row in page}


def suspects(page: dict[int, str]) -> set[int]:
    """The customers of a page whose sums seem wrong. Somebody may be reporting: who it is, is asked again by itself."""
    kept, made = kept_of(page), dict[int, Kept]()
    for zone in set(page.values()):
        made |= made_by_events([pk for pk, own in page.items() if own == zone], zone)
    odd = {pk for pk in kept.keys() | made.keys() if kept.get(pk, Kept()) != made.get(pk, Kept())}
    return odd | charged_elsewise(made).keys() if made else odd


Place = tuple[date, int, int]  # day, metric, shard


def stretches(root: int) -> Iterator[tuple[date, date]]:
    """The days on which a tenant has sums of any sort, a month or so at a time."""
    found = [
        rows.aggregate(Min("day"), Max("day")) for rows in (_of_tenant(root), UsageDay.objects.filter(tenant=root))
    ]
    days = [day for one in found for day in one.values() if day]
    first = min(days, default=None)
    while first and first <= max(days):
        yield first, first + STRETCH
        first += STRETCH


def _of_tenant(root: int) -> QuerySet[TenantUsage]:
    """Without what deleted customers used: nothing is left that could prove it."""
    return TenantUsage.objects.filter(tenant=root, shard__lt=SHARDS)


def kept_of_tenant(root: int, first: date, end: date) -> dict[Place, Counter[str]]:
    rows = _of_tenant(root).filter(day__gte=first, day__lt=end).values_list("day", "metric", "shard", *COUNTED)
    return {(day, metric, shard): _counted(sums) for day, metric, shard, *sums in rows}


def made_by_days(root: int, first: date, end: date) -> dict[Place, Counter[str]]:
    """What the days of a tenant's customers make. One statement."""
    days = UsageDay.objects.filter(tenant=root, day__gte=first, day__lt=end).annotate(own=F("organization") % SHARDS)
    rows = days.values_list("day", "metric", "own").annotate(Sum("events"), Sum("quantity"), Sum("charge")).order_by()
    return {(day, metric, shard): _counted(sums) for day, metric, shard, *sums in rows}


def differences_of_tenant(
    root: int, kept: dict[Place, Counter[str]], made: dict[Place, Counter[str]], names: dict[int, str]
) -> Iterator[Finding]:
    """In words, what is kept of a tenant and is not what its customers' days make."""
    for place in sorted(kept.keys() | made.keys()):
        if (has := kept.get(place)) != (makes := made.get(place)):
            day, metric, shard = place
            about = f"tenant {root} on {day}, {names[metric]}, shard {shard}"
            yield Finding(f"{about}: it has {_said(has)}; its customers' days make {_said(makes)}")
