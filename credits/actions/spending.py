"""The product's side: credits are used, or held for running work first. Usage writes no activity rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.db.models.functions import Least

from customers.errors import Refused
from customers.models import Organization, User
from reseller_portal.lib import clock

from .. import facts
from ..errors import KeyConflict
from ..models import Account, AccountKind, LedgerRequest, Reservation, TransferKind
from ..models.reservations import State
from ..models.transfers import Outcome
from .accounts import open_accounts_of, open_credit_accounts
from .ledger import Balances, Entry, Leg, post, post_all, settled
from .tries import whole

HELD_FOR = timedelta(hours=24)
SHORT = "There are not enough credits left."


@dataclass(frozen=True)
class Spending:
    """Credits that a customer used: `amount` in hundredths of a credit, `key` the event that reports it."""

    customer: Organization
    amount: int
    key: str


def metered(own: Mapping[str, Account]) -> list[Account]:
    """What a meter is drawn from: all of it is locked, so that whoever crosses a line knows it."""
    return [own[kind] for kind in (AccountKind.AVAILABLE, AccountKind.RESERVED, AccountKind.USED)]


def _spending_entry(spending: Spending, own: dict[str, Account]) -> Entry:
    available, used = own[AccountKind.AVAILABLE], own[AccountKind.USED]
    amount = facts.amount(spending.amount)

    def decide(balances: Balances) -> list[Leg]:
        if balances[available.pk] < amount:
            raise Refused(SHORT, field="amount")
        return [Leg(available, used, amount, TransferKind.SPENDING)]

    return Entry(spending.customer, spending.key, "spend", {"amount": amount}, metered(own), decide)


@settled
def spend_credits(customer: Organization, *, amount: int, key: str, by: User | None) -> LedgerRequest:
    """Move `amount` hundredths of a credit from available to used.

    Raises Refused when fewer are available: nothing goes below zero and nothing is used in part.
    """
    own = open_credit_accounts(customer)
    return post(_spending_entry(Spending(customer, amount, key), own), by=by)


@whole
def spend_batch(spendings: Sequence[Spending], *, by: User | None) -> list[LedgerRequest | KeyConflict]:
    """Many spendings in one transaction, each answered by itself, in order: posted, refused, or a key conflict.

    Whichever does not fit is refused; later ones of the same customer that fit are posted.
    """
    own = open_accounts_of(one.customer for one in spendings)
    return post_all([_spending_entry(one, own[one.customer.pk]) for one in spendings], by=by)


def holding_entry(
    customer: Organization, own: Mapping[str, Account], *, amount: int, key: str, asked: Mapping[str, Any]
) -> Entry:
    """To hold `amount` hundredths of a credit, or nothing; `asked` is what the key stands for. Then `keep_reservation`."""
    available, reserved = own[AccountKind.AVAILABLE], own[AccountKind.RESERVED]

    def decide(balances: Balances) -> list[Leg]:
        if balances[available.pk] < amount:
            raise Refused(SHORT, field="amount")
        return [Leg(available, reserved, amount, TransferKind.RESERVATION)]

    return Entry(customer, key, "reserve", asked, metered(own), decide)


def keep_reservation(request: LedgerRequest, customer: Organization, amount: int) -> Reservation:
    """What a posted request holds, for 24 hours; of a repeated one what it held the first time."""
    about = {"tenant_id": request.tenant_id, "organization": customer, "amount": amount}
    made, _ = Reservation.objects.get_or_create(request=request, defaults=about | {"expires_at": request.at + HELD_FOR})
    return made


@settled
def reserve_credits(customer: Organization, *, amount: int, key: str, by: User | None) -> LedgerRequest:
    """Hold `amount` hundredths of a credit for work that starts now, for 24 hours at most.

    The answer's `reservation` is what to settle or release. Raises Refused when fewer are available.
    """
    own, amount = open_credit_accounts(customer), facts.amount(amount)
    request = post(holding_entry(customer, own, amount=amount, key=key, asked={"amount": amount}), by=by)
    if request.outcome == Outcome.POSTED:
        keep_reservation(request, customer, amount)
    return request


def settling_legs(
    own: Mapping[str, Account], reservation: Reservation | None, charge: int, balances: Balances
) -> list[Leg]:
    """What work cost, out of what is held for it first and then out of what is available; what is left is given back.

    For an entry's `decide`: whether it is still held is asked under the accounts' locks. Raises Refused when both together
    are short. Then `note_end`.
    """
    available, reserved, used = own[AccountKind.AVAILABLE], own[AccountKind.RESERVED], own[AccountKind.USED]
    found = Reservation.objects.held().filter(pk=reservation.pk).first() if reservation else None
    held = found.amount if found else 0
    took = min(charge, held)
    if charge - took > balances[available.pk]:
        raise Refused(SHORT, field="amount")
    return [
        Leg(reserved, used, took, TransferKind.SPENDING),
        Leg(reserved, available, held - took, TransferKind.RELEASE),
        Leg(available, used, charge - took, TransferKind.SPENDING),
    ]


def note_end(reservation: Reservation, *, state: str, charge: int = 0) -> None:
    """After `settling_legs` were posted, in their transaction. One that had run out stays as it is."""
    ended = {"state": state, "settled_amount": Least(charge, F("amount"))}
    Reservation.objects.held().filter(pk=reservation.pk).update(**ended)


def _end(reservation: Reservation, *, took: int, state: str, key: str, action: str, by: User | None) -> LedgerRequest:
    """Move what the work took to used and the rest back to available, once."""
    own = open_credit_accounts(reservation.organization)
    available, reserved, used = own[AccountKind.AVAILABLE], own[AccountKind.RESERVED], own[AccountKind.USED]
    ended: list[int] = []

    def decide(balances: Balances) -> list[Leg]:
        # Under the accounts' locks: whoever comes second finds it ended.
        current = Reservation.objects.get(pk=reservation.pk)
        if current.state != State.HELD:
            raise Refused(f"This reservation is {current.get_state_display().lower()} already.")
        ended.append(current.pk)
        return [
            Leg(reserved, used, took, TransferKind.SPENDING),
            Leg(reserved, available, current.amount - took, TransferKind.RELEASE),
        ]

    told = {"reservation": reservation.pk, "took": took}
    entry = Entry(reservation.organization, key, action, told, metered(own), decide)
    request = post(entry, by=by)
    if ended:
        Reservation.objects.filter(pk=reservation.pk).update(state=state, settled_amount=took)
    return request


@settled
def settle_reservation(reservation: Reservation, *, amount: int, key: str, by: User | None) -> LedgerRequest:
    """The work is done and took `amount` hundredths of a credit, at most what is held; the rest is available again."""
    if facts.amount(amount, least=0) > reservation.amount:
        raise Refused("This is more than is held.", field="amount")
    return _end(reservation, took=amount, state=State.SETTLED, key=key, action="settle", by=by)


@settled
def release_reservation(reservation: Reservation, *, key: str, by: User | None) -> LedgerRequest:
    """The work did not happen: everything held is available again."""
    return _end(reservation, took=0, state=State.RELEASED, key=key, action="release", by=by)


@settled
def expire_reservation(reservation: Reservation, *, by: User | None) -> LedgerRequest:
    """Give back what was held for longer than 24 hours. Repeating it changes nothing."""
    if reservation.expires_at > clock.now():
        raise Refused("This reservation has not run out yet.")
    return _end(reservation, took=0, state=State.EXPIRED, key=f"expire:{reservation.pk}", action="expire", by=by)
