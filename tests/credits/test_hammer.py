"""Several processes ask the ledger at once, on a real database, for more than there is.

The drills at the end take one guard away and show that the same hammer notices.
"""

import json
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connection

from tests.credits.hammering import Ask, Database, Writers, balances, faults, lost, of_tests

pytestmark = pytest.mark.django_db  # so that there is a migrated database to copy
POOL, SIZE, CUSTOMERS = 10_000, 100, 8


@pytest.fixture(scope="module")
def writers(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writers]:
    with Writers(of_tests(), tmp_path_factory.mktemp("writers")) as writers:
        yield writers


@pytest.fixture(scope="module")
def prepared(writers: Writers) -> Iterator[Database]:
    """A reseller with a pool, and customers with nothing."""
    database = of_tests().copy("portal_hammer_prepared")
    writers.run(database, [[[]]], prepare={"customers": CUSTOMERS, "pool": POOL})
    yield database
    database.drop()


@pytest.fixture
def database(prepared: Database) -> Iterator[Database]:
    copy = prepared.copy("portal_hammer")
    yield copy
    copy.drop()


def recharges(count: int, *, do: str = "recharge", name: str = "r") -> list[Ask]:
    return [{"do": do, "who": f"c{n % CUSTOMERS}", "amount": SIZE, "key": f"{name}{n}"} for n in range(count)]


