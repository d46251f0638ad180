"""What the API says of a thing, in JSON: how moments are written, the bytes, and the tag that changes with them."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags


def moment(at: datetime | None) -> str | None:
    """A moment in UTC as RFC 3339 writes it, for example 2026-11-28T09:30:00.000Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None


def encoded(payload: Any) -> bytes:
    """The bytes of an answer. Members are sorted: the same answer has the same bytes, also when it comes out of a database."""
    return json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode(
        errors="backslashreplace"
    )


def tag_of(payload: Any) -> str:
    """A strong ETag (RFC 9110): another one whenever anything of it is another."""
    return f'"{hashlib.sha256(encoded(payload)).hexdigest()[:32]}"'


def give(payload: Any, *, status: int = 200, **headers: str) -> HttpResponse:
    """An answer in JSON. `headers` are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(encoded(payload), status=status, content_type="application/json", headers=named)


def give_one(request: HttpRequest, payload: Any, *, status: int = 200, **headers: str) -> HttpResponse:
    """The representation of one thing, with its tag; 304 without it for a reader who has it already."""
    tag = tag_of(payload)
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if request.method == "GET" and (tag in known or f"W/{tag}" in known or "*" in known):
        return HttpResponse(status=304, headers={"ETag": tag})
    return give(payload, status=status, ETag=tag, **headers)


def is_what_was_read(request: HttpRequest, payload: Any) -> bool:
    """Whether the header If-Match, if there is one, names the representation as it is now."""
    wanted = parse_etags(request.headers.get("If-Match", ""))
    return "If-Match" not in request.headers or tag_of(payload) in wanted or "*" in wanted
