"""Use by day, kept by the ledger's writer."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.actions.issuing import issue_credits, withdraw_credits
from credits.actions.recharging import recharge_customer, return_credits
from credits.actions.spending import (
    Spending,
    release_reservation,
    reserve_credits,
    settle_reservation,
    spend_batch,
    spend_credits,
)
from credits.actions.undoing import undo_movement
from credits.models import DailyUse
from customers.errors import Refused
from customers.models import Organization
from reseller_portal.lib import clock
from tests.credits.conftest import key

TODAY = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def used(organization: Organization) -> dict[str, int]:
    rows = DailyUse.objects.filter(organization=organization).order_by("day")
    return {day.isoformat(): amount for day, amount in rows.values_list("day", "amount")}


@pytest.fixture
def harbour(funded: SimpleNamespace) -> Organization:
    with clock.moved_to(TODAY):
        recharge_customer(funded.harbour, amount=3_000, key=key(), by=funded.olive)
    return funded.harbour


def spend(customer: Organization, amount: int, at: datetime = TODAY, used_key: str = "") -> None:
    with clock.moved_to(at):
        spend_credits(customer, amount=amount, key=used_key or key(), by=None)


def test_the_spendings_of_a_day_are_added_up(harbour: Organization) -> None:
    spend(harbour, 100)
    spend(harbour, 20)
    assert used(harbour) == {"2026-03-01": 120}


def test_a_day_ends_at_midnight_of_the_root(harbour: Organization) -> None:
    spend(harbour, 100, datetime(2026, 3, 1, 22, 59, tzinfo=UTC))
    spend(harbour, 20, datetime(2026, 3, 1, 23, 0, tzinfo=UTC))  # 00:00 in Amsterdam
    assert used(harbour) == {"2026-03-01": 100, "2026-03-02": 20}


def test_the_same_event_counts_once(harbour: Organization) -> None:
    for _ in range(3):
        spend(harbour, 100, used_key="event-1")
    assert used(harbour) == {"2026-03-01": 100}


def test_what_was_refused_counts_for_nothing(harbour: Organization) -> None:
    with pytest.raises(Refused):
        spend(harbour, 3_001)
    assert used(harbour) == {}


def test_a_batch_counts_for_each_customer(funded: SimpleNamespace, harbour: Organization) -> None:
    with clock.moved_to(TODAY):
        recharge_customer(funded.island, amount=500, key=key(), by=funded.olive)
        spend_batch([Spending((harbour, funded.island)[n % 2], 10 + n, key()) for n in range(5)], by=None)
    assert (used(harbour), used(funded.island)) == ({"2026-03-01": 36}, {"2026-03-01": 24})


def test_held_credits_are_used_when_they_are_settled(harbour: Organization) -> None:
    with clock.moved_to(TODAY):
        settled, released = (reserve_credits(harbour, amount=500, key=key(), by=None).reservation for _ in range(2))
        assert used(harbour) == {}
        settle_reservation(settled, amount=200, key=key(), by=None)
        release_reservation(released, key=key(), by=None)
    assert used(harbour) == {"2026-03-01": 200}


def test_the_pool_uses_what_goes_to_customers_less_what_comes_back(
    funded: SimpleNamespace, harbour: Organization
) -> None:
    with clock.moved_to(TODAY):
        return_credits(harbour, amount=400, key=key(), by=funded.olive)
        undo_movement(recharge_customer(harbour, amount=100, key=key(), by=funded.olive), key=key(), by=funded.olive)
        withdraw_credits(funded.acme, amount=50, key=key(), by=funded.stan)
        issue_credits(funded.acme, amount=70, key=key(), by=funded.stan)
    assert used(funded.acme) == {"2026-03-01": 2_600}


def test_a_direct_customer_has_days_of_its_own_and_no_pool(cast: SimpleNamespace) -> None:
    with clock.moved_to(TODAY):
        issue_credits(cast.direct, amount=1_000, key=key(), by=cast.stan)
        spend_credits(cast.direct, amount=30, key=key(), by=None)
    assert used(cast.direct) == {"2026-03-01": 30}


def test_a_spending_costs_one_statement_more(harbour: Organization) -> None:
    spend(harbour, 100)
    with CaptureQueriesContext(connection) as queries:
        spend(harbour, 1)
    beside = [one["sql"] for one in queries if any(name in one["sql"] for name in ("dailyuse", "allocation", "alert"))]
    assert len(beside) == 1


def test_a_day_with_as_much_back_as_out_is_0(funded: SimpleNamespace, harbour: Organization) -> None:
    with clock.moved_to(TODAY):
        return_credits(harbour, amount=3_000, key=key(), by=funded.olive)
    assert DailyUse.objects.get(organization=funded.acme, day=date(2026, 3, 1)).amount == 0
