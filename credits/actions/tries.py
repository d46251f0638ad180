"""Doing again what the database gave up for somebody else's sake: a deadlock, or a database that stays locked."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.db import OperationalError, connection, transaction

from ..errors import LedgerBusy

Action = TypeVar("Action", bound=Callable[..., Any])
TRIES = 3
_GIVEN_UP = ("40001", "40P01")  # serialization_failure, deadlock_detected


def _is_given_up(error: OperationalError) -> bool:
    cause = error.__cause__
    name = getattr(cause, "sqlite_errorname", "")
    return getattr(cause, "sqlstate", "") in _GIVEN_UP or name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


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
                if connection.in_atomic_block or not _is_given_up(error):
                    raise
                if not left:
                    raise LedgerBusy from error

    return run  # type: ignore[return-value]
