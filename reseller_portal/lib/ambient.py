"""What is known about the request being answered, for activity rows and log lines. Empty in commands and tasks."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Ambient:
    request_id: str = ""
    address: str | None = None  # the client's IP address


_current: ContextVar[Ambient | None] = ContextVar("ambient", default=None)


def current() -> Ambient:
    return _current.get() or Ambient()


@contextmanager
def of_request(*, request_id: str, address: str | None) -> Iterator[None]:
    token = _current.set(Ambient(request_id, address))
    try:
        yield
    finally:
        _current.reset(token)
