"""What a deletion does to the books: unspent credits go back, and money that is outstanding refuses it."""

from django.db import transaction
from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from customers.errors import Refused
from customers.models import Organization, User

from .. import wording
from ..models import Account, AccountKind, RequestNote, TransferKind
from ..models.accounts import CREDITS
from .accounts import open_credit_accounts, source_of
from .ledger import Balances, Entry, Leg, post, settled

_MONEY = (AccountKind.BALANCE, AccountKind.EARNING_PENDING, AccountKind.EARNING_PAYABLE)


def refusal_to_close(customer: Organization) -> str:
    """Why a customer cannot go yet, and what to do: money in its balance, credits held. Empty when nothing stands out."""
    held = Account.objects.filter(organization=customer, balance__gt=0)
    for account in held.filter(kind__in=_MONEY):
        return f"There is {wording.quantity(account.balance, account.unit)} in its balance. Deduct it first."
    for account in held.filter(kind=AccountKind.RESERVED):
        amount = wording.quantity(account.balance)
        return f"{amount} are held for running work. Wait until it is done, 24 hours at most."
    return ""


@settled
def _return_unspent(customer: Organization, *, by: User | None) -> object:
    source, own = source_of(customer), open_credit_accounts(customer)
    available, used, spent = own[AccountKind.AVAILABLE], own[AccountKind.USED], own[AccountKind.SPENT]

    def decide(balances: Balances) -> list[Leg]:
        return [
            Leg(available, source, balances[available.pk], TransferKind.DELETION),
            Leg(used, spent, balances[used.pk], TransferKind.ALLOCATION),
        ]

    entry = Entry(customer, f"delete:{customer.pk}", "delete", {}, [source, *own.values()], decide)
    return post(entry, by=by)


@transaction.atomic
def close_accounts(customer: Organization, *, by: User | None) -> None:
    """Return a customer's unspent credits to where they came from, and forget the reasons typed for its movements.

    Raises Refused, and changes nothing, while money is outstanding.
    """
    if not Account.objects.filter(organization=customer).exists():
        return
    accounts, source = Account.objects.filter(organization=customer), source_of(customer)
    if accounts.filter(unit=CREDITS).exists():
        open_credit_accounts(customer)
    # Nothing may come in between; and the pool is locked in its turn, not after them, as everybody does.
    touched = Account.objects.filter(Q(organization=customer) | Q(pk=source.pk))
    list(touched.select_for_update(no_key=True).order_by("pk"))
    if refusal := refusal_to_close(customer):
        raise Refused(refusal)
    if accounts.filter(unit=CREDITS).exists():
        _return_unspent(customer, by=by)
    RequestNote.objects.filter(request__organization=customer).delete()
    # A mail that failed holds the address it was for.
    DBTaskResult.objects.filter(task_path__startswith="credits.tasks.mail_", args_kwargs__args__2=customer.pk).delete()
