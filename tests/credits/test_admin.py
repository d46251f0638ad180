"""Staff issue and withdraw credits in the admin, and read the books."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from credits.actions.recharging import recharge_customer
from credits.models import Transfer
from tests.credits.conftest import key

Held = Callable[..., str]


@pytest.fixture
def stan(funded: SimpleNamespace, as_user: Any) -> Client:
    return as_user(funded.stan)


def send(client: Client, address: str, **given: str) -> Any:
    found = re.search(r'name="key" value="([0-9a-f-]{36})"', client.get(address).content.decode())
    assert found
    return client.post(address, {"key": found[1], **given})


def test_staff_issue_credits_to_a_reseller(funded: SimpleNamespace, stan: Client, held: Held) -> None:
    send(stan, f"/admin/customers/organization/{funded.acme.pk}/issuing/", amount="250.5", note="Order 1")
    assert held(funded.acme, "pool") == "350.5"


def test_issuing_is_answered_once(funded: SimpleNamespace, stan: Client, held: Held) -> None:
    address = f"/admin/customers/organization/{funded.acme.pk}/issuing/"
    given = {"key": "7e1c1f6e-6a55-4f4b-8a57-3f7f2b1f0d11", "amount": "10"}
    for _ in range(2):
        stan.post(address, given)
    assert held(funded.acme, "pool") == "110"


def test_a_withdrawal_beyond_the_pool_is_an_error_beside_the_amount(
    funded: SimpleNamespace, stan: Client, held: Held
) -> None:
    answer = send(stan, f"/admin/customers/organization/{funded.acme.pk}/withdrawal/", amount="101", note="Back")
    assert (answer.status_code, held(funded.acme, "pool")) == (422, "100")
    assert "Only 100 credits are left." in answer.content.decode()


def test_a_direct_customer_gets_credits_of_its_own(funded: SimpleNamespace, stan: Client, held: Held) -> None:
    send(stan, f"/admin/customers/organization/{funded.direct.pk}/issuing/", amount="10")
    assert held(funded.direct, "available") == "10"


def test_a_reseller_s_customer_gets_none_from_staff(funded: SimpleNamespace, stan: Client, held: Held) -> None:
    page = stan.get(f"/admin/customers/organization/{funded.harbour.pk}/change/").content.decode()
    assert "Issue credits" not in page
    send(stan, f"/admin/customers/organization/{funded.harbour.pk}/issuing/", amount="10")
    assert held(funded.harbour, "available") == "0"


@pytest.mark.parametrize("model", ["account", "transfer", "ledgerrequest"])
def test_the_books_are_read_and_not_written(funded: SimpleNamespace, stan: Client, model: str) -> None:
    recharge_customer(funded.harbour, amount=100, key=key(), by=funded.olive)
    assert stan.get(f"/admin/credits/{model}/").status_code == 200
    assert stan.get(f"/admin/credits/{model}/add/").status_code == 403
    pk = Transfer.objects.latest("pk").pk if model == "transfer" else 1
    assert stan.post(f"/admin/credits/{model}/{pk}/delete/", {"post": "yes"}).status_code in (302, 403)
    assert Transfer.objects.count() == 3


@pytest.mark.parametrize("model", ["account", "transfer", "ledgerrequest"])
def test_the_books_take_the_same_queries_for_more_rows(funded: SimpleNamespace, stan: Client, model: str) -> None:
    stan.get(f"/admin/credits/{model}/")  # the first page of a session asks more
    counts = set()
    for _ in range(2):
        for customer in (funded.harbour, funded.island):
            recharge_customer(customer, amount=100, key=key(), by=funded.olive)
        with CaptureQueriesContext(connection) as queries:
            stan.get(f"/admin/credits/{model}/")
        counts.add(len(queries))
    assert len(counts) == 1
