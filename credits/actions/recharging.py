"""A reseller's side: credits between its pool and its customers."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from customers.errors import Refused
from customers.models import Organization, User

from .. import facts, wording
from ..models import Account, AccountKind, LedgerRequest, TransferKind
from .accounts import lock_living, open_credit_accounts, source_of
from .ledger import Balances, Entry, Leg, post, settled

RED_BELOW = 10  # per cent left of what was assigned


def is_red(*, available: int, assigned: int) -> bool:
    """Whether under a tenth of an allocation is left."""
    return assigned > 0 and available * 100 < assigned * RED_BELOW


def recharge_legs(
    own: Mapping[str, Account], source: Account, amount: int, balances: Balances, *, kind: str = TransferKind.RECHARGE
) -> list[Leg]:
    """What a recharge transfers. An allocation in the red ends: what was used of it moves to spent, so that a fresh
    recharge never looks red."""
    left = {name: balances[account.pk] for name, account in own.items()}
    assigned = left[AccountKind.AVAILABLE] + left[AccountKind.RESERVED] + left[AccountKind.USED]
    legs = []
    if is_red(available=left[AccountKind.AVAILABLE], assigned=assigned):
        used, spent = own[AccountKind.USED], own[AccountKind.SPENT]
        legs.append(Leg(used, spent, left[AccountKind.USED], TransferKind.ALLOCATION))
    return [*legs, Leg(source, own[AccountKind.AVAILABLE], amount, kind)]


def _refuse_short_pool(pool: Account, amount: int, balances: Balances) -> None:
    left = balances[pool.pk]
    if pool.kind == AccountKind.POOL and left < amount:
        if left <= 0:
            raise Refused("The pool is empty. Ask for more credits.", field="amount")
        raise Refused(
            f"The pool has {wording.quantity(left)} left. Recharge {wording.quantity(left).split()[0]} or less, "
            "or ask for more.",
            field="amount",
        )


Decide = Callable[[Mapping[str, Account], Account, Balances], Sequence[Leg]]
_VERBS = {"recharge": "credits.recharged", "set": "credits.set", "return": "credits.returned"}


def _between(
    customer: Organization, decide: Decide, *, action: str, told: dict[str, int], key: str, note: str, by: User | None
) -> LedgerRequest:
    """Post what `decide` makes of the customer's accounts, its source and the balances under their locks. `told` is
    what was asked for: its one figure, by the name that the request's hash knows it by."""
    pool, own = source_of(lock_living(customer)), open_credit_accounts(customer)
    accounts, decided = [pool, *own.values()], partial(decide, own, pool)
    said = wording.quantity(next(iter(told.values())))
    entry = Entry(customer, key, action, told, accounts, decided, facts.note(note), _VERBS[action], said)
    return post(entry, by=by)


@settled
def recharge_customer(
    customer: Organization, *, amount: int, key: str, note: str = "", by: User | None
) -> LedgerRequest:
    """Add `amount` hundredths of a credit to a customer, out of its reseller's pool.

    Raises Refused when the pool is short (stored: a retry of the key gets it again), KeyConflict for a used key.
    """

    def decide(own: Mapping[str, Account], pool: Account, balances: Balances) -> list[Leg]:
        _refuse_short_pool(pool, amount, balances)
        return recharge_legs(own, pool, amount, balances)

    told = {"amount": facts.amount(amount)}
    return _between(customer, decide, action="recharge", told=told, key=key, note=note, by=by)


@settled
def set_credits(customer: Organization, *, target: int, key: str, note: str = "", by: User | None) -> LedgerRequest:
    """Make a customer's available credits `target` hundredths, moving the difference from or to the pool.

    The difference is taken under the locks, so setting the same target twice at once moves it once. Upwards it is a
    recharge. Raises Refused when target − available is more than the pool holds, KeyConflict for a used key.
    """

    def decide(own: Mapping[str, Account], pool: Account, balances: Balances) -> list[Leg]:
        available = own[AccountKind.AVAILABLE]
        difference = target - balances[available.pk]
        if difference <= 0:
            return [Leg(available, pool, -difference, TransferKind.RETURN)]
        if pool.kind == AccountKind.POOL and balances[pool.pk] < difference:
            most = wording.quantity(balances[available.pk] + balances[pool.pk])
            raise Refused(
                f"The pool has {wording.quantity(balances[pool.pk])} left, which is enough to set {most}.",
                field="amount",
            )
        return recharge_legs(own, pool, difference, balances)

    told = {"target": facts.amount(target, least=0)}
    return _between(customer, decide, action="set", told=told, key=key, note=note, by=by)


@settled
def return_credits(customer: Organization, *, amount: int, key: str, note: str = "", by: User | None) -> LedgerRequest:
    """Move `amount` hundredths of a credit from a customer back to the pool. Raises Refused when fewer are available."""

    def decide(own: Mapping[str, Account], pool: Account, balances: Balances) -> list[Leg]:
        available = own[AccountKind.AVAILABLE]
        if (left := balances[available.pk]) < amount:
            raise Refused(f"Only {wording.quantity(left)} can be returned.", field="amount")
        return [Leg(available, pool, amount, TransferKind.RETURN)]

    told = {"amount": facts.amount(amount)}
    return _between(customer, decide, action="return", told=told, key=key, note=note, by=by)
