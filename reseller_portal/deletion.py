"""Deleting a customer: every storey's part of it, in one transaction."""

from django.db import transaction

from billing.actions.erasure import erase_usage
from billing.actions.recent_hours import forget_hours
from credits.actions.closing import close_accounts
from credits.actions.forecasts import forget_forecast
from customers.actions.erasure import erase_users, make_tombstone
from customers.actions.locks import lock_organization
from customers.models import Organization, User


@transaction.atomic
def delete_customer(customer: Organization, *, by: User | None) -> Organization:
    """Return a customer's unspent credits, forget what it did, and make a tombstone of it and its users: all or nothing.

    One that is deleted already stays as it is. Raises Refused while money is outstanding, saying what to do.
    """
    locked = lock_organization(customer.pk)
    if locked and locked.deleted_at is None:
        close_accounts(locked, by=by)
        forget_forecast(locked, by=by)
        forget_hours(locked, by=by)
        erase_usage(locked, by=by)
        erase_users(locked, by=by)
        make_tombstone(locked, by=by)
    return locked or customer
