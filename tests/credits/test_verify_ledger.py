"""`verify_ledger`: right books verify, and each invariant that a row can break is seen to be broken."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F, Model
from django.test.utils import CaptureQueriesContext

from credits import verification
from credits.actions.accounts import open_account
from credits.actions.balances import refill_balance
from credits.actions.closing import close_accounts
from credits.actions.recharging import recharge_customer
from credits.actions.spending import release_reservation, reserve_credits, settle_reservation, spend_credits
from credits.actions.undoing import undo_movement
from credits.models import Account, LedgerRequest, Transfer
from credits.verification import chains, verify
from customers.actions.erasure import make_tombstone
from reseller_portal.lib import append_only
from tests.credits.conftest import key


@pytest.fixture
def books(funded: SimpleNamespace) -> SimpleNamespace:
    """Movements of every sort: Harbour uses and holds, one recharge was undone, Island is deleted, Meadow prepaid."""
    olive = funded.olive
    for customer in (funded.harbour, funded.island):
        recharge_customer(customer, amount=3_000, key=key(), by=olive)
    spend_credits(funded.harbour, amount=500, key=key(), by=None)
    settled, released, funded.held = (
        reserve_credits(funded.harbour, amount=100, key=key(), by=None).reservation for _ in range(3)
    )
    settle_reservation(settled, amount=40, key=key(), by=None)
    release_reservation(released, key=key(), by=None)
    funded.settled = settled
    undo_movement(recharge_customer(funded.harbour, amount=700, key=key(), by=olive), key=key(), by=olive)
    refill_balance(funded.meadow, amount=900, key=key(), note="By bank", by=funded.gus)
    close_accounts(funded.island, by=olive)
    make_tombstone(funded.island, by=olive)
    return funded


@contextmanager
def without_guards() -> Iterator[None]:
    connection.check_constraints()  # what is still to be checked would be in the way of the guards
    append_only.remove()
    yield
    connection.check_constraints()
    append_only.install()


def corrupt(row: Model, **columns: Any) -> None:
    """Change a row as no code of ours can."""
    with without_guards():
        type(row)._base_manager.filter(pk=row.pk).update(**columns)


def remove(row: Model) -> None:
    with without_guards():
        type(row)._base_manager.filter(pk=row.pk).delete()


def without_constraint(model: type[Model], name: str) -> None:
    """Let the database store what its CHECK refuses, until the test's transaction is undone."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints=ON")
        else:
            cursor.execute(f"ALTER TABLE {model._meta.db_table} DROP CONSTRAINT {name}")


@pytest.fixture(autouse=True)
def _constraints_again() -> Any:
    yield
    if connection.vendor == "sqlite" and connection.connection is not None:
        connection.connection.execute("PRAGMA ignore_check_constraints=OFF")


def found() -> list[str]:
    """All but what is kept beside the ledger, which tests/credits/test_verify_use.py is about."""
    return [str(finding) for finding in verify() if finding.invariant != "I13"]


def transfer(kind: str) -> Transfer:
    return Transfer.objects.filter(kind=kind).order_by("pk").first()


def account(organization: Any, kind: str) -> Account:
    return Account.objects.get(organization=organization, kind=kind)


def verify_ledger() -> str:
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    return out.getvalue()


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


# --- I9: reversals ----------------------------------------------------------------------------------------------------
def test_i9_a_reversal_of_nothing(books: SimpleNamespace) -> None:
    one = transfer("reversal")
    corrupt(one, reverses=None)
    assert found() == [f"I9 transfer {one.pk}: it is a reversal, and does not say of what"]


def test_i9_a_movement_that_says_it_reverses(books: SimpleNamespace) -> None:
    one = transfer("reversal")
    corrupt(one, kind="return")
    assert found() == [f"I9 transfer {one.pk}: it reverses another one, and is none"]


def test_i9_a_reversal_of_another_amount(books: SimpleNamespace) -> None:
    one = transfer("reversal")
    corrupt(one, reverses=transfer("recharge"))
    assert found() == [f"I9 transfer {one.pk}: it reverses another amount"]


def test_i9_a_reversal_between_other_accounts(books: SimpleNamespace) -> None:
    one = transfer("reversal")
    corrupt(one, reverses=transfer("issue"))
    assert f"I9 transfer {one.pk}: it reverses one between other accounts" in found()


def test_i9_a_reversal_of_what_was_not_there_yet(books: SimpleNamespace) -> None:
    one = transfer("reversal")
    corrupt(one, reverses=Transfer.objects.order_by("-pk").first())
    assert f"I9 transfer {one.pk}: it reverses what was not there yet" in found()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite cannot drop a constraint")
