"""Days of usage as the engine leaves them: a row by day, metric, language and token, and the tenant's sums."""

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

from billing.metrics import metric_of
from billing.models import TenantUsage, UsageDay
from billing.models.metrics import HOURS, TRANSCRIPTIONS
from billing.models.usage import SHARDS

NOW = "2026-11-25T10:00:00+00:00"  # a Wednesday
TODAY = date(2026, 11, 25)


def row(customer: Any, day: date, quantity: int, *, language: str = "", token: Any = None, metric: str = HOURS,
        charge: int | None = None) -> UsageDay:  # fmt: skip
    """A row that is not kept yet. An hour costs 60 credits unless the charge is said."""
    return UsageDay(
        tenant=customer.root, organization=customer, day=day, metric=metric_of(metric), language=language, token=token,
        events=1, quantity=quantity, charge=quantity * 100 // 60 if charge is None else charge,
    )  # fmt: skip


def keep(rows: list[UsageDay]) -> None:
    """Keep rows of days and metrics that their tenants have no sums of yet, and those sums."""
    UsageDay.objects.bulk_create(rows)
    sums: dict[tuple[Any, ...], Counter[str]] = {}
    for one in rows:
        place = (one.tenant_id, one.day, one.metric_id, one.organization_id % SHARDS)
        sums.setdefault(place, Counter()).update(events=1, quantity=one.quantity, charge=one.charge)
    names = ("tenant_id", "day", "metric_id", "shard")
    TenantUsage.objects.bulk_create(
        TenantUsage(**dict(zip(names, place, strict=True)), **counted) for place, counted in sums.items()
    )


def use(customer: Any, day: date, quantity: int, **more: Any) -> None:
    """One row of a day that the tenant has no sum of yet."""
    keep([row(customer, day, quantity, **more)])


def at_random(customer: Any, days: int, tokens: list[Any], *, seed: int = 1) -> list[UsageDay]:
    """Rows of the last days with odd quantities, in several languages, with and without tokens, of both metrics."""
    chance, rows = random.Random(seed), []
    for back in range(days):
        for language in chance.sample(["en", "de-CH", "", "tlh"], 2):
            for token in [None, *tokens]:
                place: dict[str, Any] = {"language": language, "token": token}
                day = TODAY - timedelta(days=back)
                rows.append(row(customer, day, chance.randint(1, 9000), **place))
                rows.append(row(customer, day, chance.randint(1, 9), metric=TRANSCRIPTIONS, charge=0, **place))
    return rows
