"""Remembering which columns of the customer list somebody wants."""

from collections.abc import Sequence

from django.db import transaction

from ..models import User


@transaction.atomic
def choose_columns(user: User, *, columns: Sequence[str], by: User) -> User:
    """Keep the names of the columns, in order; none for the default ones. A habit of one person: no activity row."""
    user.customer_columns = list(columns)
    user.save(update_fields=["customer_columns"])
    return user
