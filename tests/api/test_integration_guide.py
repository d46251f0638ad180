"""docs/integration.md does what it says: its blocks are run as they stand against a server, and its answers compared."""

import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from credits.errors import LedgerBusy
from customers.actions.tokens import create_token
from reseller_portal.lib.problems import KINDS
from tests.api import guide
from tests.api.guide import Block, Reader, Shell

CURL = shutil.which("curl") and shutil.which("bash")
WITHOUT_CURL = "curl or bash is not installed, so that the guide's blocks in curl cannot be run"


def _secret(organization: Any, name: str, *scopes: str) -> str:
    return create_token(organization, name=name, scopes=scopes, expires_at=None, by=None).secret


@pytest.fixture
def known(funded: SimpleNamespace, live_server: Any) -> dict[str, str]:
    """What the guide's first block asks its reader to put in, with the scopes that the guide has ticked."""
    return {
        "http://localhost:8000": live_server.url,
        "rsk_of_a_customer": _secret(funded.harbour, "Product", "usage:write", "transcriptions:write", "credits:read"),
        "rsk_of_a_reseller": _secret(
            funded.acme, "Office", "customers:write", "credits:write", "usage:read", "transcriptions:read"
        ),
    }


@pytest.fixture
def shells(known: dict[str, str], tmp_path: Path) -> Iterator[dict[str, Shell]]:
    """A bash in which the first block is still to be run, and a Python that was started after it."""
    names = re.findall(r"export (\w+)=(\S+)", next(block.text for block in guide.blocks() if block.kind == "sh"))
    place = {"PATH": os.environ["PATH"], "no_proxy": "localhost"}
    set_up = {name: known[value] for name, value in names}
    both = {"sh": Shell.bash(tmp_path, **place), "python": Shell.python(tmp_path, **place, **set_up)}
    yield both
    for shell in both.values():
        shell.end()


@pytest.mark.skipif(not CURL, reason=WITHOUT_CURL)
def test_each_block_runs_as_it_stands_and_gets_the_answer_that_is_shown(
    known: dict[str, str], shells: dict[str, Shell]
) -> None:
    reader, wrong = Reader(**known), []
    for block, shown in guide.runs():
        came = shells[block.kind].run(reader.fill_in(block))
        if found := reader.differences(shown, came) if shown else [came] if came else []:
            wrong.append((block.text, found))
    assert wrong == []


@pytest.mark.skipif(not CURL, reason=WITHOUT_CURL)
def test_answers_that_ask_for_patience_are_as_shown_and_the_client_waits(
    known: dict[str, str], shells: dict[str, Shell], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_busy(*args: Any, **more: Any) -> None:
        raise LedgerBusy

    reader, (too_many, busy) = Reader(**known), guide.shown_alone()
    signs = "export TOKEN", "/api/v1/me", "curl -sS -i", "def ask("
    found = (next(block for block in guide.blocks() if sign in block.text) for sign in signs)
    setup, ask, report, client = map(reader.fill_in, found)
    shells["sh"].run(setup)
    with monkeypatch.context() as patch:
        patch.setattr("billing.api.usage.report_usage", too_busy)
        assert reader.differences(busy, shells["sh"].run(report)) == []
    settings.API_RATE, settings.API_BURST = 1, 1
    shells["sh"].run(ask)
    assert reader.differences(too_many, shells["sh"].run(Block("sh", ask.text.replace("-sS", "-sS -i")))) == []
    shells["python"].run(client)
    began, twice = time.monotonic(), 'for once in "ab":\n    print(ask("GET", "/me")["organization"]["kind"])'
    assert shells["python"].run(Block("python", twice)) == "customer\ncustomer"
    assert time.monotonic() - began >= 1


@pytest.mark.once
def test_every_kind_of_problem_has_its_line() -> None:
    lines = re.findall(r"^\| (\d{3}) \| `([a-z-]+)` \|", guide.GUIDE.read_text(), re.MULTILINE)
    assert lines == [(str(kind.status), slug) for slug, kind in KINDS.items()]


@pytest.mark.once
def test_another_answer_is_seen() -> None:
    """The comparison itself: what would go unnoticed is not proved."""
    shown = Block("json", '{"id": 1, "name": "a", "at": "2026-11-28T09:30:00.000Z", "next_cursor": null}')
    same = '{"at": "2026-12-01T00:00:00.000Z", "id": 9, "name": "a", "next_cursor": null}'
    assert Reader().differences(shown, same) == []
    others = [('"a"', '"b"'), ("9,", '"9",'), ('"name"', '"title"'), ("null", '"x"'), ("T00:00:00.000Z", "")]
    assert [bool(Reader().differences(shown, same.replace(*pair))) for pair in others] == [True] * len(others)
