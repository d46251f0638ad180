"""Money that customers have prepaid."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from credits.actions.balances import deduct_balance, refill_balance
from customers.errors import Refused
from tests.credits.conftest import key

Held = Callable[..., str]


def test_a_refill_is_received_by_the_reseller_for_the_customer(cast: SimpleNamespace, held: Held) -> None:
    refill_balance(cast.harbour, amount=12_550, key=key(), note="Bank transfer", by=cast.olive)
    assert (held(cast.acme, "settlement"), held(cast.harbour, "balance")) == ("-125.5", "125.5")


def test_a_deduction_never_goes_below_zero(cast: SimpleNamespace, held: Held) -> None:
    refill_balance(cast.harbour, amount=1_000, key=key(), note="Bank transfer", by=cast.olive)
    with pytest.raises(Refused, match=r"The balance is EUR 10\.00"):
        deduct_balance(cast.harbour, amount=1_001, key=key(), note="Paid back", by=cast.olive)
    deduct_balance(cast.harbour, amount=1_000, key=key(), note="Paid back", by=cast.olive)
    assert held(cast.harbour, "balance") == "0"


@pytest.mark.parametrize("note", ["", "   "])
def test_money_moves_with_a_reason_only(cast: SimpleNamespace, held: Held, note: str) -> None:
    with pytest.raises(Refused, match="what it is for"):
        refill_balance(cast.harbour, amount=1_000, key=key(), note=note, by=cast.olive)
    assert held(cast.harbour, "balance") == "0"
