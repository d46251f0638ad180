"""The one clock. Actions ask it for the time, so that the demo and tests can move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_moved: ContextVar[datetime | None] = ContextVar("moved_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC; or the one that `moved_to` has set."""
    return _moved.get() or timezone.now()


@contextmanager
def moved_to(moment: datetime) -> Iterator[None]:
    """Make `now()` answer `moment` inside the block, in this thread only."""
    if timezone.is_naive(moment):
        raise ValueError("the clock takes aware moments only")
    token = _moved.set(moment)
    try:
        yield
    finally:
        _moved.reset(token)