def empty_the_pool(writers: Writers, database: Database, **job: object) -> list[str]:
    """Half as much again as there is, each request sent by two writers; what is wrong afterwards."""
    asks = recharges(POOL // SIZE * 3 // 2)
    halves = asks[::2], asks[1::2]
    answers = writers.run(database, [[half] for half in (*halves, *halves)], **job)
    accepted = {key for key, answer in answers if answer == "posted"}
    found = [*faults(database), *lost(database, answers)]
    if len(accepted) != POOL // SIZE:
        found.append(f"{len(accepted)} were accepted")
    if (left := balances(database, "pool")) != {"Acme": 0}:
        found.append(f"left in the pool: {left}")
    return found


def test_demand_above_the_pool_is_met_to_the_last_credit_and_no_further(writers: Writers, database: Database) -> None:
    assert empty_the_pool(writers, database) == []


def there_and_back(writers: Writers, database: Database, **job: object) -> list[str]:
    """Two writers recharge while two return; what is wrong afterwards."""
    asks = [
        recharges(25, name="a"), recharges(25, name="b"),
        recharges(25, do="return", name="c"), recharges(25, do="return", name="d"),
    ]  # fmt: skip
    answers = writers.run(database, [[own] for own in asks], **job)
    return [*faults(database), *lost(database, answers)]


def test_recharges_and_returns_at_once_leave_sound_books(writers: Writers, database: Database) -> None:
    assert there_and_back(writers, database) == []


def one_request_twenty_times(writers: Writers, database: Database, **job: object) -> list[str]:
    asks = [[recharges(1)] * 5] * 4
    answers = writers.run(database, asks, **job)
    found = [*faults(database), *lost(database, answers)]
    made = database.rows("SELECT count(*) FROM credits_transfer WHERE kind = 'recharge'")
    return [*found, *([] if (len(answers), made) == (20, [(1,)]) else [f"{answers} made {made}"])]


def test_twenty_identical_submissions_make_one_transfer(writers: Writers, database: Database) -> None:
    assert one_request_twenty_times(writers, database) == []


def test_ten_times_set_credits_at_once_moves_the_pool_once(writers: Writers, database: Database) -> None:
    asks = [
        [[{"do": "set", "who": "c0", "amount": 2_000, "key": f"{writer}-{thread}"}] for thread in range(5)]
        for writer in range(2)
    ]
    answers = writers.run(database, asks)
    assert Counter(answer for _, answer in answers) == {"posted": 10}
    assert (balances(database, "pool")["Acme"], balances(database, "available")["c0"]) == (8_000, 2_000)
    assert faults(database) == []


def test_the_same_events_singly_and_in_batches_both_ways_count_once(writers: Writers, database: Database) -> None:
    writers.run(database, [[[{"do": "recharge", "who": f"c{n}", "amount": 1_000, "key": f"r{n}"} for n in range(8)]]])
    events = [(f"c{n % CUSTOMERS}", 10, f"e{n}") for n in range(120)]
    singles = [{"do": "spend", "who": who, "amount": amount, "key": key} for who, amount, key in events]
    batches = [{"do": "batch", "items": events[n : n + 20]} for n in range(0, len(events), 20)]
    backwards = [{"do": "batch", "items": batch["items"][::-1]} for batch in batches[::-1]]
    answers = writers.run(database, [[singles], [singles[::-1]], [batches * 3], [backwards * 3]])
    assert {answer for _, answer in answers} == {"posted"}
    assert balances(database, "used") == {f"c{n}": 150 for n in range(CUSTOMERS)}
    assert [*faults(database), *lost(database, answers)] == []


def test_customers_are_closed_while_they_are_recharged(writers: Writers, database: Database) -> None:
    closings = [{"do": "close", "who": f"c{n % CUSTOMERS}"} for n in range(24)]
    answers = writers.run(database, [[recharges(24, name="a")], [recharges(24, name="b")], [closings], [closings]])
    assert [*faults(database), *lost(database, answers)] == []


def test_first_events_of_new_customers_in_batches_both_ways_open_accounts_once(
    writers: Writers, database: Database
) -> None:
    batch = [(f"c{n}", 10, f"e{n}") for n in range(CUSTOMERS)]
    database.rows("DELETE FROM credits_account WHERE kind <> 'pool' AND kind <> 'issuer' RETURNING id")
    asks = [[[{"do": "batch", "items": items}]] for items in (batch, batch[::-1], batch, batch[::-1])]
    answers = writers.run(database, asks)
    assert {answer for _, answer in answers} == {"refused"}
    assert lost(database, answers) == []


def told(database: Database) -> list[tuple[int, ...]]:
    """The lines of the mails that were queued, and how many of each."""
    rows = database.rows("SELECT args_kwargs FROM django_tasks_database_dbtaskresult ORDER BY enqueued_at")
    found = [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in rows]
    return sorted(Counter(one["args"][3] for one in found).items())


def test_a_hundred_spendings_at_once_cross_a_line_once(writers: Writers, database: Database) -> None:
    """Two mails a crossing: to the customer and to its reseller."""
    writers.run(database, [[[{"do": "recharge", "who": "c0", "amount": 1_000, "key": "r"}]]])
    asks = [[[{"do": "spend", "who": "c0", "amount": 8, "key": f"{w}-{t}-{n}"} for n in range(5)] for t in range(5)]
            for w in range(4)]  # fmt: skip
    answers = writers.run(database, asks)
    assert Counter(answer for _, answer in answers) == {"posted": 100}
    assert told(database) == [(25, 2)]
    daily = database.rows("SELECT sum(amount) FROM credits_dailyuse JOIN customers_organization AS o "
                          "ON o.id = organization_id WHERE name = 'c0'")  # fmt: skip
    assert daily == [(800,)]
    assert [*faults(database), *lost(database, answers)] == []


# --- Drills: what the hammer says when a guard is gone ----------------------------------------------------------------
@pytest.mark.drill
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
def test_without_the_lock_the_hammer_turns_red(writers: Writers, database: Database) -> None:
    database.rewrite("credits_lock", "FOR NO KEY UPDATE")
    assert there_and_back(writers, database) != []


@pytest.mark.drill
def test_without_the_check_the_database_itself_refuses(writers: Writers, database: Database) -> None:
    found = empty_the_pool(writers, database, without=["check"])
    assert faults(database) == []
    assert found
    assert all("account_never_below_zero" in one for one in found)


@pytest.mark.drill
def test_without_the_check_and_the_constraint_the_hammer_turns_red(writers: Writers, database: Database) -> None:
    writers.run(database, [[[]]], drop=["account_never_below_zero"])
    found = empty_the_pool(writers, database, without=["check"])
    assert any(one.startswith("below zero") for one in found)


@pytest.mark.drill
def test_without_the_key_the_hammer_turns_red(writers: Writers, database: Database) -> None:
    writers.run(database, [[[]]], drop=["ledger_request_once"])
    if database.is_postgresql:
        database.rewrite("credits_store", "ON CONFLICT (tenant_id, key) DO NOTHING")
    found = one_request_twenty_times(writers, database, without=["key"])
    assert any(one.startswith("a key is there twice") for one in found)
