"""Reading a long list a page at a time, each from where the last one ended.

No cursor stays open between pages (with SQLite's rollback journal it would block every writer), and the last page
costs as much as the first (an OFFSET would read all that it skips).
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

PAGE = 1000


def _first_key(rows: QuerySet) -> tuple[str, bool]:
    """The field that the rows are ordered by before their ID, and whether it descends."""
    term: Any = rows.query.order_by[0] if rows.query.order_by else "id"
    if isinstance(term, OrderBy):
        expression: Any = term.expression
        return expression.name, term.descending
    return term.removeprefix("-"), term.startswith("-")


def _after(field: str, descending: bool, value: Any, pk: int) -> Q:
    """What comes after the row with this value and ID, where an empty value counts as the least."""
    way = "lt" if descending else "gt"
    tie = Q(**{f"pk__{way}": pk})
    if field in ("id", "pk"):
        return tie
    empty = Q(**{f"{field}__isnull": True})
    if value is None:
        return empty & tie if descending else empty & tie | ~empty
    # The first half says nothing new; with it the database can start in the middle of an index.
    rest = Q(**{f"{field}__{way}e": value}) & (Q(**{f"{field}__{way}": value}) | tie)
    return rest | empty if descending else rest


def _may_be_null(rows: QuerySet, field: str) -> bool:
    return field not in rows.query.annotations and rows.model._meta.get_field(field).null


def _order(rows: QuerySet, field: str, descending: bool) -> list[Any]:
    if not _may_be_null(rows, field):
        return [f"-{field}", "-pk"] if descending else [field, "pk"]  # an index can follow this one
    return [F(field).desc(nulls_last=True), "-pk"] if descending else [F(field).asc(nulls_first=True), "pk"]


def keyset_pages(rows: QuerySet, reads: list[str], *, size: int = PAGE) -> Iterator[list[dict[str, Any]]]:
    """Pages of the values `reads`, in the order of `rows`: by its first field, ties by ID in the same direction.

    One query a page. Empty values stand at the low end, as the tables' orders say them. Rows that move while it is read
    can be missed or met twice, as on any paged list.
    """
    field, descending = _first_key(rows)
    ordered = rows.order_by(*_order(rows, field, descending)).values(*{*reads, field, "id"})
    page = list(ordered[:size])
    while page:
        yield page
        if len(page) < size:
            return
        last = page[-1]
        page = list(ordered.filter(_after(field, descending, last[field], last["id"]))[:size])


def keyset_page(
    rows: QuerySet, *, size: int, after: tuple[Any, int] | None
) -> tuple[list[Any], tuple[Any, int] | None]:
    """One page of model rows in the same order, from where another one ended; and where this one ends, if more follow."""
    field, descending = _first_key(rows)
    ordered = rows.order_by(*_order(rows, field, descending))
    if after is not None:
        ordered = ordered.filter(_after(field, descending, *after))
    found = list(ordered[: size + 1])
    page = found[:size]
    return page, (getattr(page[-1], field), page[-1].pk) if len(found) > size else None
