"""Idempotency-Key: the same request with the same key gets its first answer again."""

import hashlib
import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse

from reseller_portal.lib.problems import MEDIA_TYPE, Problem
from reseller_portal.lib.representations import give
from reseller_portal.lib.retries import tried_again

from ..actions.answers import answer_once
from ..models import ApiAnswer
from .asking import ApiRequest

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
_KEY = re.compile(r"[\x20-\x7e]{1,64}")
BUSY = "Too much is happening at once. Nothing was changed; send it once more."


class _NotKept(Exception):
    """An answer that a retry need not get: nothing of what led to it is kept."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


def key_of(request: ApiRequest, *, required: bool) -> str:
    """The key of a request; empty without one. Raises Problem for one that cannot be, or is needed and missing."""
    if (key := request.headers.get(HEADER)) is None and not required:
        return ""
    if not _KEY.fullmatch(key or ""):
        said = "1 to 64 printable ASCII characters"
        raise Problem("idempotency-key", f"Send the header {HEADER}: {said}.", errors=[(HEADER, f"Use {said}.")])
    return key or ""


def _hash(request: ApiRequest) -> str:
    return hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()


def busy() -> Problem:
    return Problem("busy", BUSY, headers={"Retry-After": "1"})


def answered_once(request: ApiRequest, key: str, run: Callable[[], HttpResponse]) -> HttpResponse:
    """Run an operation and keep its answer with all that it did, or give the answer that was kept.

    Raises Problem when the key came with another request, and when the database gave it up each time. An answer of our own
    failure (5xx) is not kept.
    """
    first: list[HttpResponse] = []

    def answer() -> tuple[int, Any]:
        response = run()
        if response.status_code >= 500:
            raise _NotKept(response)
        first[:] = [response]
        return response.status_code, json.loads(response.content) if response.content else None

    told = partial(answer_once, request.token, key=key, request_hash=_hash(request), answer=answer, by=request.by)
    try:
        row, is_known = tried_again(told)
    except _NotKept as unkept:
        return unkept.response
    return _again(request, row) if is_known else first[0]


def _again(request: ApiRequest, row: ApiAnswer) -> HttpResponse:
    if row.request_hash != _hash(request):
        raise Problem("key-conflict", f"This {HEADER} was sent before with another request. Its first answer stands.")
    response = give(row.body, status=row.status, **{REPLAYED: "true"})
    if row.body is None:
        response.content = b""
    elif row.status >= 400:
        response.headers["Content-Type"] = MEDIA_TYPE
    return response
