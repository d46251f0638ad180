"""The platform's side: credits enter the books, and leave them, at a root's issuer account."""

from customers.errors import Refused
from customers.models import Organization, User
from customers.models.organizations import ROOTS
from customers.roles import Kind

from .. import facts, wording
from ..models import Account, AccountKind, LedgerRequest, TransferKind
from .accounts import open_account, open_credit_accounts
from .ledger import Balances, Entry, Leg, post, settled
from .recharging import recharge_legs


def _root(organization: Organization) -> Organization:
    if organization.kind not in ROOTS or organization.deleted_at:
        raise Refused("Credits are issued to resellers and direct customers.")
    return organization


def _holding(root: Organization) -> Account:
    """Where issued credits lie: a reseller's pool, or what a direct customer has available."""
    return open_account(root, AccountKind.POOL if root.kind == Kind.RESELLER else AccountKind.AVAILABLE)


@settled
def issue_credits(root: Organization, *, amount: int, key: str, note: str = "", by: User | None) -> LedgerRequest:
    """Give a reseller's pool, or a direct customer, `amount` hundredths of a credit.

    Raises Refused for an amount that no transfer carries, KeyConflict for a key that was used otherwise.
    """
    amount, issuer = facts.amount(amount), open_account(_root(root), AccountKind.ISSUER)
    if root.kind == Kind.RESELLER:
        pool = _holding(root)
        accounts = [issuer, pool]
        legs = [Leg(issuer, pool, amount, TransferKind.ISSUE)]
        return post(_entry(root, key, "issue", amount, note, accounts, lambda _: legs), by=by)
    own = open_credit_accounts(root)

    def decide(balances: Balances) -> list[Leg]:
        return recharge_legs(own, issuer, amount, balances, kind=TransferKind.ISSUE)

    return post(_entry(root, key, "issue", amount, note, [issuer, *own.values()], decide), by=by)


@settled
def withdraw_credits(root: Organization, *, amount: int, key: str, note: str = "", by: User | None) -> LedgerRequest:
    """Take `amount` hundredths of a credit back. Raises Refused when fewer are left in the pool."""
    amount, issuer, holding = facts.amount(amount), open_account(_root(root), AccountKind.ISSUER), _holding(root)

    def decide(balances: Balances) -> list[Leg]:
        if (left := balances[holding.pk]) < amount:
            raise Refused(f"Only {wording.quantity(left)} are left.", field="amount")
        return [Leg(holding, issuer, amount, TransferKind.WITHDRAWAL)]

    accounts = [issuer, holding] if root.kind == Kind.RESELLER else [issuer, *open_credit_accounts(root).values()]
    return post(_entry(root, key, "withdraw", amount, note, accounts, decide), by=by)


def _entry(root: Organization, key: str, action: str, amount: int, note: str, accounts: list, decide: object) -> Entry:
    verb = {"issue": "credits.issued", "withdraw": "credits.withdrawn"}[action]
    told = wording.quantity(amount)
    return Entry(root, key, action, {"amount": amount}, accounts, decide, facts.note(note), verb, told)  # type: ignore[arg-type]
