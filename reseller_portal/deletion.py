"""Deleting a customer: every storey's part of it, in one transaction."""

from django.db import transaction

from customers.actions.erasure import erase_users, make_tombstone
from customers.models import Organization, User


@transaction.atomic
def delete_customer(customer: Organization, *, by: User | None) -> Organization:
    """Make a tombstone of a customer and its users: all or nothing. One that is deleted already stays as it is."""
    locked = Organization.objects.select_for_update(of=("self",)).get(pk=customer.pk)
    if locked.deleted_at is None:
        erase_users(locked, by=by)
        make_tombstone(locked, by=by)
    return locked
