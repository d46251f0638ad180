"""The wall between tenants, seen by programs: every operation with every kind of token, with real ids of the other side."""

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from billing.models import Transcription
from customers.actions.tokens import create_token, revoke_token
from customers.models import ApiToken, Tag
from customers.token_scopes import scopes_of
from reseller_portal.api import api
from reseller_portal.lib import clock
from reseller_portal.lib.representations import moment
from tests.api.access import OPERATIONS, ApiRow
from tests.knocking import undone
from tests.world import CANARY, NEVER_ISSUED, World, changed_tables, snapshot

HOLDERS = {"a0": "reseller", "a1": "customer", "b0": "reseller", "b1": "customer", "d0": "customer"}
# What may stand in the answers to each organization's programs.
SEES = {"a0": ("canary-a",), "b0": ("canary-b",), "a1": ("canary-a1",), "b1": ("canary-b1",), "d0": ("canary-d0",)}


_numbers = itertools.count()
# As in tests/test_tenancy.py: the wall is made of queries that both databases answer alike.
pytestmark = pytest.mark.once


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    row: ApiRow

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def has_ids(self) -> bool:
        return "{" in self.path

    def address(self, world: World, label: str, *, never: bool = False) -> str:
        """With the ids of an organization's own things, or with ids that were never issued."""
        pk = world.organizations[label].pk
        if "/transcriptions/{" in self.path:
            pk = Transcription.objects.get(organization=pk).pk
        ids = {"pk": pk, "user_pk": getattr(world.people.get(f"{label}-member"), "pk", NEVER_ISSUED)}
        given = dict.fromkeys(ids, NEVER_ISSUED) if never else ids
        return self.path.format(**given) + self.row.query.format(LABEL=label.upper())


def documented() -> dict[str, Any]:
    paths = api.get_openapi_schema()["paths"]
    return {f"{method.upper()} {path}": told for path, methods in paths.items() for method, told in methods.items()}


def operations() -> list[Operation]:
    return [Operation(*name.split(" "), row) for name, row in OPERATIONS.items()]


def knock(one: Operation, secret: str, address: str) -> Any:
    sent = json.dumps(one.row.sends).replace('"NOW"', f'"{moment(clock.now())}"') if one.row.sends is not None else ""
    headers = {"host": "localhost", "idempotency-key": f"sweep-{next(_numbers)}"}
    headers |= {"authorization": f"Bearer {secret}"} if secret else {}
    client = Client(raise_request_exception=False)
    return client.generic(one.method, address, sent.encode(), content_type="application/json", headers=headers)


def foreign_canaries(text: str, label: str) -> set[str]:
    return {found for found in CANARY.findall(text.casefold()) if not found.startswith(SEES[label])}


def masked(response: Any) -> str:
    return f"{response.status_code} " + re.sub(r"\b[0-9a-f]{12}\b", "…", response.content.decode())


def test_every_operation_has_a_row_and_every_row_an_operation() -> None:
    assert set(documented()) == set(OPERATIONS)


def test_every_row_says_what_the_document_says() -> None:
    said = {name: tuple(told["security"][0]["Token"]) for name, told in documented().items()}
    assert said == {name: (row.scope,) if row.scope else () for name, row in OPERATIONS.items()}


# --- Who may ----------------------------------------------------------------------------------------------------------
def verdict_problems(world: World, *labels: str) -> Iterator[str]:
    for label, kind in HOLDERS.items():
        if labels and label not in labels:
            continue
        for one in operations():
            home = "b1" if label == "b0" else "a1" if label == "a0" else label
            with undone():
                answer = knock(one, world.secrets[label], one.address(world, home))
            # A customer with money is not deleted, and only a pending user is invited again: both say so.
            is_done = answer.status_code < 400 or b"/api/problems/refused" in answer.content
            if answer.status_code != 403 if kind not in one.row.of else not is_done:
                yield f"{label} {one.name}: {answer.status_code} {answer.content[:200]!r}"
            if leaks := foreign_canaries(answer.content.decode() + str(answer.headers), label):
                yield f"{label} {one.name} shows {leaks}"


