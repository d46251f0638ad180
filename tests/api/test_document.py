"""The OpenAPI document kept to its word: whatever is sent that fits it or not, no answer is one that it does not name."""

import itertools
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as run_with
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from billing.models import Transcription
from customers.models import Organization
from reseller_portal.api import api
from reseller_portal.wsgi import application
from tests.knocking import undone
from tests.world import World

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# Documented for every operation alike, or outside of any: methods that there are not.
_numbers = itertools.count()


def _holder(world: World, case: Any) -> str:
    path = case.operation.path
    own = path.startswith(("/api/v1/credits", "/api/v1/usage")) or "transcriptions" in path
    return "a1" if own and "customers" not in path else "a0"


def _sent(world: World, case: Any) -> Any:
    """A case with ids of somebody's own things, since a number by chance is nobody's, and a token that may."""
    parameters = case.path_parameters or {}
    if "pk" in parameters:
        a1 = world.organizations["a1"]
        is_work = "/transcriptions/" in case.operation.path
        parameters["pk"] = Transcription.objects.get(organization=a1).pk if is_work else a1.pk
    if "user_pk" in parameters:
        parameters["user_pk"] = world.people["a1-pending"].pk
    headers = {"host": "localhost", "authorization": f"Bearer {world.secrets[_holder(world, case)]}"}
    if "idempotency-key" in {name.lower() for name in case.headers or {}}:
        headers["idempotency-key"] = f"case-{next(_numbers)}"
    return case.call_and_validate(headers=headers, checks=CHECKS)


def explore(world: World, *, examples: int, modes: list[GenerationMode]) -> list[int]:
    """Send made-up requests to every operation. Returns the statuses."""
    schema = schemathesis.openapi.from_dict(dict(api.get_openapi_schema()))
    schema.app = application
    found: list[int] = []

    for result in schema.get_all_operations():
        operation = result.ok()
        strategies = st.one_of([operation.as_strategy(generation_mode=mode) for mode in modes])

        @run_with(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=strategies)
        def knock(case: Any) -> None:
            with undone():
                found.append(_sent(world, case).status_code)

        knock()
    return found


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """A request over WSGI closes what its thread is connected to; here that is the test's own transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


BOTH = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]


def test_no_answer_is_outside_the_document(world: World) -> None:
    statuses = explore(world, examples=2, modes=BOTH)
    assert {200, 201, 422} <= set(statuses)
    assert Organization.objects.get(pk=world.organizations["a1"].pk).name == "CANARY-A1-NAME"


@pytest.mark.drill
def test_no_answer_is_outside_the_document_however_long_one_looks(world: World) -> None:
    explore(world, examples=100, modes=BOTH)
