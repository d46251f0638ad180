"""Credits that the product spends, holds and gives back."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.actions.recharging import recharge_customer
from credits.actions.spending import (
    Spending,
    expire_reservation,
    release_reservation,
    reserve_credits,
    settle_reservation,
    spend_batch,
    spend_credits,
)
from credits.errors import KeyConflict
from credits.models import Transfer
from customers.errors import Refused
from customers.models import Activity, Organization
from reseller_portal.lib import clock
from tests.credits.conftest import key

METER = ("available", "reserved", "used")
Held = Callable[..., str]


@pytest.fixture
def harbour(funded: SimpleNamespace) -> Organization:
    recharge_customer(funded.harbour, amount=3_000, key=key(), by=funded.olive)
    return funded.harbour


def test_spending_moves_available_to_used(harbour: Organization, held: Held) -> None:
    spend_credits(harbour, amount=1_250, key=key(), by=None)
    assert held(harbour, *METER) == "17.5 | 0 | 12.5"


def test_spending_more_than_is_there_uses_nothing(harbour: Organization, held: Held) -> None:
    with pytest.raises(Refused, match="not enough"):
        spend_credits(harbour, amount=3_001, key=key(), by=None)
    assert held(harbour, *METER) == "30 | 0 | 0"


def test_the_same_event_counts_once(harbour: Organization, held: Held) -> None:
    for _ in range(2):
        spend_credits(harbour, amount=100, key="event-1", by=None)
    assert held(harbour, *METER) == "29 | 0 | 1"


def test_usage_writes_no_activity(harbour: Organization) -> None:
    before = Activity.objects.count()
    spend_credits(harbour, amount=100, key=key(), by=None)
    assert Activity.objects.count() == before


def test_a_batch_answers_each_by_itself(funded: SimpleNamespace, harbour: Organization, held: Held) -> None:
    spend_credits(harbour, amount=100, key="known", by=None)
    answers = spend_batch(
        [
            Spending(harbour, 2_000, "a"),
            Spending(harbour, 2_000, "too-much"),
            Spending(harbour, 100, "known"),
            Spending(harbour, 200, "known"),
            Spending(harbour, 900, "b"),
            Spending(harbour, 900, "b"),
            Spending(funded.island, 1, "nothing-there"),
        ],
        by=None,
    )
    outcomes = ["conflict" if isinstance(one, KeyConflict) else one.outcome for one in answers]
    assert outcomes == ["posted", "refused", "posted", "conflict", "posted", "posted", "refused"]
    assert held(harbour, *METER) == "0 | 0 | 30"


def test_a_batch_takes_as_many_queries_as_a_single_event(funded: SimpleNamespace, harbour: Organization) -> None:
    recharge_customer(funded.island, amount=3_000, key=key(), by=funded.olive)
    counts = set()
    for size in (1, 20):
        with CaptureQueriesContext(connection) as queries:
            spend_batch([Spending([harbour, funded.island][n % 2], 1, key()) for n in range(size)], by=None)
        counts.add(len(queries))
    assert len(counts) == 1


def test_a_reservation_holds_credits(harbour: Organization, held: Held) -> None:
    reserve_credits(harbour, amount=1_000, key=key(), by=None)
    assert held(harbour, *METER) == "20 | 10 | 0"


def test_settling_uses_what_the_work_took_and_gives_back_the_rest(harbour: Organization, held: Held) -> None:
    reservation = reserve_credits(harbour, amount=1_000, key=key(), by=None).reservation
    settle_reservation(reservation, amount=400, key=key(), by=None)
    reservation.refresh_from_db()
    assert (held(harbour, *METER), reservation.state, reservation.settled_amount) == ("26 | 0 | 4", "settled", 400)


def test_settling_more_than_is_held_is_refused(harbour: Organization, held: Held) -> None:
    reservation = reserve_credits(harbour, amount=1_000, key=key(), by=None).reservation
    with pytest.raises(Refused):
        settle_reservation(reservation, amount=1_001, key=key(), by=None)
    assert held(harbour, *METER) == "20 | 10 | 0"


def test_a_reservation_ends_once(harbour: Organization, held: Held) -> None:
    reservation = reserve_credits(harbour, amount=1_000, key=key(), by=None).reservation
    release_reservation(reservation, key=key(), by=None)
    with pytest.raises(Refused, match="released already"):
        settle_reservation(reservation, amount=1_000, key=key(), by=None)
    assert held(harbour, *METER) == "30 | 0 | 0"


def test_a_repeated_release_gets_the_first_answer(harbour: Organization, held: Held) -> None:
    reservation = reserve_credits(harbour, amount=1_000, key=key(), by=None).reservation
    used = key()
    assert release_reservation(reservation, key=used, by=None) == release_reservation(reservation, key=used, by=None)
    assert held(harbour, *METER) == "30 | 0 | 0"


def test_a_repeated_reservation_holds_once(harbour: Organization, held: Held) -> None:
    first = reserve_credits(harbour, amount=1_000, key="job-1", by=None)
    again = reserve_credits(harbour, amount=1_000, key="job-1", by=None)
    assert (again.reservation, held(harbour, *METER)) == (first.reservation, "20 | 10 | 0")


def test_a_reservation_expires_after_a_day(harbour: Organization, held: Held) -> None:
    reservation = reserve_credits(harbour, amount=1_000, key=key(), by=None).reservation
    with clock.moved_to(reservation.expires_at - timedelta(seconds=1)), pytest.raises(Refused):
        expire_reservation(reservation, by=None)
    with clock.moved_to(reservation.expires_at):
        expire_reservation(reservation, by=None)
    assert held(harbour, *METER) == "30 | 0 | 0"


def test_what_did_not_happen_leaves_no_transfer(harbour: Organization) -> None:
    before = Transfer.objects.count()
    reservation = reserve_credits(harbour, amount=1_000, key=key(), by=None).reservation
    release_reservation(reservation, key=key(), by=None)
    assert Transfer.objects.count() == before + 2