def test_each_kind_of_token_may_do_what_its_row_says_and_nothing_without_the_scope(world: World) -> None:
    assert list(verdict_problems(world)) == []
    for label in ("a0", "a1"):
        organization = world.organizations[label]
        for one in operations():
            if HOLDERS[label] not in one.row.of or not one.row.scope:
                continue
            resource, access = one.row.scope.split(":")
            enough = {f"{resource}:write", f"{resource}:read"} if access == "read" else {one.row.scope}
            ApiToken.objects.filter(organization=organization).update(
                scopes=sorted(set(scopes_of(organization.kind)) - enough)
            )
            answer = knock(one, world.secrets[label], one.address(world, "a1"))
            assert (answer.status_code, answer.json()["scope"]) == (403, one.row.scope), one.name


def test_nobody_gets_in_without_a_token_that_works(cast: Any, as_user: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("customers.api.asking.TRIES", "9999/m/ip")
    token = create_token(cast.acme, name="x", scopes=scopes_of(cast.acme.kind), expires_at=None, by=None)
    revoke_token(token, by=None)
    signed_in = as_user(cast.olive)  # a cookie counts for nothing here, so nothing can be forged with one
    for one in operations():
        address = one.path.format(pk=cast.harbour.pk, user_pk=cast.carol.pk)
        answers = [knock(one, secret, address) for secret in ("", token.secret, token.secret[:-1] + "x")]
        answers.append(signed_in.generic(one.method, address, b"{}", content_type="application/json"))
        got = [(answer.status_code, answer["WWW-Authenticate"]) for answer in answers]
        assert got == [(401, 'Bearer realm="api"')] * 4, one.name


# --- The other side ---------------------------------------------------------------------------------------------------
def _nothing_by_other_ways(world: World) -> None:
    """A foreign tag looks like one that was never issued, and a foreign cursor leads into the own list."""
    one = next(one for one in operations() if one.name == "GET /api/v1/customers")
    theirs = Tag.objects.get(tenant=world.organizations["a0"]).pk
    tags = [knock(one, world.secrets["b0"], f"{one.path}?tag={pk}") for pk in (theirs, NEVER_ISSUED)]
    assert (masked(tags[0]), tags[0].status_code) == (masked(tags[1]), 422)
    cursor = knock(one, world.secrets["a0"], f"{one.path}?limit=1").json()["next_cursor"]
    page = knock(one, world.secrets["b0"], f"{one.path}?cursor={cursor}")
    assert foreign_canaries(page.content.decode(), "b0") == set()


def test_a_strangers_knocks_find_and_change_nothing(world: World) -> None:
    """A's ids look like ids that were never issued, show nothing, and nothing of A is another afterwards."""
    before = snapshot(world.organizations["a0"])
    for label in ("b0", "b1", "d0"):
        for one in operations():
            if one.has_ids and HOLDERS[label] in one.row.of:
                real, never = (
                    knock(one, world.secrets[label], one.address(world, "a1", never=n)) for n in (False, True)
                )
                assert real.status_code == 404, one.name
                assert masked(real) == masked(never), one.name
                assert foreign_canaries(real.content.decode(), label) == set()
    assert changed_tables(before, world.organizations["a0"]) == []
    _nothing_by_other_ways(world)
    # Nor does a sister's of the same reseller find anything.
    sister = [one for one in operations() if one.has_ids and "customer" in one.row.of]
    assert {knock(one, world.secrets["a2"], one.address(world, "a1")).status_code for one in sister} == {404}


def test_the_sweep_finds_a_missing_wall(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from billing.models.tenants import UsageQuerySet

    monkeypatch.setattr(UsageQuerySet, "visible_to", lambda self, scope: self.all())
    assert any("shows" in problem for problem in verdict_problems(world, "b1"))
