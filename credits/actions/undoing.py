"""Taking back the latest movement, as reversing transfers: nothing is ever edited."""

from customers.errors import Refused
from customers.models import Organization, User

from ..models import LedgerRequest, Transfer, TransferKind
from ..models.accounts import SOURCES
from ..models.transfers import Outcome
from .accounts import lock_living, open_credit_accounts
from .ledger import Balances, Entry, Leg, post, settled

UNDOABLE = ("recharge", "set", "return", "refill", "deduct")


def latest_movement(customer: Organization) -> LedgerRequest | None:
    """The latest movement between a customer and its reseller that moved something, if it can still be undone."""
    posted = LedgerRequest.objects.filter(organization=customer, outcome=Outcome.POSTED)
    request = posted.filter(action__in=(*UNDOABLE, "undo")).order_by("-pk").first()
    return request if request and request.action in UNDOABLE and request.transfers.exists() else None


@settled
def undo_movement(request: LedgerRequest, *, key: str, by: User | None) -> LedgerRequest:
    """Reverse every transfer of a customer's latest movement, in one request, while the credits are still there.

    Raises Refused when something else was moved since, when it was undone already, or when they were used.
    """
    customer = lock_living(request.organization)
    transfers = list(request.transfers.select_related("debit", "credit").order_by("-pk"))
    touched = [account for one in transfers for account in (one.debit, one.credit)]
    if _noun(request) == "credits":
        touched += open_credit_accounts(customer).values()  # what the meter counts is decided from all of them
    accounts = {account.pk: account for account in touched}

    def decide(balances: Balances) -> list[Leg]:
        if Transfer.objects.filter(reverses__in=transfers).exists():
            raise Refused("This was undone already.")
        if latest_movement(customer) != request:
            raise Refused("Something else was moved since. Only the latest movement can be undone.")
        for one in transfers:
            if balances[one.credit_id] < one.amount and one.credit.kind not in SOURCES:
                raise Refused("Some of it was used already, so it cannot be undone.")
        return [Leg(one.credit, one.debit, one.amount, TransferKind.REVERSAL, reverses=one) for one in transfers]

    told = {"undoes": request.pk}
    entry = Entry(customer, key, "undo", told, list(accounts.values()), decide, verb=f"{_noun(request)}.undone")
    return post(entry, by=by)


def _noun(request: LedgerRequest) -> str:
    return "balance" if request.action in ("refill", "deduct") else "credits"
