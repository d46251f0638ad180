"""Doing again what the database gave up for somebody else's sake: a deadlock, or a database that stays locked."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.db import OperationalError, connection, transaction

from reseller_portal.lib.retries import TRIES, is_given_up

from ..errors import LedgerBusy

Action = TypeVar("Action", bound=Callable[..., Any])


def whole(action: Action) -> Action:
    """Make an action atomic and, where it is the outermost transaction, do it three times at most.

    Raises LedgerBusy when the database gives it up each time. Inside another transaction it is tried once: what was done
    before it is lost too, and only whoever began can begin again.
    """

    @wraps(action)
    def run(*args: Any, **kwargs: Any) -> Any:
        for left in reversed(range(TRIES)):
            try:
                with transaction.atomic():
                    return action(*args, **kwargs)
            except OperationalError as error:
                if connection.in_atomic_block or not is_given_up(error):
                    raise
                if not left:
                    raise LedgerBusy from error

    return run  # type: ignore[return-value]
