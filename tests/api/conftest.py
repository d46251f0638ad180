"""Programs that knock: a token of Acme's and of its customer's with every scope, and one that says what it sends."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from credits.actions.issuing import issue_credits
from credits.actions.recharging import recharge_customer
from customers.actions.tokens import create_token
from customers.token_scopes import scopes_of


class Program:
    """Somebody who asks with a token. `ask` answers with status, body and headers at hand."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.client = Client(raise_request_exception=False)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        named = {"host": "localhost"} | ({"authorization": f"Bearer {self.secret}"} if self.secret else {})
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        sent = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        kind = named.pop("content-type", "application/json")
        response: Any = self.client.generic(method, f"/api/v1{path}", sent, content_type=kind, headers=named)
        response.body = json.loads(response.content) if response.content else None
        return response

    def get(self, path: str, **headers: str) -> Any:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any, key: str = "", **headers: str) -> Any:
        return self.ask("POST", path, body, **headers, **({"idempotency_key": key} if key else {}))


@pytest.fixture
def program() -> Callable[..., Program]:
    """A program of an organization's, with every scope unless some are named."""

    def made(organization: Any, *scopes: str) -> Program:
        told = {"name": "Test", "scopes": scopes or scopes_of(organization.kind), "expires_at": None, "by": None}
        token = create_token(organization, **told)
        found = Program(token.secret)
        found.token = token  # type: ignore[attr-defined]
        return found

    return made


@pytest.fixture
def acme(cast: SimpleNamespace, program: Callable[..., Program]) -> Program:
    return program(cast.acme)


@pytest.fixture
def harbour(cast: SimpleNamespace, program: Callable[..., Program]) -> Program:
    return program(cast.harbour)


@pytest.fixture
def funded(cast: SimpleNamespace) -> SimpleNamespace:
    """The cast, with 1,000 credits in Acme's pool and 100 of them at Harbour Legal."""
    issue_credits(cast.acme, amount=110_000, key="pool", by=cast.stan)
    recharge_customer(cast.harbour, amount=10_000, key="start", by=cast.olive)
    return cast
