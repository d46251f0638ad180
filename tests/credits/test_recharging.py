"""Credits between a reseller's pool and its customers."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from credits.actions.issuing import issue_credits, withdraw_credits
from credits.actions.recharging import recharge_customer, return_credits, set_credits
from credits.actions.spending import spend_credits
from credits.errors import KeyConflict
from credits.models import LedgerRequest, Transfer
from customers.errors import Refused
from customers.models import Activity
from tests.credits.conftest import key

METER = ("available", "used", "spent")
Held = Callable[..., str]


def test_a_recharge_moves_credits_out_of_the_pool(funded: SimpleNamespace, held: Held) -> None:
    recharge_customer(funded.harbour, amount=3_000, key=key(), by=funded.olive)
    assert (held(funded.acme, "pool"), held(funded.harbour, *METER)) == ("70", "30 | 0 | 0")


def test_a_recharge_adds_to_the_present_allocation(funded: SimpleNamespace, held: Held) -> None:
    recharge_customer(funded.harbour, amount=5_000, key=key(), by=funded.olive)
    spend_credits(funded.harbour, amount=2_000, key=key(), by=None)
    recharge_customer(funded.harbour, amount=1_000, key=key(), by=funded.olive)
    assert held(funded.harbour, *METER) == "40 | 20 | 0"


def test_a_recharge_in_the_red_begins_a_new_allocation(funded: SimpleNamespace, held: Held) -> None:
    recharge_customer(funded.harbour, amount=5_000, key=key(), by=funded.olive)
    spend_credits(funded.harbour, amount=4_900, key=key(), by=None)
    recharge_customer(funded.harbour, amount=1_000, key=key(), by=funded.olive)
    assert held(funded.harbour, *METER) == "11 | 0 | 49"


def test_ten_per_cent_left_is_not_yet_in_the_red(funded: SimpleNamespace, held: Held) -> None:
    recharge_customer(funded.harbour, amount=5_000, key=key(), by=funded.olive)
    spend_credits(funded.harbour, amount=4_500, key=key(), by=None)
    recharge_customer(funded.harbour, amount=1_000, key=key(), by=funded.olive)
    assert held(funded.harbour, *METER) == "15 | 45 | 0"


def test_a_short_pool_refuses_and_says_what_is_left(funded: SimpleNamespace, held: Held) -> None:
    with pytest.raises(Refused, match=r"The pool has 100 credits left\. Recharge 100 or less, or ask for more\."):
        recharge_customer(funded.harbour, amount=10_001, key=key(), by=funded.olive)
    assert (held(funded.acme, "pool"), held(funded.harbour, *METER)) == ("100", "0 | 0 | 0")


def test_a_refusal_is_kept_and_answers_the_same_key_after_a_top_up(funded: SimpleNamespace, held: Held) -> None:
    asked = {"amount": 20_000, "key": key(), "by": funded.olive}
    with pytest.raises(Refused):
        recharge_customer(funded.harbour, **asked)
    issue_credits(funded.acme, amount=50_000, key=key(), by=funded.stan)
    with pytest.raises(Refused, match="The pool has 100 credits left"):
        recharge_customer(funded.harbour, **asked)
    assert held(funded.harbour, *METER) == "0 | 0 | 0"


def test_the_same_key_and_body_is_answered_once(funded: SimpleNamespace, held: Held) -> None:
    asked = {"amount": 1_000, "key": key(), "by": funded.olive}
    first, again = recharge_customer(funded.harbour, **asked), recharge_customer(funded.harbour, **asked)
    assert (again, held(funded.acme, "pool")) == (first, "90")


def test_a_repeat_writes_no_second_activity_row(funded: SimpleNamespace) -> None:
    asked = {"amount": 1_000, "key": key(), "by": funded.olive}
    recharge_customer(funded.harbour, **asked)
    recharge_customer(funded.harbour, **asked)
    assert Activity.objects.filter(verb="credits.recharged").count() == 1


@pytest.mark.parametrize("changed", ["amount", "note", "customer"])
def test_the_same_key_with_another_body_is_a_conflict(funded: SimpleNamespace, held: Held, changed: str) -> None:
    used = key()
    recharge_customer(funded.harbour, amount=1_000, key=used, by=funded.olive)
    customer = funded.island if changed == "customer" else funded.harbour
    other = {"amount": 1_001 if changed == "amount" else 1_000, "note": "for May" if changed == "note" else ""}
    with pytest.raises(KeyConflict):
        recharge_customer(customer, key=used, by=funded.olive, **other)
    assert held(funded.acme, "pool") == "90"


def test_two_resellers_may_use_the_same_key(funded: SimpleNamespace, held: Held) -> None:
    used = key()
    recharge_customer(funded.harbour, amount=1_000, key=used, by=funded.olive)
    recharge_customer(funded.meadow, amount=2_000, key=used, by=funded.gus)
    assert (held(funded.acme, "pool"), held(funded.globex, "pool")) == ("90", "30")


def test_set_credits_moves_the_difference(funded: SimpleNamespace, held: Held) -> None:
    withdraw_credits(funded.acme, amount=3_000, key=key(), by=funded.stan)
    set_credits(funded.harbour, target=2_000, key=key(), by=funded.olive)
    assert (held(funded.acme, "pool"), held(funded.harbour, *METER)) == ("50", "20 | 0 | 0")


def test_set_credits_after_use_sets_what_is_available(funded: SimpleNamespace, held: Held) -> None:
    recharge_customer(funded.harbour, amount=3_000, key=key(), by=funded.olive)
    spend_credits(funded.harbour, amount=3_000, key=key(), by=None)
    set_credits(funded.harbour, target=2_000, key=key(), by=funded.olive)
    assert (held(funded.acme, "pool"), held(funded.harbour, *METER)) == ("50", "20 | 0 | 30")


def test_set_credits_downwards_returns_to_the_pool(funded: SimpleNamespace, held: Held) -> None:
    recharge_customer(funded.harbour, amount=3_000, key=key(), by=funded.olive)
    set_credits(funded.harbour, target=0, key=key(), by=funded.olive)
    assert (held(funded.acme, "pool"), held(funded.harbour, *METER)) == ("100", "0 | 0 | 0")


def test_setting_what_is_there_already_moves_nothing(funded: SimpleNamespace) -> None:
    recharge_customer(funded.harbour, amount=3_000, key=key(), by=funded.olive)
    before = Transfer.objects.count()
    request = set_credits(funded.harbour, target=3_000, key=key(), by=funded.olive)
    assert (request.outcome, Transfer.objects.count()) == ("posted", before)


def test_a_target_beyond_the_pool_is_refused(funded: SimpleNamespace) -> None:
    recharge_customer(funded.harbour, amount=3_000, key=key(), by=funded.olive)
    with pytest.raises(Refused, match=r"The pool has 70 credits left, which is enough to set 100 credits\."):
        set_credits(funded.harbour, target=10_001, key=key(), by=funded.olive)


def test_a_return_gives_the_pool_what_is_available_at_most(funded: SimpleNamespace, held: Held) -> None:
    recharge_customer(funded.harbour, amount=3_000, key=key(), by=funded.olive)
    spend_credits(funded.harbour, amount=1_000, key=key(), by=None)
    with pytest.raises(Refused, match="Only 20 credits can be returned"):
        return_credits(funded.harbour, amount=2_001, key=key(), by=funded.olive)
    return_credits(funded.harbour, amount=2_000, key=key(), by=funded.olive)
    assert (held(funded.acme, "pool"), held(funded.harbour, *METER)) == ("90", "0 | 10 | 0")


@pytest.mark.parametrize("amount", [0, -5, 10**12 + 1, 10**30])
def test_an_amount_that_cannot_be_stores_nothing(funded: SimpleNamespace, amount: int) -> None:
    before = LedgerRequest.objects.count()
    with pytest.raises(Refused):
        recharge_customer(funded.harbour, amount=amount, key=key(), by=funded.olive)
    assert LedgerRequest.objects.count() == before


def test_staff_withdraw_no_more_than_the_pool_holds(funded: SimpleNamespace, held: Held) -> None:
    with pytest.raises(Refused, match="Only 100 credits are left"):
        withdraw_credits(funded.acme, amount=10_001, key=key(), by=funded.stan)
    assert held(funded.acme, "pool", "issuer") == "100 | -100"


def test_a_direct_customer_gets_credits_from_the_platform(cast: SimpleNamespace, held: Held) -> None:
    issue_credits(cast.direct, amount=2_500, key=key(), by=cast.stan)
    assert held(cast.direct, "issuer", *METER) == "-25 | 25 | 0 | 0"


def test_credits_are_not_issued_to_a_reseller_s_customer(cast: SimpleNamespace) -> None:
    with pytest.raises(Refused):
        issue_credits(cast.harbour, amount=2_500, key=key(), by=cast.stan)


def test_a_note_stays_with_the_movement(funded: SimpleNamespace) -> None:
    request = recharge_customer(funded.harbour, amount=100, key=key(), note="  for May ", by=funded.olive)
    assert request.note.text == "for May"


def test_the_versions_of_an_account_have_no_gap(funded: SimpleNamespace) -> None:
    for _ in range(3):
        recharge_customer(funded.harbour, amount=100, key=key(), by=funded.olive)
    pool = funded.acme.accounts.get(kind="pool")
    versions = [
        *pool.debits.values_list("debit_version", flat=True),
        *pool.credits.values_list("credit_version", flat=True),
    ]
    assert sorted(versions) == [1, 2, 3, 4]
