"""Remembering which columns of the customer list somebody wants, and how many rows."""

from collections.abc import Sequence

from django.db import transaction

from ..models import User


@transaction.atomic
def choose_columns(user: User, *, columns: Sequence[str], by: User) -> User:
    """Keep the names of the columns, in order; none for the default ones. A habit of one person: no activity row."""
    user.customer_columns = list(columns)
    user.save(update_fields=["customer_columns"])
    return user


@transaction.atomic
def choose_rows(user: User, *, rows: int, by: User) -> User:
    """Keep how many rows a page has. A habit of one person: no activity row."""
    user.rows_per_page = rows
    user.save(update_fields=["rows_per_page"])
    return user
