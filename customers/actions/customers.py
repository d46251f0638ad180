"""Writes about a customer together with its people."""

from typing import Any

from django.db import transaction

from ..models import Organization, User
from ..roles import Level
from .organizations import create_customer
from .users import add_user


@transaction.atomic
def create_customer_with_owner(
    reseller: Organization, *, name: str, email: str, by: User | None, **given: Any
) -> Organization:
    """A new customer, whose contact address is invited to be its owner. Both or neither. Facts as of `create_customer`.

    Raises Refused as `create_customer` does, and when the address has a sign-in.
    """
    customer = create_customer(reseller, name=name, email=email, **given, by=by)
    add_user(customer, email=email, first_name="", last_name="", level=Level.ADMINISTRATOR, by=by)
    return customer
