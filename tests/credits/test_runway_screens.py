"""How long credits last, on the screens; a reseller's lines; and a customer's own history."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from credits.actions.balances import refill_balance
from credits.actions.issuing import issue_credits, withdraw_credits
from credits.actions.recharging import recharge_customer
from credits.actions.spending import spend_credits
from credits.models import AlertLines
from customers.actions.organizations import create_customer
from reseller_portal.lib import clock
from tests.credits.conftest import key

pytestmark = pytest.mark.once
HTMX = {"HX-Request": "true"}


@pytest.fixture
def olive(funded: SimpleNamespace, as_user: Any) -> Client:
    return as_user(funded.olive)


@pytest.fixture
def used(funded: SimpleNamespace) -> SimpleNamespace:
    """Harbour used 7 of 25 in each of the last two weeks' days but one; Island used nothing."""
    now = timezone.now()
    with clock.moved_to(now - timedelta(days=30)):
        for customer in (funded.harbour, funded.island):
            recharge_customer(customer, amount=2_500, key=key(), by=funded.olive)
    for days in (20, 6, 1):
        with clock.moved_to(now - timedelta(days=days)):
            spend_credits(funded.harbour, amount=700, key=key(), by=None)
    return funded


FORECAST = "Empty in about 4 days"  # 400 left, 1,400 in 14 days
SINCE = r"Counts since \d+ \w+ 20\d\d"


def test_the_list_says_how_long_credits_last(used: SimpleNamespace, olive: Client) -> None:
    body = olive.get("/customers/").content.decode()
    assert re.search(rf'title="{FORECAST}\. {SINCE}"', body)
    assert re.search(rf'class="meter__hint">Collecting data, no use yet\. {SINCE}<', body)


def test_the_list_takes_as_many_queries_for_100_customers_as_for_25(used: SimpleNamespace, olive: Client) -> None:
    for number in range(100):
        one = create_customer(used.acme, name=f"C {number}", email=f"c{number}@acme.example", by=used.olive)
        recharge_customer(one, amount=1, key=key(), by=used.olive)
    counts = []
    for rows in (25, 100):
        olive.get(f"/customers/?rows={rows}")
        with CaptureQueriesContext(connection) as queries:
            olive.get(f"/customers/?rows={rows}&sort=credits")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


@pytest.mark.parametrize("tab", ["", "users/", "activity/", "usage/", "credits/"])
def test_the_header_of_a_customer_says_it_whichever_tab_is_open(used: SimpleNamespace, olive: Client, tab: str) -> None:
    body = olive.get(f"/customers/{used.harbour.pk}/{tab}").content.decode()
    head = body.partition('id="customer-head"')[2].partition("page-head__actions")[0]
    assert FORECAST in head
    assert f'id="meter-{used.harbour.pk}"' in head
    assert f"/credits/meters/?ids={used.harbour.pk}&amp;seen=" in body


def test_what_open_pages_ask_for_says_the_same(used: SimpleNamespace, olive: Client) -> None:
    body = olive.get(f"/credits/meters/?ids={used.harbour.pk}").content.decode()
    assert re.search(rf"{FORECAST}\. {SINCE}", body)


def test_the_pool_is_a_meter_that_counts_since_the_last_issue(used: SimpleNamespace, olive: Client) -> None:
    issue_credits(used.acme, amount=5_000, key=key(), by=used.stan)  # 100 − 50 + 50 are left
    recharge_customer(used.island, amount=1_000, key=key(), by=used.olive)
    withdraw_credits(used.acme, amount=2_000, key=key(), by=used.stan)
    body = olive.get("/credits/").content.decode().partition("The pool</h2>")[2]
    assert re.search(r"<b>70<.*?<span>10<.*?<span>80<", body, re.DOTALL)
    assert re.search(rf"Empty in about 98 days\. {SINCE}", body)


def test_the_top_bar_hints_at_how_long_the_pool_lasts(used: SimpleNamespace, olive: Client) -> None:
    recharge_customer(used.island, amount=1_000, key=key(), by=used.olive)
    assert 'title="Empty in about 56 days"' in olive.get("/customers/").content.decode()
    assert 'title="Empty in about 56 days"' in olive.get("/credits/left/").content.decode()


