"""What happens when the database gives a transaction up: it is tried again, three times at most, and only as a whole."""

import sqlite3
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from credits.actions import engines
from credits.actions.recharging import recharge_customer
from credits.actions.spending import Spending, spend_batch, spend_credits
from credits.errors import LedgerBusy
from credits.models import Account, LedgerRequest
from tests.credits.conftest import key


def given_up() -> OperationalError:
    """As Django raises what SQLite says when another writer does not let go."""
    cause, error = sqlite3.OperationalError("database is locked"), OperationalError("database is locked")
    cause.sqlite_errorname, error.__cause__ = "SQLITE_BUSY", cause
    return error


@pytest.fixture
def giving_up(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let the first `times` locks of the ledger's accounts fail; counts all of them, and calls `again` before a later one."""
    lock = engines.lock

    def prepare(times: int, error: Exception | None = None, again: Callable[[], None] = lambda: None) -> list[int]:
        asked: list[int] = []

        def failing(*given: Any) -> Any:
            asked.append(1)
            if len(asked) <= times:
                raise error or given_up()
            if len(asked) > 1:
                again()
            return lock(*given)

        monkeypatch.setattr(engines, "lock", failing)
        return asked

    return prepare


@pytest.fixture
def outermost(transactional_db: None, funded: SimpleNamespace) -> SimpleNamespace:
    """Funded, and not inside the test's own transaction."""
    recharge_customer(funded.harbour, amount=1_000, key=key(), by=funded.olive)
    return funded


@pytest.mark.django_db(transaction=True)
def test_what_was_given_up_twice_is_done_at_the_third_try(outermost: SimpleNamespace, giving_up: Any) -> None:
    asked = giving_up(2)
    assert spend_credits(outermost.harbour, amount=10, key="thrice", by=None).outcome == "posted"
    assert len(asked) == 3


@pytest.mark.django_db(transaction=True)
def test_a_fourth_try_is_not_made_and_nothing_is_stored(outermost: SimpleNamespace, giving_up: Any) -> None:
    asked = giving_up(3)
    with pytest.raises(LedgerBusy):
        spend_batch([Spending(outermost.harbour, 10, "busy")], by=None)
    assert (len(asked), LedgerRequest.objects.filter(key="busy").exists()) == (3, False)


@pytest.mark.django_db(transaction=True)
def test_another_error_is_not_tried_again(outermost: SimpleNamespace, giving_up: Any) -> None:
    asked = giving_up(1, OperationalError("the disk is full"))
    with pytest.raises(OperationalError, match="disk"):
        spend_credits(outermost.harbour, amount=10, key=key(), by=None)
    assert len(asked) == 1


def test_inside_another_transaction_nothing_is_tried_again(funded: SimpleNamespace, giving_up: Any) -> None:
    asked = giving_up(1)
    with pytest.raises(OperationalError, match="locked"), transaction.atomic():
        spend_credits(funded.harbour, amount=10, key=key(), by=None)
    assert len(asked) == 1


# --- A real deadlock --------------------------------------------------------------------------------------------------
def in_the_other_order(first: int, second: int, locked: threading.Event) -> None:
    """Lock two accounts as no writer of ours does, patiently, so that it is the other one who is given up."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL deadlock_timeout = '20s'")
        cursor.execute("SELECT id FROM credits_account WHERE id = %s FOR UPDATE", [first])
        locked.set()
        time.sleep(0.3)
        cursor.execute("SELECT id FROM credits_account WHERE id = %s FOR UPDATE", [second])
    connection.close()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_whoever_loses_a_deadlock_is_answered_after_all(outermost: SimpleNamespace, giving_up: Any) -> None:
    locked = threading.Event()
    own = dict(Account.objects.filter(organization=outermost.harbour).values_list("kind", "pk"))
    first, second = sorted((own["available"], own["used"]))
    other = threading.Thread(target=in_the_other_order, args=(second, first, locked))
    asked = giving_up(0, again=other.join)  # A row just let go is anybody's: an earlier try may lose it all over again
    other.start()
    locked.wait()
    request = spend_credits(outermost.harbour, amount=10, key=key(), by=None)
    assert (request.outcome, len(asked)) == ("posted", 2)