def test_i9_a_second_reversal(books: SimpleNamespace) -> None:
    first, second = transfer("reversal"), Transfer.objects.order_by("-pk").first()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE credits_transfer DROP CONSTRAINT credits_transfer_reverses_id_key")
    corrupt(second, reverses=first.reverses)
    assert f"I9 transfer {second.pk}: what it reverses was reversed before" in found()


# --- I11: reservations ------------------------------------------------------------------------------------------------
def test_i11_more_held_than_the_account_holds(books: SimpleNamespace) -> None:
    reserved = account(books.harbour, "reserved")
    corrupt(books.settled, state="held", settled_amount=0)
    assert f"I11 account {reserved.pk}: it holds 100, and its held reservations 200" in found()


def test_i11_a_reservation_that_ended_without_a_transfer(books: SimpleNamespace) -> None:
    reserved = account(books.harbour, "reserved")
    corrupt(books.held, state="released")
    wrong = "its transfers have given back 160 in 2, its reservations 260 in 3"
    assert f"I11 account {reserved.pk}: {wrong}" in found()


def test_i11_a_reservation_that_took_another_amount(books: SimpleNamespace) -> None:
    reserved = account(books.harbour, "reserved")
    corrupt(books.settled, settled_amount=41)
    assert found() == [
        f"I11 account {reserved.pk}: its transfers have used 40 in 1, its reservations 41 in 1",
        f"I11 account {reserved.pk}: its transfers have given back 160 in 2, its reservations 159 in 2",
    ]


def test_i11_a_reservation_that_took_something_unsettled(books: SimpleNamespace) -> None:
    corrupt(books.settled, state="expired")
    assert found() == [f"I11 reservation {books.settled.pk}: it took something without being settled"]


def test_i11_a_reservation_without_its_transfer(books: SimpleNamespace) -> None:
    corrupt(books.held, amount=101)
    assert f"I11 reservation {books.held.pk}: no transfer holds its amount" in found()


def test_i11_a_reservation_of_somebody_else(books: SimpleNamespace) -> None:
    corrupt(books.held, organization=books.meadow)
    assert f"I11 reservation {books.held.pk}: its request is somebody else's" in found()


def test_i11_credits_held_without_a_reservation(books: SimpleNamespace) -> None:
    one = Transfer.objects.get(request=books.held.request)
    books.held.delete()
    assert f"I11 transfer {one.pk}: it holds credits, and there is no reservation" in found()


# --- I12: deletion ----------------------------------------------------------------------------------------------------
def test_i12_a_deleted_customer_that_holds_something(books: SimpleNamespace) -> None:
    make_tombstone(books.harbour, by=books.olive)
    for kind in ("available", "reserved", "used"):
        wrong = "its organization was deleted, and it holds something still"
        assert f"I12 account {account(books.harbour, kind).pk}: {wrong}" in found()


def test_i12_a_deleted_customer_whose_transfer_is_gone(books: SimpleNamespace) -> None:
    last = Transfer.objects.get(kind="deletion")
    remove(last)
    wrong = "it counts 2 transfers, and the last there is number 1"
    assert f"I6 account {last.debit_id}: {wrong}" in found()


# --- The command ------------------------------------------------------------------------------------------------------
def test_the_command_says_what_it_read(books: SimpleNamespace) -> None:
    counts = f"{Account.objects.count()} accounts, {Transfer.objects.count()} transfers, 3 reservations"
    assert verify_ledger() == f"The books are right: {counts}.\n"


def test_the_command_exits_with_1_on_one_difference(books: SimpleNamespace) -> None:
    corrupt(account(books.harbour, "used"), version=3)
    with pytest.raises(CommandError, match=r"^1 difference in \d+ accounts") as refusal:
        verify_ledger()
    assert refusal.value.returncode == 1


def test_the_command_prints_the_first_20_differences(books: SimpleNamespace) -> None:
    recharge_customer(books.harbour, amount=100, key=key(), by=books.olive)
    for _ in range(25):
        spend_credits(books.harbour, amount=1, key=key(), by=None)
    with without_guards():
        LedgerRequest.objects.filter(action="spend").update(outcome="refused", reason="No.")
    out = StringIO()
    with pytest.raises(CommandError, match=r"^26 differences in .* The first 20 are above\.$"):
        call_command("verify_ledger", stdout=out)
    assert len(out.getvalue().splitlines()) == 20


def test_the_checkpoint_follows_every_movement(books: SimpleNamespace) -> None:
    before = verification.checkpoint()
    spend_credits(books.harbour, amount=1, key=key(), by=None)
    assert verification.checkpoint() != before
