"""Taking the latest movement back."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from credits.actions.balances import deduct_balance, refill_balance
from credits.actions.recharging import recharge_customer, return_credits, set_credits
from credits.actions.spending import spend_credits
from credits.actions.undoing import undo_movement
from credits.models import Transfer
from customers.errors import Refused
from tests.credits.conftest import key

METER = ("available", "used", "spent")
Held = Callable[..., str]


def test_undoing_a_recharge_gives_the_credits_back(funded: SimpleNamespace, held: Held) -> None:
    request = recharge_customer(funded.harbour, amount=3_000, key=key(), by=funded.olive)
    undo_movement(request, key=key(), by=funded.olive)
    assert (held(funded.acme, "pool"), held(funded.harbour, *METER)) == ("100", "0 | 0 | 0")


def test_undoing_says_which_transfer_it_reverses(funded: SimpleNamespace) -> None:
    request = recharge_customer(funded.harbour, amount=3_000, key=key(), by=funded.olive)
    undo = undo_movement(request, key=key(), by=funded.olive)
    assert undo.transfers.get().reverses == request.transfers.get()


def test_undoing_a_recharge_that_began_an_allocation_brings_the_old_one_back(
    funded: SimpleNamespace, held: Held
) -> None:
    recharge_customer(funded.harbour, amount=5_000, key=key(), by=funded.olive)
    spend_credits(funded.harbour, amount=4_900, key=key(), by=None)
    request = recharge_customer(funded.harbour, amount=1_000, key=key(), by=funded.olive)
    undo_movement(request, key=key(), by=funded.olive)
    assert held(funded.harbour, *METER) == "1 | 49 | 0"


def test_what_was_used_cannot_be_undone(funded: SimpleNamespace, held: Held) -> None:
    request = recharge_customer(funded.harbour, amount=3_000, key=key(), by=funded.olive)
    spend_credits(funded.harbour, amount=1, key=key(), by=None)
    with pytest.raises(Refused, match="Some of it was used already"):
        undo_movement(request, key=key(), by=funded.olive)
    assert held(funded.harbour, *METER) == "29.99 | 0.01 | 0"


def test_only_the_latest_movement_can_be_undone(funded: SimpleNamespace) -> None:
    first = recharge_customer(funded.harbour, amount=3_000, key=key(), by=funded.olive)
    recharge_customer(funded.harbour, amount=1_000, key=key(), by=funded.olive)
    with pytest.raises(Refused, match="Only the latest movement"):
        undo_movement(first, key=key(), by=funded.olive)


def test_a_movement_is_undone_once(funded: SimpleNamespace, held: Held) -> None:
    request = recharge_customer(funded.harbour, amount=3_000, key=key(), by=funded.olive)
    undo_movement(request, key=key(), by=funded.olive)
    with pytest.raises(Refused, match="undone already"):
        undo_movement(request, key=key(), by=funded.olive)
    assert held(funded.acme, "pool") == "100"


def test_an_undone_movement_does_not_make_the_one_before_it_the_latest(funded: SimpleNamespace) -> None:
    first = recharge_customer(funded.harbour, amount=3_000, key=key(), by=funded.olive)
    second = recharge_customer(funded.harbour, amount=1_000, key=key(), by=funded.olive)
    undo_movement(second, key=key(), by=funded.olive)
    with pytest.raises(Refused):
        undo_movement(first, key=key(), by=funded.olive)


@pytest.mark.parametrize("way", ["return", "set down", "refill", "deduct"])
def test_every_movement_of_a_reseller_can_be_undone(funded: SimpleNamespace, held: Held, way: str) -> None:
    recharge_customer(funded.harbour, amount=3_000, key=key(), by=funded.olive)
    refill_balance(funded.harbour, amount=5_000, key=key(), note="Order 1", by=funded.olive)
    kinds = ("available", "used", "balance")
    before = held(funded.harbour, *kinds)
    told = {"key": key(), "by": funded.olive}
    move = {
        "return": lambda: return_credits(funded.harbour, amount=1_000, **told),
        "set down": lambda: set_credits(funded.harbour, target=500, **told),
        "refill": lambda: refill_balance(funded.harbour, amount=700, note="Order 2", **told),
        "deduct": lambda: deduct_balance(funded.harbour, amount=700, note="Paid back", **told),
    }
    undo_movement(move[way](), key=key(), by=funded.olive)
    assert held(funded.harbour, *kinds) == before


def test_undoing_adds_and_changes_nothing_else(funded: SimpleNamespace) -> None:
    request = recharge_customer(funded.harbour, amount=3_000, key=key(), by=funded.olive)
    before = list(Transfer.objects.order_by("pk").values())
    undo_movement(request, key=key(), by=funded.olive)
    assert list(Transfer.objects.order_by("pk").values())[: len(before)] == before
