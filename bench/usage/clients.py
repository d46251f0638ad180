"""What the clients do: read a dashboard, and report usage, both in the portal's way and in the plain one."""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

from .cases import SHOWN
from .over_http import reporter

Run = Callable[[], Any]


def set_up(url: str) -> dict[str, Callable[[bool], Run]]:
    os.environ["DATABASE_URL"] = url
    import django

    django.setup()
    runs = {**_reading(), **_storing(), **_reporting()}
    return {what: lambda _, run=run: run for what, run in runs.items()}


# --- Reading ----------------------------------------------------------------------------------------------------------
_RAW = """SELECT day, metric, count(*), sum(quantity), sum(charge) FROM raw_event
    WHERE tenant = %s AND day > %s GROUP BY day, metric ORDER BY day, metric"""


def _reading() -> dict[str, Run]:
    from django.db import connection
    from django.db.models import Sum

    from billing.models import TenantUsage
    from customers.models import Organization
    from reseller_portal.lib import clock

    reseller, today = Organization.objects.filter(kind="reseller").earliest("pk").pk, clock.now().date()
    adapt = connection.ops.adapt_datefield_value

    def raw(days: int) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(_RAW, [reseller, adapt(today - timedelta(days=days))])
            return cursor.fetchall()

    def ours(days: int) -> list[Any]:
        rows = TenantUsage.objects.filter(tenant=reseller, day__gt=today - timedelta(days=days))
        sums = rows.values_list("day", "metric").annotate(Sum("events"), Sum("quantity"), Sum("charge"))
        return list(sums.order_by("day", "metric"))

    for days in SHOWN:
        plain, kept = ([(str(day), *map(int, rest)) for day, *rest in rows] for rows in (raw(days), ours(days)))
        if plain != kept or len(kept) < days:
            raise RuntimeError("the two dashboards show different figures")
    return {
        f"{name} {days} d": lambda read=read, days=days: read(days)
        for name, read in (("raw", raw), ("ours", ours))
        for days in SHOWN
    }


# --- Writing ----------------------------------------------------------------------------------------------------------
def _reported(count: int) -> list[Any]:
    """Events of the last three days, as a product reports them."""
    from billing.actions.usage import Reported
    from reseller_portal.lib import clock

    now, batch = clock.now(), uuid4().hex
    return [
        Reported(
            f"{batch}-{n}",
            "transcriptions" if n % 5 == 0 else "hours_processed",
            1 if n % 5 == 0 else random.randint(1, 90),
            now - timedelta(minutes=random.randint(0, 3 * 24 * 60)),
            random.choice(("", "en", "nl")),
        )
        for n in range(count)
    ]


def _customers() -> list[Any]:
    from customers.models import Organization

    return list(Organization.objects.exclude(tenant=None).select_related("tenant"))


def _reporting() -> dict[str, Run]:
    """Batches of 1,000, charged: in this process, and over HTTP by a server of its own."""
    from django.db import connection

    from billing.actions.usage import report_usage

    customers, columns = _customers(), 14

    def in_process() -> None:
        answers = report_usage(random.choice(customers), _reported(1_000), token=None, by=None)
        if any(answer.outcome != "posted" for answer in answers):
            raise RuntimeError("not all of it was posted")

    def plain() -> None:
        """COPY of the same rows into a bare table, on SQLite an executemany."""
        customer, now = random.choice(customers), "2026-11-28 12:00:00+00"
        rows = [
            (customer.tenant_id, customer.pk, now, None, None, one.event_id, 1, one.quantity, str(one.occurred_at),
             str(one.occurred_at.date()), one.language, one.quantity, False, 1)
            for one in _reported(1_000)
        ]  # fmt: skip
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy("COPY bare_event FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            else:
                cursor.execute("BEGIN IMMEDIATE")
                cursor.executemany(f"INSERT INTO bare_event VALUES ({', '.join(['%s'] * columns)})", rows)
                cursor.execute("COMMIT")

    over_http = reporter(customers, _reported)
    return {"in process 1000": in_process, "over HTTP 1000": over_http, "plain 1000": plain}


@contextmanager
def _keeping(sums: str) -> Iterator[None]:
    """Keep all sums, the tenant's only, or none."""
    from billing.actions import events, rollups
    from billing.models import TenantUsage

    def nothing(*given: Any) -> None: ...

    kept = {name: getattr(rollups, name) for name in ("keep_rollups", "_keep_sums", "_keep_latest")}

    def of_tenants(model: Any, *given: Any, **more: Any) -> None:
        if model is TenantUsage:
            kept["_keep_sums"](model, *given, **more)

    if sums == "none":
        events.keep_rollups = nothing
    if sums == "tenant":
        vars(rollups).update(_keep_sums=of_tenants, _keep_latest=nothing)
    yield
    events.keep_rollups = kept["keep_rollups"]
    vars(rollups).update(kept)


def _storing() -> dict[str, Run]:
    """Batches of 100 without the ledger, and with it."""
    from django.db import transaction

    from billing.actions.events import store_events
    from billing.actions.metrics import all_metrics
    from billing.actions.usage import report_usage
    from credits.models import LedgerRequest
    from reseller_portal.lib import clock

    customers, metrics = _customers(), all_metrics()
    first = customers[0]
    request = LedgerRequest.objects.create(
        tenant=first.tenant, organization=first, key=uuid4().hex, request_hash="", action="spend", outcome="posted",
        at=clock.now(),
    )  # fmt: skip

    def store(sums: str) -> None:
        customer, now = random.choice(customers), clock.now()
        rows = [
            {"tenant_id": customer.tenant_id, "organization_id": customer.pk, "received_at": now, "token_id": None,
             "transcription_id": None, "event_id": one.event_id, "metric_id": metrics[one.metric].pk, "quantity": one.quantity,
             "occurred_at": one.occurred_at, "day": one.occurred_at.date(), "language": one.language,
             "charge": one.quantity, "refused": False, "request_id": request.pk}
            for one in _reported(100)
        ]  # fmt: skip
        with _keeping(sums), transaction.atomic():
            store_events(rows, metrics=metrics.values())

    def charge(sums: str) -> None:
        with _keeping(sums):
            report_usage(random.choice(customers), _reported(100), token=None, by=None)

    ways = {"stored": store, "charged": charge}
    return {
        f"{name}, sums: {sums}": lambda way=way, sums=sums: way(sums)
        for name, way in ways.items()
        for sums in ("none", "tenant", "all")
    }
