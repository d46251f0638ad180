"""Telling what a database gave up for somebody else's sake from what is wrong: only the first is worth another try."""

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError

Done = TypeVar("Done")

TRIES = 3
_GIVEN_UP = ("40001", "40P01")  # serialization_failure, deadlock_detected


def is_given_up(error: OperationalError) -> bool:
    """Whether it was a deadlock, or a database that stayed locked."""
    cause = error.__cause__
    name = getattr(cause, "sqlite_errorname", "")
    return getattr(cause, "sqlstate", "") in _GIVEN_UP or name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def tried_again(act: Callable[[], Done]) -> Done:
    """Do what is one transaction, three times at most, while the database gives it up. Raises its last OperationalError."""
    for left in reversed(range(TRIES)):
        try:
            return act()
        except OperationalError as error:
            if not left or not is_given_up(error):
                raise
    raise AssertionError("there is no try after the last")
