"""The real ledger, asked in the words of the model."""

from collections import Counter
from typing import Any

from credits.actions.balances import deduct_balance, refill_balance
from credits.actions.closing import close_accounts
from credits.actions.issuing import issue_credits, withdraw_credits
from credits.actions.recharging import recharge_customer, return_credits, set_credits
from credits.actions.spending import (
    expire_reservation,
    release_reservation,
    reserve_credits,
    settle_reservation,
    spend_credits,
)
from credits.actions.undoing import undo_movement
from credits.errors import KeyConflict
from credits.models import Account, LedgerRequest, Transfer
from customers.errors import Refused
from customers.models import Organization
from reseller_portal.lib import clock
from tests.credits.model import ROOT, Ask, Place


class Ledger:
    """The real one, asked in the model's words, and what its tables hold."""

    def __init__(self, organizations: dict[str, Organization]) -> None:
        self.organizations = dict(organizations)
        self.names = {one.pk: name for name, one in self.organizations.items()}
        self.reservations: list[Any] = []
        self.accounts: list[tuple[Any, ...]] = []
        self.chains: dict[int, tuple[int, int]] = {}  # version and balance of each account, by its transfers
        self.seen = 0

    def do(self, ask: Ask) -> Any:
        who, named = self.organizations[ask.who], {"key": ask.key, "by": None}
        noted = {**named, "note": ask.note}
        calls = {
            "issue": lambda: issue_credits(who, amount=ask.amount, **noted),
            "withdraw": lambda: withdraw_credits(who, amount=ask.amount, **noted),
            "recharge": lambda: recharge_customer(who, amount=ask.amount, **noted),
            "set": lambda: set_credits(who, target=ask.amount, **noted),
            "return": lambda: return_credits(who, amount=ask.amount, **noted),
            "refill": lambda: refill_balance(who, amount=ask.amount, **noted),
            "deduct": lambda: deduct_balance(who, amount=ask.amount, **noted),
            "spend": lambda: spend_credits(who, amount=ask.amount, **named),
            "reserve": lambda: reserve_credits(who, amount=ask.amount, **named),
            "settle": lambda: settle_reservation(self.reservations[ask.of], amount=ask.amount, **named),
            "release": lambda: release_reservation(self.reservations[ask.of], **named),
            "expire": lambda: expire_reservation(self.reservations[ask.of], by=None),
            "undo": lambda: undo_movement(self.request(ask.who, ask.of), **named),
        }
        return calls[ask.action]()

    def request(self, who: str, key: str) -> LedgerRequest:
        return LedgerRequest.objects.get(tenant=self.organizations[ROOT[who]], key=key)

    def close(self, who: str) -> None:
        customer = self.organizations[who]
        close_accounts(customer, by=None)
        Organization.objects.filter(pk=customer.pk).update(deleted_at=clock.now(), email=None, phone="")
        self.organizations[who] = Organization.objects.select_related("tenant").get(pk=customer.pk)

    def read(self) -> None:
        """The accounts, and the transfers since the last reading, each of which has to follow on the one before."""
        columns = ("pk", "organization", "kind", "unit", "version", "balance")
        self.accounts = list(Account.objects.values_list(*columns))
        for one in Transfer.objects.filter(pk__gt=self.seen).order_by("pk"):
            for account, version, after, change in (
                (one.debit_id, one.debit_version, one.debit_after, -one.amount),
                (one.credit_id, one.credit_version, one.credit_after, one.amount),
            ):
                before = self.chains.get(account, (0, 0))
                assert (version, after) == (before[0] + 1, before[1] + change), one
                self.chains[account] = (version, after)
            self.seen = one.pk

    def balances(self) -> dict[Place, int]:
        return {(self.names[who], kind): balance for _, who, kind, _, _, balance in self.accounts if balance}

    def sums(self) -> Counter[str]:
        sums: Counter[str] = Counter()
        for *_, unit, _, balance in self.accounts:
            sums[unit] += balance
        return sums

    def ends(self) -> dict[int, tuple[int, int]]:
        return {pk: (version, balance) for pk, *_, version, balance in self.accounts if version}


def answer_of(call: Any) -> str:
    """What the ledger answers: posted, refused or conflict."""
    try:
        call()
    except KeyConflict:
        return "conflict"
    except Refused:
        return "refused"
    return "posted"
