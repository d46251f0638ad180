"""Verification: right books verify, and each invariant of accounts, amounts and chains is seen to be broken."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from credits import verification
from credits.actions.accounts import open_account
from credits.actions.spending import spend_credits
from credits.models import Account, Transfer
from credits.verification import chains, verify
from reseller_portal.lib import append_only
from tests.credits.conftest import key
from tests.credits.corruption import account, corrupt, found, remove, transfer, without_constraint


# --- Right books ------------------------------------------------------------------------------------------------------
def test_empty_books_verify(db: None) -> None:
    assert found() == []


def test_right_books_verify(books: SimpleNamespace) -> None:
    assert found() == []


def test_right_books_verify_in_pages_of_two(books: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chains, "PAGE", 2)
    assert found() == []


def test_an_account_without_transfers_verifies(books: SimpleNamespace) -> None:
    open_account(books.globex, "earning_pending", unit="EUR")
    assert found() == []


def test_the_questions_do_not_grow_with_the_transfers(books: SimpleNamespace) -> None:
    counts = set()
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            found()
        counts.add(len(queries))
        for _ in range(10):
            spend_credits(books.harbour, amount=1, key=key(), by=None)
    assert len(counts) == 1


def test_progress_ends_at_the_rows_to_read(books: SimpleNamespace) -> None:
    read: list[int] = []
    list(verify(progress=read.append))
    assert sum(read) == verification.rows_to_read()


def test_a_writer_who_comes_meanwhile_is_no_difference(books: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = chains.keyset_pages

    def then_somebody_spends(*given: Any, **named: Any) -> Any:
        for page in pages(*given, **named):
            spend_credits(books.harbour, amount=1, key=key(), by=None)
            yield page

    monkeypatch.setattr(chains, "keyset_pages", then_somebody_spends)
    assert found() == []


# --- I1 to I6: accounts, amounts, requests, chains --------------------------------------------------------------------
def test_i1_balances_that_make_something_together(books: SimpleNamespace) -> None:
    corrupt(account(books.harbour, "used"), balance=F("balance") + 5)
    assert f"I1 tenant {books.acme.pk} in credits: its balances make 5 together, not 0" in found()


def test_i1_an_account_in_another_tenant(books: SimpleNamespace) -> None:
    used = account(books.harbour, "used")
    corrupt(used, tenant=books.globex)
    assert f"I1 account {used.pk}: its tenant is not its organization's" in found()


def test_i1_a_transfer_in_another_tenant(books: SimpleNamespace) -> None:
    one = transfer("recharge")
    corrupt(one, tenant=books.globex)
    assert found() == [f"I1 transfer {one.pk}: an account or the request is another tenant's"]


def test_i2_a_transfer_that_left_less_than_nothing(books: SimpleNamespace) -> None:
    one = transfer("recharge")
    corrupt(one, debit_after=-5)
    assert f"I2 transfer {one.pk}: it leaves account {one.debit_id} below zero, with -5" in found()


def test_i2_an_account_that_holds_less_than_nothing(books: SimpleNamespace) -> None:
    issuer = account(books.acme, "issuer")
    without_constraint(Account, "account_never_below_zero")
    corrupt(issuer, kind="platform_share")
    assert f"I2 account {issuer.pk}: it holds less than nothing" in found()


def test_i3_an_amount_that_no_transfer_carries(books: SimpleNamespace) -> None:
    one = transfer("recharge")
    without_constraint(Transfer, "transfer_amount_in_range")
    corrupt(one, amount=0)
    assert f"I3 transfer {one.pk}: its amount is none that a transfer carries" in found()


def test_i3_a_transfer_to_the_same_account(books: SimpleNamespace) -> None:
    one = transfer("recharge")
    without_constraint(Transfer, "transfer_between_two")
    corrupt(one, credit=one.debit, credit_version=99)
    assert f"I3 transfer {one.pk}: it goes from an account to the same one" in found()


def test_i3_accounts_of_different_units(books: SimpleNamespace) -> None:
    corrupt(account(books.meadow, "balance"), unit="USD")
    assert f"I3 transfer {transfer('refill').pk}: its accounts hold different units" in found()


def test_i3_a_unit_that_does_not_fit_the_kind(books: SimpleNamespace) -> None:
    spent = account(books.harbour, "spent")
    corrupt(spent, unit="EUR")
    assert f"I3 account {spent.pk}: its unit does not fit its kind" in found()


def test_i3_a_pool_of_a_customer(books: SimpleNamespace) -> None:
    spent = account(books.harbour, "spent")
    corrupt(spent, kind="pool")
    assert found() == [f"I3 account {spent.pk}: only a root has one of its kind"]


def test_i4_a_guard_that_was_taken_off(books: SimpleNamespace) -> None:
    connection.check_constraints()
    append_only.remove()
    assert "I4 guard credits_transfer_no_change: it does not stand, so rows could be changed" in found()


def test_i4_a_time_that_was_changed(books: SimpleNamespace) -> None:
    one = transfer("recharge")
    corrupt(one, at=one.at - timedelta(days=30))
    assert found() == [f"I4 transfer {one.pk}: it has another time than its request"]


def test_i5_a_transfer_of_a_refused_request(books: SimpleNamespace) -> None:
    one = transfer("recharge")
    corrupt(one.request, outcome="refused", reason="No.")
    assert found() == [f"I5 transfer {one.pk}: its request was not posted"]


def test_i6_an_amount_that_was_changed(books: SimpleNamespace) -> None:
    one = Transfer.objects.get(kind="spending", amount=500)
    corrupt(one, amount=499)
    assert found() == [
        f"I6 transfer {one.pk}: it leaves account {one.debit_id} with 2500, but 3000 and -499 make 2501",
        f"I6 account {one.debit_id}: it holds 2360, and its transfers make 2361",
        f"I6 transfer {one.pk}: it leaves account {one.credit_id} with 500, but 0 and +499 make 499",
        f"I6 account {one.credit_id}: it holds 540, and its transfers make 539",
    ]


def test_i6_a_balance_that_was_changed(books: SimpleNamespace) -> None:
    used = account(books.harbour, "used")
    corrupt(used, balance=541)
    assert f"I6 account {used.pk}: it holds 541, and its transfers make 540" in found()


def test_i6_a_version_that_was_changed(books: SimpleNamespace) -> None:
    used = account(books.harbour, "used")
    corrupt(used, version=3)
    assert found() == [f"I6 account {used.pk}: it counts 3 transfers, and the last there is number 2"]


def test_i6_an_account_that_fell_behind(books: SimpleNamespace) -> None:
    used = account(books.harbour, "used")
    last = used.credits.get(credit_version=2)
    corrupt(used, version=1, balance=500)
    assert f"I6 transfer {last.pk}: it is number 2 of account {used.pk}, which counts 1" in found()


def test_i6_a_transfer_that_was_removed(books: SimpleNamespace) -> None:
    one = Transfer.objects.get(kind="spending", amount=500)
    after = Transfer.objects.filter(debit=one.debit).order_by("pk")[1]
    remove(one)
    assert f"I6 transfer {after.pk}: it is number 3 of account {one.debit_id}, and follows number 1" in found()
