"""What is known about the request being answered, for activity rows and log lines. Empty in commands and tasks."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Ambient:
    request_id: str = ""
    address: str | None = None  # the client's IP address
    api_token: int | None = None  # the ID of the token with which a program asks


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


@contextmanager
def of_token(pk: int) -> Iterator[None]:
    """While a program is answered: what it does is written down as its own."""
    token = _current.set(replace(current(), api_token=pk))
    try:
        yield
    finally:
        _current.reset(token)
