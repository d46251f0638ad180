"""The one error that actions raise, and the kinds of it that are answered in their own way."""

from collections.abc import Mapping
from typing import Any


class Refused(Exception):
    """An action that may not happen, with the reason in the reader's words. Nothing was changed.

    Views turn it into an error beside `field` (or above the form when it has none), the API into a problem document.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Conflict(Refused):
    """Somebody else changed the same fields meanwhile.

    `theirs` holds what is saved now, `disputed` the fields that both changed, each with who did.
    """

    def __init__(self, message: str, *, theirs: Mapping[str, Any], disputed: Mapping[str, str]) -> None:
        super().__init__(message)
        self.theirs = dict(theirs)
        self.disputed = dict(disputed)


class Ended(Refused):
    """A link that leads nowhere any more."""


class Unconfirmed(Refused):
    """The change has consequences that the reader has to see first. Everything else about it was found in order."""
