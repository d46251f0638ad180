"""Money that customers have prepaid."""

from customers.errors import Refused
from customers.models import Organization, User

from .. import facts, wording
from ..models import Account, AccountKind, LedgerRequest, TransferKind
from .accounts import lock_living, open_account
from .ledger import Balances, Entry, Leg, post, settled


def _pair(customer: Organization) -> tuple[Account, Account]:
    """The clearing account of the customer's root, and the customer's balance, in the root's currency."""
    root = lock_living(customer).root
    return (
        open_account(root, AccountKind.SETTLEMENT, unit=root.currency),
        open_account(customer, AccountKind.BALANCE, unit=root.currency),
    )


@settled
def refill_balance(customer: Organization, *, amount: int, key: str, note: str, by: User | None) -> LedgerRequest:
    """Record money received outside the platform: `amount` minor units of the root's currency, and what it was for."""
    amount, (settlement, balance) = facts.amount(amount), _pair(customer)
    legs = [Leg(settlement, balance, amount, TransferKind.REFILL)]
    told, said = {"amount": amount, "currency": balance.unit}, wording.quantity(amount, balance.unit)
    note = facts.note(note, required=True)
    entry = Entry(customer, key, "refill", told, [settlement, balance], lambda _: legs, note, "balance.refilled", said)
    return post(entry, by=by)


@settled
def deduct_balance(customer: Organization, *, amount: int, key: str, note: str, by: User | None) -> LedgerRequest:
    """Take money back out of a customer's balance. Raises Refused when less is left: it never goes below 0."""
    amount, (settlement, balance) = facts.amount(amount), _pair(customer)

    def decide(balances: Balances) -> list[Leg]:
        if (left := balances[balance.pk]) < amount:
            raise Refused(f"The balance is {wording.quantity(left, balance.unit)}.", field="amount")
        return [Leg(balance, settlement, amount, TransferKind.DEDUCTION)]

    told, said = {"amount": amount, "currency": balance.unit}, wording.quantity(amount, balance.unit)
    note = facts.note(note, required=True)
    entry = Entry(customer, key, "deduct", told, [settlement, balance], decide, note, "balance.deducted", said)
    return post(entry, by=by)
