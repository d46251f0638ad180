"""Verification of reversals, reservations and deletions: each invariant is seen to be broken."""

from types import SimpleNamespace

import pytest
from django.db import connection

from credits.models import Transfer
from customers.actions.erasure import make_tombstone
from tests.credits.corruption import account, corrupt, found, remove, transfer


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
