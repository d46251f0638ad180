"""Pages of a list for programs: a cursor is where the last page ended, signed, and good for the same list only."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest

from .keyset import keyset_page
from .problems import Problem

_SALT = "api.cursor"


def _place(request: HttpRequest) -> str:
    """The list that a cursor is of: its address and order. What it is narrowed by may change from page to page."""
    return f"{request.path}?{request.GET.get('sort', '')}"


def _written(request: HttpRequest, ended: tuple[Any, int]) -> str:
    value, pk = ended
    kind = "t" if isinstance(value, datetime) else "v"
    told = value.isoformat() if isinstance(value, datetime) else value
    return signing.dumps([_place(request), kind, told, pk], salt=_SALT, compress=True)


def _read(request: HttpRequest, text: str) -> tuple[Any, int]:
    try:
        place, kind, value, pk = signing.loads(text, salt=_SALT)
    except (signing.BadSignature, ValueError):
        place = None
    if place != _place(request):
        said = "Send the next_cursor of a page of this very list."
        raise Problem("invalid", said, errors=[("cursor", said)])
    return datetime.fromisoformat(value) if kind == "t" else value, pk


def give_page(
    request: HttpRequest, rows: QuerySet, represent: Callable[[Any], Any], *, limit: int, cursor: str
) -> dict[str, Any]:
    """A page of rows in their order: `data`, and the `next_cursor`, which is null on the last page."""
    after = _read(request, cursor) if cursor else None
    page, ended = keyset_page(rows, size=limit, after=after)
    return {"data": [represent(row) for row in page], "next_cursor": _written(request, ended) if ended else None}
