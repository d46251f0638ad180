"""Deleting a customer returns what it did not use, and waits for what is outstanding."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from credits.actions.balances import deduct_balance, refill_balance
from credits.actions.recharging import recharge_customer
from credits.actions.spending import release_reservation, reserve_credits, spend_credits
from credits.models import RequestNote, Transfer
from customers.actions.removal import remove_user
from customers.actions.users import make_owner
from customers.errors import Refused
from customers.models import Organization
from reseller_portal.deletion import delete_customer
from tests.credits.conftest import key

Held = Callable[..., str]


def test_unspent_credits_go_back_to_the_pool(funded: SimpleNamespace, held: Held) -> None:
    recharge_customer(funded.harbour, amount=5_000, key=key(), by=funded.olive)
    spend_credits(funded.harbour, amount=1_300, key=key(), by=None)
    delete_customer(funded.harbour, by=funded.olive)
    assert (held(funded.acme, "pool"), held(funded.harbour, "available", "used", "spent")) == ("87", "0 | 0 | 13")


def test_money_in_the_balance_refuses_and_nothing_is_half_done(funded: SimpleNamespace, held: Held) -> None:
    recharge_customer(funded.harbour, amount=5_000, key=key(), by=funded.olive)
    refill_balance(funded.harbour, amount=100, key=key(), note="Order 1", by=funded.olive)
    with pytest.raises(Refused, match=r"There is EUR 1\.00 in its balance"):
        delete_customer(funded.harbour, by=funded.olive)
    funded.harbour.refresh_from_db()
    assert (funded.harbour.deleted_at, held(funded.acme, "pool")) == (None, "50")


def test_it_can_go_once_the_balance_was_given_back(funded: SimpleNamespace) -> None:
    refill_balance(funded.harbour, amount=100, key=key(), note="Order 1", by=funded.olive)
    deduct_balance(funded.harbour, amount=100, key=key(), note="Paid back", by=funded.olive)
    assert delete_customer(funded.harbour, by=funded.olive).deleted_at


def test_credits_held_for_running_work_refuse(funded: SimpleNamespace, held: Held) -> None:
    recharge_customer(funded.harbour, amount=5_000, key=key(), by=funded.olive)
    reservation = reserve_credits(funded.harbour, amount=1_000, key=key(), by=None).reservation
    with pytest.raises(Refused, match="10 credits are held"):
        delete_customer(funded.harbour, by=funded.olive)
    release_reservation(reservation, key=key(), by=None)
    delete_customer(funded.harbour, by=funded.olive)
    assert held(funded.acme, "pool") == "100"


def test_the_ledger_stays_and_the_typed_reasons_go(funded: SimpleNamespace) -> None:
    recharge_customer(funded.harbour, amount=5_000, key=key(), note="For Carol", by=funded.olive)
    before = list(Transfer.objects.order_by("pk").values())
    delete_customer(funded.harbour, by=funded.olive)
    assert list(Transfer.objects.order_by("pk").values())[: len(before)] == before
    assert not RequestNote.objects.filter(text="For Carol").exists()


@pytest.mark.parametrize("movement", ["recharge", "refill"])
def test_whoever_read_a_customer_before_it_was_deleted_moves_nothing_to_it(
    funded: SimpleNamespace, held: Held, movement: str
) -> None:
    stale = Organization.objects.get(pk=funded.harbour.pk)
    delete_customer(funded.harbour, by=funded.olive)
    told = {"amount": 100, "key": key(), "note": "Order 1", "by": funded.olive}
    with pytest.raises(Refused, match="was deleted"):
        {"recharge": recharge_customer, "refill": refill_balance}[movement](stale, **told)
    assert held(funded.harbour, "available", "balance") == "0 | 0"


def test_word_of_its_low_credits_is_forgotten_with_it(funded: SimpleNamespace, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}
    for customer in (funded.harbour, funded.island):
        recharge_customer(customer, amount=1_000, key=key(), by=funded.olive)
        spend_credits(customer, amount=800, key=key(), by=None)
    delete_customer(funded.harbour, by=funded.olive)
    queued = DBTaskResult.objects.filter(task_path="credits.tasks.mail_low_credits")
    assert [one.args_kwargs["args"][2] for one in queued] == [funded.island.pk] * 2


def test_word_of_low_credits_to_somebody_is_forgotten_with_them(funded: SimpleNamespace, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}
    make_owner(funded.harbour, user=funded.carol, by=funded.olive)
    recharge_customer(funded.harbour, amount=1_000, key=key(), by=funded.olive)
    spend_credits(funded.harbour, amount=800, key=key(), by=None)
    remove_user(funded.carol, by=funded.olive)
    queued = DBTaskResult.objects.filter(task_path="credits.tasks.mail_low_credits")
    assert [one.args_kwargs["args"][1] for one in queued] == [funded.acme.pk]
