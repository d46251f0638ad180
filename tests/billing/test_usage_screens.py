"""The screens of usage: the same sums in tab, console, table and files, and what is asked for stands in the address."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext

from billing.actions.erasure import erase_usage
from billing.models import TenantUsage, UsageDay
from customers.actions import organizations, tokens
from reseller_portal.lib import clock
from tests.billing.days import NOW, TODAY, at_random, keep, row, use

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.moved_to(datetime.fromisoformat(NOW)):
        yield


@pytest.fixture
def olive(cast: SimpleNamespace, as_user: Any) -> Client:
    return as_user(cast.olive)


def _text(client: Client, address: str, **more: Any) -> str:
    answer = client.get(address, **more)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def _file(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    content = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"))))


def _seconds(rows: list[dict[str, str]]) -> int:
    return sum(int(row["Quantity"]) for row in rows if row["Metric"] == "Hours processed")


def _credits(rows: list[dict[str, str]]) -> int:
    return sum(int(row["Credits"].replace(".", "")) for row in rows)


def _token(cast: SimpleNamespace, organization: Any, name: str) -> Any:
    return tokens.create_token(organization, name=name, scopes=["usage:read"], expires_at=None, by=cast.olive)


def test_tab_rollups_and_files_agree_to_the_last_unit(cast: SimpleNamespace, olive: Client, as_user: Any) -> None:
    token = _token(cast, cast.harbour, "Production")
    keep([*at_random(cast.harbour, 40, [token]), *at_random(cast.island, 40, [], seed=2)])
    span = {"day__gte": TODAY - timedelta(days=29), "day__lte": TODAY}
    own = UsageDay.objects.filter(organization=cast.harbour, **span)
    seconds = own.filter(metric__code="hours_processed").aggregate(sum=Sum("quantity"))["sum"]
    charge = own.aggregate(sum=Sum("charge"))["sum"]
    together = TenantUsage.objects.filter(tenant=cast.acme, metric__code="hours_processed", **span)

    tab = _text(olive, f"/customers/{cast.harbour.pk}/usage/")
    assert f'title="{seconds:,} seconds"' in tab
    file = _file(olive, f"/customers/{cast.harbour.pk}/usage.csv")
    assert (len(file), _seconds(file), _credits(file)) == (own.count(), seconds, charge)
    by_day = _file(olive, "/usage-by-day.csv")
    assert _seconds([row for row in by_day if row["Customer"] == "Harbour Legal"]) == seconds
    assert _seconds(by_day) == together.aggregate(sum=Sum("quantity"))["sum"]
    by_customer = {row["Customer"]: row for row in _file(olive, "/usage.csv")}
    (column,) = (name for name in by_customer["Harbour Legal"] if "Hours" in name and "2026-11-25" in name)
    assert int(by_customer["Harbour Legal"][column]) == seconds
    member = _file(as_user(cast.mel), "/console/usage.csv")
    assert (_seconds(member), _credits(member)) == (seconds, charge)


def test_what_deleted_customers_used_stays_in_the_sums_and_is_a_row_of_its_own(
    cast: SimpleNamespace, olive: Client
) -> None:
    keep([row(cast.harbour, TODAY, 3600), row(cast.island, TODAY, 7200)])
    with transaction.atomic():
        erase_usage(cast.island, by=cast.olive)
    shown = _text(olive, "/usage/")
    assert 'title="10,800 seconds">3.0' in shown
    assert re.search(r"Customers deleted since</th><td[^>]*>2.0</td>", shown)
    assert _seconds(_file(olive, "/usage-by-day.csv")) == 10_800
    assert [row["Customer"] for row in _file(olive, "/usage.csv")][-1] == "Customers deleted since"


@pytest.mark.once
def test_the_file_says_the_zone_of_its_days_and_is_inert_in_a_spreadsheet(cast: SimpleNamespace, olive: Client) -> None:
    cast.harbour.name = "=cmd()"
    cast.harbour.save(update_fields=["name"])
    use(cast.harbour, TODAY, 60, language="pt-BR", token=_token(cast, cast.harbour, "+1"))
    (line,) = _file(olive, "/usage-by-day.csv")
    assert line == {
        "Day (Europe/Amsterdam)": "2026-11-25", "Customer ID": str(cast.harbour.pk), "Customer": "'=cmd()",
        "Metric": "Hours processed", "Language": "pt-BR", "Token": "'+1", "Reports": "1", "Quantity": "60",
        "Unit": "seconds", "Credits": "1.00",
    }  # fmt: skip


def test_tokens_are_for_the_reseller_and_for_administrators(cast: SimpleNamespace, olive: Client, as_user: Any) -> None:
    keep([
        row(cast.harbour, TODAY, 60, token=_token(cast, cast.harbour, "Production")),
        row(cast.harbour, TODAY, 60, token=_token(cast, cast.acme, "Resale")),
        row(cast.harbour, TODAY, 60),
    ])  # fmt: skip
    tab = _text(olive, f"/customers/{cast.harbour.pk}/usage/")
    assert all(name in tab for name in ("Production", "Resale", "Without a token"))
    own = _text(as_user(cast.carol), "/console/usage/")
    assert "Resale" not in own.replace("Acme Resale", "")
    assert "A token of another organization" in own
    member = _text(as_user(cast.mel), "/console/usage/")
    assert "By language" in member
    assert "By API token" not in member
    assert {"Token", "Production"}.isdisjoint(_file(as_user(cast.mel), "/console/usage.csv")[0])


@pytest.mark.once
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("since=2026-11-31", "Write a day such as"),
        ("since=2026-11-20&until=2026-11-10", "This is after the last day."),
        ("until=2026-11-26", "Choose today or an earlier day."),
        ("since=2025-10-21", "Choose at most 400 days."),
        ("since=0001-01-01", "Choose a day from 2000 on."),
        ("until=0001-01-01", "Choose a day from 2000 on."),
    ],
)
def test_days_that_cannot_be_are_an_error_beside_their_field(
    cast: SimpleNamespace, olive: Client, given: str, words: str
) -> None:
    use(cast.harbour, TODAY, 60)
    shown = _text(olive, f"/customers/{cast.harbour.pk}/usage/?{given}")
    assert re.search(r'id="usage_(since|until)_error".{1,900}?' + re.escape(words), shown)
    assert "27 Oct 2026 to 25 Nov 2026" in shown


@pytest.mark.once
def test_400_days_are_drawn(cast: SimpleNamespace, olive: Client) -> None:
    use(cast.harbour, TODAY, 60)
    shown = _text(olive, f"/customers/{cast.harbour.pk}/usage/?since=2025-10-22")
    assert shown.count('class="chart__bar') == 400


@pytest.mark.once
def test_the_day_is_the_one_of_the_root_and_not_over_yet(cast: SimpleNamespace, olive: Client) -> None:
    use(cast.harbour, TODAY, 7200)
    with clock.moved_to(datetime.fromisoformat("2026-11-24T23:30:00+00:00")):
        shown = _text(olive, "/usage/?days=7")
    assert "19 Nov 2026 to 25 Nov 2026, today so far · days of Europe/Amsterdam" in shown
    assert "Wed 25 Nov 2026: 2.0 hours, so far" in shown


@pytest.mark.once
def test_a_choice_is_answered_in_part_and_all_of_it_stands_in_the_address(cast: SimpleNamespace, olive: Client) -> None:
    use(cast.harbour, TODAY, 60)
    address = f"/customers/{cast.harbour.pk}/usage/?days=&since=2026-11-01&until=&by=week&of=credits"
    answer = olive.get(address, headers=HTMX)
    assert answer.headers["HX-Push-Url"].endswith("/usage/?since=2026-11-01&by=week&of=credits")
    shown = answer.content.decode()
    assert "<html" not in shown
    assert "?since=2026-11-01&amp;by=month&amp;of=credits" in shown  # the other choices are kept
    assert "?days=90&amp;by=week&amp;of=credits" in shown or "?by=week&amp;of=credits&amp;days=90" in shown
    assert "usage.csv?since=2026-11-01" in shown


@pytest.mark.once
def test_whoever_used_nothing_yet_is_told_what_will_be_here(cast: SimpleNamespace, olive: Client, as_user: Any) -> None:
    assert "No usage yet" in _text(as_user(cast.dan), "/console/usage/")
    assert "No usage yet" in _text(olive, "/usage/")
    use(cast.harbour, TODAY - timedelta(days=40), 60)
    assert "No usage in these days" in _text(olive, f"/customers/{cast.harbour.pk}/usage/")


def _order(client: Client, sort: str) -> list[str]:
    return re.findall(r'class="who__name" title="([^"]*)"', _text(client, f"/usage/?sort={sort}"))


def test_customers_are_sorted_by_each_figure_and_those_of_no_known_change_stand_last(
    cast: SimpleNamespace, olive: Client
) -> None:
    third = organizations.create_customer(cast.acme, name="Zenith", email="a@zenith.example", by=cast.olive)
    before = TODAY - timedelta(days=30)
    keep([
        row(cast.harbour, TODAY, 7200, charge=1), row(cast.harbour, before, 3600),  # doubled
        row(cast.island, TODAY, 3600, charge=900), row(cast.island, before, 7200),  # halved
        row(cast.island, TODAY, 5, metric="transcriptions", charge=0),
    ])  # fmt: skip
    harbour, island, zenith = "Harbour Legal", "Island Radio", third.name
    assert _order(olive, "") == _order(olive, "-hours") == [harbour, island, zenith]
    assert _order(olive, "hours") == [zenith, island, harbour]
    assert _order(olive, "-transcriptions")[0] == _order(olive, "-credits")[0] == island
    assert _order(olive, "-change") == [harbour, island, zenith]
    assert _order(olive, "change") == [island, harbour, zenith]
    assert _order(olive, "-name") == [zenith, island, harbour]


@pytest.mark.once
def test_a_row_tells_credits_to_the_hundredth_and_who_is_new(cast: SimpleNamespace, olive: Client) -> None:
    keep([row(cast.harbour, TODAY, 7200, charge=950)])
    shown = _text(olive, "/usage/")
    assert 'data-label="Credits">9.50</td>' in shown
    assert '<span class="change change--up">new</span>' in shown


@pytest.mark.once
def test_a_row_opens_the_tab_of_the_same_days(cast: SimpleNamespace, olive: Client) -> None:
    shown = _text(olive, "/usage/?days=90&by=week&sort=name&page=1")
    assert f'href="/customers/{cast.harbour.pk}/usage/?days=90&amp;by=week"' in shown


def _queries(client: Client, address: str) -> Counter[str]:
    client.get(address)  # what is looked up once a process has been
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return Counter(one["sql"].split(" ")[0] for one in queries)


def test_2_and_50_rows_take_the_same_queries(cast: SimpleNamespace, olive: Client) -> None:
    tab, all_of_them = f"/customers/{cast.harbour.pk}/usage/", "/usage/?rows=50"
    keep([row(cast.harbour, TODAY, 60), row(cast.island, TODAY, 60)])
    few = [_queries(olive, address) for address in (tab, all_of_them)]
    by = {"registered_at": clock.now(), "kind": "resellee", "tenant": cast.acme}
    made = type(cast.harbour).objects.bulk_create(
        type(cast.harbour)(name=f"C{n}", name_key=f"c{n}", email=f"c{n}@c.example", **by) for n in range(48)
    )
    keep([row(one, TODAY - timedelta(days=1), 60) for one in made] + at_random(cast.harbour, 25, [], seed=3)[8:])
    assert [_queries(olive, address) for address in (tab, all_of_them)] == few
