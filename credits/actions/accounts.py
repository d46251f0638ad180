"""Opening accounts on first need."""

from collections.abc import Iterable

from django.db import transaction

from customers.actions.locks import lock_organizations
from customers.errors import Refused
from customers.models import Organization
from customers.models.organizations import ROOTS

from ..models import Account, AccountKind
from ..models.accounts import CREDITS

_OF_CUSTOMERS = (AccountKind.AVAILABLE, AccountKind.RESERVED, AccountKind.USED, AccountKind.SPENT)


@transaction.atomic
def open_account(organization: Organization, kind: str, *, unit: str = CREDITS) -> Account:
    """The organization's account of this kind and unit; opened, empty, when there is none yet."""
    if kind in (AccountKind.ISSUER, AccountKind.POOL, AccountKind.SETTLEMENT) and organization.kind not in ROOTS:
        raise ValueError(f"only a root has a {kind} account")
    account, _ = Account.objects.get_or_create(
        organization=organization, kind=kind, unit=unit, defaults={"tenant": organization.root}
    )
    return account


def open_credit_accounts(customer: Organization) -> dict[str, Account]:
    """A customer's four accounts for credits, by kind."""
    return open_accounts_of([customer])[customer.pk]


def open_accounts_of(customers: Iterable[Organization]) -> dict[int, dict[str, Account]]:
    """The same of many customers, by their ID: one query, and more only for accounts that are not there yet."""
    wanted = {customer.pk: customer for customer in customers}
    # In one order: two batches that open the same accounts, each for the other's first customer, would wait for ever.
    known: dict[int, dict[str, Account]] = {pk: {} for pk in sorted(wanted)}
    for account in Account.objects.filter(organization__in=wanted, unit=CREDITS, kind__in=_OF_CUSTOMERS):
        known[account.organization_id][account.kind] = account
    for pk, kinds in known.items():
        for kind in _OF_CUSTOMERS:
            kinds[kind] = kinds.get(kind) or open_account(wanted[pk], kind)
    return known


def lock_living(*customers: Organization) -> Organization:
    """Lock customers before their accounts, as a deletion does. Raises Refused for one that was deleted meanwhile."""
    current = lock_organizations(customer.pk for customer in customers)
    if any(pk not in current or current[pk].deleted_at for pk in (customer.pk for customer in customers)):
        raise Refused("This customer was deleted.")
    return customers[0]


def source_of(customer: Organization) -> Account:
    """Where a customer's credits come from: its reseller's pool, or the platform itself for a direct customer."""
    if customer.tenant is None:
        return open_account(customer, AccountKind.ISSUER)
    return open_account(customer.tenant, AccountKind.POOL)
