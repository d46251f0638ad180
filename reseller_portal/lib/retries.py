"""Telling what a database gave up for somebody else's sake from what is wrong: only the first is worth another try."""

from django.db import OperationalError

TRIES = 3
_GIVEN_UP = ("40001", "40P01")  # serialization_failure, deadlock_detected


def is_given_up(error: OperationalError) -> bool:
    """Whether it was a deadlock, or a database that stayed locked."""
    cause = error.__cause__
    name = getattr(cause, "sqlite_errorname", "")
    return getattr(cause, "sqlstate", "") in _GIVEN_UP or name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
