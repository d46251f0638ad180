"""`verify_ledger`, the command."""

from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from credits import verification
from credits.actions.recharging import recharge_customer
from credits.actions.spending import spend_credits
from credits.models import Account, LedgerRequest, Transfer
from tests.credits.conftest import key
from tests.credits.corruption import account, corrupt, without_guards


def verify_ledger() -> str:
    out = StringIO()
    call_command("verify_ledger", stdout=out)
    return out.getvalue()


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
