"""What a check finds, and what a check is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """Something to say: a fact that is fine, or what is wrong and where."""

    said: str
    level: Level = Level.PROBLEM


@dataclass(frozen=True)
class Check:
    """One thing to look at. It is fine when nothing worse than a fact is found."""

    label: str
    look: Callable[[], Iterator[Finding]]
