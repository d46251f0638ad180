"""What verification finds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Progress = Callable[[int], Any]


@dataclass(frozen=True)
class Finding:
    """One thing in the books that is not as it should be: which invariant it breaks, what it is about, what is wrong."""

    invariant: str
    about: str
    wrong: str

    def __str__(self) -> str:
        return f"{self.invariant} {self.about}: {self.wrong}"