# --- A reseller's lines -----------------------------------------------------------------------------------------------
def test_lines_are_set_on_a_screen(cast: SimpleNamespace, as_user: Any) -> None:
    client = as_user(cast.fay)
    client.post("/credits/alerts/", {"first": " 40 ", "second": "5"})
    assert AlertLines.objects.values_list("organization", "first", "second").get() == (cast.acme.pk, 40, 5)
    assert "below 40 % and 5 %" in client.get("/credits/").content.decode()


def test_the_form_begins_with_the_lines_that_hold(cast: SimpleNamespace, as_user: Any) -> None:
    body = as_user(cast.olive).get("/credits/alerts/").content.decode()
    assert re.findall(r'name="(first|second)" value="(\d+)"', body) == [("first", "25"), ("second", "10")]


@pytest.mark.parametrize(
    ("first", "second", "wrong"),
    [
        ("", "5", "first"), ("0", "5", "first"), ("100", "5", "first"), ("٤٠", "5", "first"), ("1e1", "5", "first"),
        ("-5", "5", "first"), ("40", "4.5", "second"), ("40", "40", "second"), ("5", "40", "second"),
        ("40", "\x00", "second"), ("9" * 40, "5", "first"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_lines_that_cannot_be_are_errors_beside_their_field(
    cast: SimpleNamespace, as_user: Any, first: str, second: str, wrong: str, headers: dict[str, str]
) -> None:
    answer = as_user(cast.olive).post("/credits/alerts/", {"first": first, "second": second}, headers=headers)
    assert (answer.status_code, AlertLines.objects.count()) == (422, 0)
    assert f'id="id_{wrong}_error"' in answer.content.decode()


# --- A customer's own history -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["", "?of=balance", "statement/2026-11/"])
@pytest.mark.parametrize(("who", "status"), [("carol", 200), ("mel", 403), ("cleo", 403), ("olive", 403)])
def test_administrators_alone_see_their_history(
    funded: SimpleNamespace, as_user: Any, who: str, status: int, path: str
) -> None:
    recharge_customer(funded.harbour, amount=700, key=key(), by=funded.olive)
    refill_balance(funded.harbour, amount=700, key=key(), note="Bank", by=funded.olive)
    assert as_user(getattr(funded, who)).get(f"/console/credits/{path}").status_code == status


def test_a_customer_reads_what_moved_and_its_reseller_s_name(funded: SimpleNamespace, as_user: Any) -> None:
    recharge_customer(funded.harbour, amount=700, key=key(), note="Order 1", by=funded.olive)
    recharge_customer(funded.island, amount=300, key=key(), note="Order 2", by=funded.olive)
    spend_credits(funded.harbour, amount=100, key=key(), by=None)
    body = as_user(funded.carol).get("/console/credits/").content.decode()
    assert re.findall(r'data-label="Amount">([^<]+)<.*?data-label="Left">([^<]+)<', body, re.DOTALL) == [
        ("−1", "6"), ("+7", "7"),
    ]  # fmt: skip
    assert re.findall(r'data-label="By"><bdi>([^<]+)<', body) == ["The product", "Acme Resale"]
    assert str(funded.olive) not in body
    assert not re.search(r">Undo</a>|Recharge</a>|/customers/", body)


def test_a_direct_customer_reads_the_platform_s_name(cast: SimpleNamespace, as_user: Any, settings: Any) -> None:
    issue_credits(cast.direct, amount=700, key=key(), by=cast.stan)
    body = as_user(cast.dan).get("/console/credits/").content.decode()
    assert f'data-label="By"><bdi>{settings.PORTAL_NAME}<' in body


def test_the_console_s_file_holds_what_its_screen_shows(funded: SimpleNamespace, as_user: Any) -> None:
    recharge_customer(funded.harbour, amount=700, key=key(), by=funded.olive)
    spend_credits(funded.harbour, amount=100, key=key(), by=None)
    answer = as_user(funded.carol).get("/console/credits.csv?kind=recharge")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(row["Who"], row["Amount"], row["Left"]) for row in rows] == [("Acme Resale", "7.00", "7.00")]


@pytest.mark.parametrize(("who", "linked"), [("carol", True), ("mel", False)])
def test_the_overview_links_to_it_for_whoever_may_see_it(
    funded: SimpleNamespace, as_user: Callable[..., Client], who: str, linked: bool
) -> None:
    body = as_user(getattr(funded, who)).get("/console/").content.decode()
    assert ('href="/console/credits/"' in body) == linked
