"""Deleting customers for good, 90 days after they were disabled: what `manage.py purge_disabled_customers` does with each."""

from datetime import timedelta
from enum import StrEnum

from django.db import transaction

from customers.actions.locks import lock_organization
from customers.actions.suspensions import note_waiting
from customers.errors import Refused
from customers.models import Organization, User
from customers.models.organizations import OrganizationQuerySet

from .deletion import delete_customer
from .lib import clock


class Outcome(StrEnum):
    """What became of one."""

    DELETED = "deleted"
    WAITS = "waits"
    SPARED = "spared"  # enabled, held or deleted meanwhile


def due(*, kept_for: timedelta) -> OrganizationQuerySet:
    """The customers that were disabled so long ago, to the moment, and are not held."""
    now = clock.now()
    return Organization.objects.to_be_deleted(disabled_until=now - kept_for, now=now)


@transaction.atomic
def purge_customer(pk: int, *, kept_for: timedelta, by: User | None) -> tuple[Outcome, str]:
    """Delete a customer if, under its lock, it still is to be deleted. While money is outstanding it stays, and why.

    Whoever enables or holds it at the same moment either comes first, and it is spared, or finds it deleted.
    """
    customer = lock_organization(pk)
    if customer is None or not due(kept_for=kept_for).filter(pk=pk).exists():
        return Outcome.SPARED, ""
    try:
        delete_customer(customer, by=by)
    except Refused as refusal:
        note_waiting(customer, waits_for=refusal.message, by=by)
        return Outcome.WAITS, refusal.message
    return Outcome.DELETED, ""
