"""What a customer list page costs beside the queries under it and beside what the packages draw: `make bench-list`.

Every figure is the median of interleaved rounds in one process; quote the ratios, not the milliseconds. The views are
called without middleware, which costs all of them the same. Goals: B1, B2 and B3 of the performance notes.
"""

import argparse
import contextlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reseller_portal.settings")
os.environ.setdefault("PORTAL_DATA_DIR", tempfile.mkdtemp(prefix="portal-bench-"))
os.environ.setdefault("CACHE_URL", "locmemcache://")
os.environ.setdefault("PORTAL_LOG_LEVEL", "ERROR")
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import django

django.setup()

import django_tables2
from django.contrib import admin
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from customers.actions.organizations import create_reseller
from customers.actions.users import add_user, create_staff
from customers.models import Customer, Organization, User
from customers.scope import Scope
from customers.tables import CustomerTable
from customers.views.customers import customer_list
from reseller_portal.lib.text import name_key, search_text

READS = ("id", "name", "email", "phone", "seats", "disabled_at", "registered_at")


class StockTable(django_tables2.Table):
    """The same columns as django-tables2 draws them by itself."""

    class Meta:
        model = Customer
        fields = ("id", "name", "email", "phone", "seats", "disabled_at", "registered_at")
        order_by = "-registered_at"


def fill(count: int) -> tuple[User, User]:
    """A reseller with `count` customers, written in bulk; returns its owner and a member of staff."""
    staff = create_staff(email="staff@bench.example", first_name="S", last_name="B", password="Bench-only-7", by=None)
    reseller = create_reseller(
        name="Bench", email="bench@bench.example", currency="EUR", time_zone="Europe/Amsterdam", by=staff
    )
    owner = add_user(
        reseller, email="owner@bench.example", first_name="O", last_name="B", level="owner", invite=False, by=staff
    )
    words = ("Harbour", "Médias", "Клиника", "Studio", "星のスタジオ", "Legal", "Ωδείο", "Courts", "Radio", "Archive")
    start = datetime(2023, 1, 1, tzinfo=UTC)
    rows = []
    for n in range(count):
        name, email = f"{words[n % 10]} {words[n // 10 % 10]} {n}", f"office@firm{n}.example"
        phone = f"+3161{n:07}"
        rows.append(
            Organization(
                kind="resellee",
                tenant=reseller,
                name=name,
                email=email,
                phone=phone,
                seats=n % 60,
                registered_at=start + timedelta(minutes=11 * n),
                disabled_at=start if n % 29 == 0 else None,
                name_key=name_key(name),
                search_text=search_text(name=name, email=email, phone=phone),
            )
        )
    Organization.objects.bulk_create(rows, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return owner, staff


def request_for(user: User, query: str, *, htmx: bool = False) -> HttpRequest:
    headers = {"HX-Request": "true"} if htmx else {}
    request = RequestFactory(headers=headers).get(f"/customers/?{query}", SERVER_NAME="localhost")
    request.user, request.scope, request.session = user, Scope(user), {}  # type: ignore[attr-defined, assignment]
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    request._messages = []  # type: ignore[attr-defined]
    return request


def sql_only(request: HttpRequest, rows: int) -> HttpResponse:
    customers = Customer.objects.visible_to(request.scope)  # type: ignore[attr-defined]
    page = list(customers.order_by("-registered_at", "-id").values(*READS)[:rows])
    return HttpResponse(f"{customers.count()} {len(page)}")


def stock_table(request: HttpRequest, rows: int) -> HttpResponse:
    table = StockTable(Customer.objects.visible_to(request.scope))  # type: ignore[attr-defined]
    django_tables2.RequestConfig(request, paginate={"per_page": rows}).configure(table)
    bare = "{% load django_tables2 %}<!doctype html><title>Customers</title>{% render_table table %}"
    return HttpResponse(engines["django"].from_string(bare).render({"table": table}, request))


def changelist(request: HttpRequest, rows: int, *, counts: bool) -> HttpResponse:
    model_admin = admin.site._registry[Organization]
    model_admin.list_per_page, model_admin.show_full_result_count = rows, counts
    # Its filters are ours; the goal is about the table as it ships.
    model_admin.list_filter = ()
    response = model_admin.changelist_view(request)
    return response.render()  # type: ignore[attr-defined]


@contextlib.contextmanager
def counts_made_constant(count: int) -> Iterator[None]:
    """What the goals of the prototype assume: both sides count the same rows, and that is not what is compared."""
    with mock.patch.object(QuerySet, "count", return_value=count):
        yield


def measure(views: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Median milliseconds of each view, called in turn."""
    times: dict[str, list[float]] = {name: [] for name in views}
    for turn in range(rounds + 3):
        for name, view in views.items():
            started = time.perf_counter()
            assert view().status_code == 200, name
            if turn >= 3:  # the first turns fill caches
                times[name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.median(values) for name, values in times.items()}


def report(rows: int, owner: User, staff: User, rounds: int, count: int) -> None:
    ours = f"rows={rows}"
    tables = {
        "full page": lambda: customer_list(request_for(owner, ours)),
        "django-tables2": lambda: stock_table(request_for(owner, ""), rows),
    }
    figures = measure(
        {
            "SQL only": lambda: sql_only(request_for(owner, ""), rows),
            "fragment": lambda: customer_list(request_for(owner, ours, htmx=True)),
            **tables,
            "admin": lambda: changelist(request_for(staff, ""), rows, counts=True),
            "admin, counts off": lambda: changelist(request_for(staff, ""), rows, counts=False),
        },
        rounds,
    )
    with counts_made_constant(count):
        drawn = measure(tables, rounds)
    print(f"\n{rows} rows a page: " + ", ".join(f"{name} {value:.1f} ms" for name, value in figures.items()))
    page, base = figures["full page"], figures["SQL only"]
    print(f"  B3  fragment / SQL only           {figures['fragment'] / base:5.1f}   (goal at 25 rows: 5 at most)")
    print(f"  B3  full page / SQL only          {page / base:5.1f}   (goal at 25 rows: 8 at most)")
    print(
        f"  B1  django-tables2 / full page    {drawn['django-tables2'] / drawn['full page']:5.1f}   (goal: 3 at least)"
    )
    print(f"      the same with their counts    {figures['django-tables2'] / page:5.1f}")
    print(f"  B2  admin / full page             {figures['admin'] / page:5.1f}   (goal at a million rows: 8 at least)")
    print(f"  B2  admin, counts off / full page {figures['admin, counts off'] / page:5.1f}   (goal: 2.5 at least)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    owner, staff = fill(options.customers)
    owner = User.objects.select_related("organization__tenant").get(pk=owner.pk)
    print(f"\n== {options.customers:,} customers, {connection.vendor}, {len(CustomerTable.base_columns)} columns ==")
    for rows in (25, 100):
        report(rows, owner, staff, options.rounds, options.customers)


if __name__ == "__main__":
    main()
