"""docs/integration.md as the tests read it: its blocks, run as they stand, and the answers that it shows, compared.

IDs, moments, days, tags and cursors of an answer are others in each run. Those shown stand for those that came: a later
block that names one is run with the real one.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

GUIDE = Path(__file__).parents[2] / "docs" / "integration.md"
RUN, SHOWN = ("sh", "python"), ("json", "http", "text")
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_OVER = "--- that was all ---"
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WHOLE = re.compile(r"\d+")
_OTHERS = ("id", "customer_id", "instance", "prefix", "next_cursor", "ETag")  # in each run, and learnt
# Runs what comes on standard input, a block a line, in one namespace, as in one file.
_INTERPRETER = f"""
import json, sys, traceback
space = {{}}
for line in sys.stdin:
    try:
        exec(json.loads(line), space)
    except BaseException:
        traceback.print_exc(file=sys.stdout)
    print("\\n{_OVER}", flush=True)
"""


@dataclass(frozen=True)
class Block:
    kind: str
    text: str


def blocks() -> list[Block]:
    return [Block(*found.groups()) for found in _BLOCK.finditer(GUIDE.read_text())]


def runs() -> Iterator[tuple[Block, Block | None]]:
    """Each block that is run, with the answer that is shown for it."""
    for block, after in pairwise([*blocks(), Block("", "")]):
        if block.kind in RUN:
            yield block, after if after.kind in SHOWN else None


def shown_alone() -> list[Block]:
    """The answers that no block asks for."""
    found = [Block("", ""), *blocks()]
    return [block for before, block in pairwise(found) if block.kind in SHOWN and before.kind not in RUN]


class Shell:
    """A process that is fed block after block and keeps its variables."""

    def __init__(self, command: list[str], folder: Path, **environment: str) -> None:
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    @classmethod
    def bash(cls, folder: Path, **environment: str) -> "Shell":
        return cls(["bash"], folder, **environment)

    @classmethod
    def python(cls, folder: Path, **environment: str) -> "Shell":
        return cls([sys.executable, "-c", _INTERPRETER], folder, **environment)

    def run(self, block: Block) -> str:
        """What a block prints."""
        into, out = self.process.stdin, self.process.stdout
        assert into is not None
        assert out is not None
        said = f"{json.dumps(block.text)}\n" if block.kind == "python" else f"{block.text}\nprintf '\\n{_OVER}\\n'\n"
        into.write(said)
        into.flush()
        return "".join(iter(out.readline, f"{_OVER}\n")).strip()

    def end(self) -> None:
        self.process.communicate(timeout=5)


class Reader:
    """Whoever follows the guide: puts real values where it has examples, and compares what comes."""

    def __init__(self, **known: str) -> None:
        self.known = known

    def fill_in(self, block: Block) -> Block:
        """A block with what is known by now instead of what is shown."""
        text = block.text
        for shown, real in self.known.items():
            text = re.sub(rf"(?<![\w.]){re.escape(shown)}(?![\w.])", lambda _, real=real: real, text)  # type: ignore[misc]
        return Block(block.kind, text)

    def differences(self, shown: Block, came: str) -> list[str]:
        """Where the answer that came is another than the one shown."""
        expected = shown.text.strip()
        if shown.kind == "text":
            return self._lines(expected.splitlines(), came.splitlines())
        if shown.kind == "json":
            return list(self._value("", json.loads(expected), json.loads(came)))
        (head, _, body), (head_came, _, body_came) = expected.partition("\n\n"), came.partition("\n\n")
        found = self._lines(head.splitlines()[:1], [line.rstrip() for line in head_came.splitlines()[:1]])
        headers = {name.lower(): value for name, value in _headers(head_came)}
        for name, value in _headers(head):
            if name.lower() not in headers:
                found.append(f"{name} is missing")
            else:
                found += self._value(name, value, headers[name.lower()])
        return [*found, *self._value("", json.loads(body), json.loads(body_came))]

    def _lines(self, shown: list[str], came: list[str]) -> list[str]:
        """Lines of text: the same but for a member that is another in each run."""
        if len(shown) == len(came) == 1 and shown[0].startswith('"next_cursor":"'):
            one, other = (json.loads(f"{{{lines[0]}}}") for lines in (shown, came))
            return list(self._value("", one, other))
        return [] if shown == came else [f"{came} is not {shown}"]

    def _value(self, name: str, shown: Any, came: Any) -> Iterator[str]:
        match shown, came:
            case dict(), dict() if shown.keys() == came.keys():
                for key in shown:
                    yield from self._value(key, shown[key], came[key])
            case list(), list() if len(shown) == len(came):
                for one, other in zip(shown, came, strict=True):
                    yield from self._value(name, one, other)
            case _ if not self._is_as_good(name, shown, came):
                yield f"{name}: {came!r} is not {shown!r}"

    def _is_as_good(self, name: str, shown: Any, came: Any) -> bool:
        if type(shown) is not type(came):
            return False
        if name in _OTHERS and came:
            self.known[str(shown).strip('"')] = str(came).strip('"')
            return True
        if name == "Location":
            return self.fill_in(Block("", shown)).text.rpartition("/")[0] == came.rpartition("/")[0]
        if name.startswith("RateLimit-") or name == "Retry-After":
            return bool(_WHOLE.fullmatch(came))
        alike = isinstance(came, str) and any(p.fullmatch(shown) and p.fullmatch(came) for p in (_MOMENT, _DAY))
        return alike or shown == came


def _headers(head: str) -> list[tuple[str, str]]:
    lines = [line.partition(":") for line in head.splitlines()[1:]]
    return [(name.strip(), value.strip()) for name, _, value in lines]
