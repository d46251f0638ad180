"""Tables: django-tables2 declares the columns and the order, one joined template draws the rows.

Drawing cell by cell costs ten times the query; a template joined from `cells/<name>.html` files over plain
values costs about as much as the query itself (docs/figures.md).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import django_tables2
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template import engines
from django.template.loader import get_template

PAGE_SIZES = (25, 50, 75, 100)


class Column(django_tables2.Column):
    """A column that is figures (aligned to the end) or not. One that nothing is ordered by holds buttons.

    `reads` are the values of a row that it is drawn from, beside those of every row; `needs` is the queryset's method
    that brings them, called only where the column is shown or sorted by.
    """

    def __init__(
        self,
        *,
        order_by: Sequence[Any] = (),
        reads: Sequence[str] = (),
        needs: str = "",
        figures: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(order_by=tuple(order_by) or None, orderable=bool(order_by), **kwargs)
        self.reads, self.needs, self.figures = tuple(reads), needs, figures


@dataclass(frozen=True)
class Heading:
    """A column's head: the address that sorts by it, and how it is sorted now ("" when it is not)."""

    name: str
    label: str
    figures: bool
    sorted: str  # "ascending", "descending" or ""
    url: str  # "" where it cannot be sorted by


@dataclass(frozen=True)
class Listing:
    """A page of a table, ready for a template."""

    headings: list[Heading]
    rows: str
    keys: list[int]
    page: Page
    page_size: int
    sort: str


def _source(name: str) -> str:
    template: Any = get_template(name)
    return template.template.source


@lru_cache(maxsize=64)
def row_template(folder: str, columns: tuple[str, ...]) -> Any:
    """One template for the chosen tuple of columns: the rows' frame with each column's cell file joined in."""
    frame = _source(f"{folder}/_row.html")
    cells = "".join(_source(f"{folder}/cells/{name}.html") for name in columns)
    engine: Any = engines["django"]
    return engine.from_string(frame.replace("<!--cells-->", cells))


def whole_number(value: str | None, default: int) -> int:
    """A positive number of at most 15 ASCII digits out of a query string, else the default."""
    return int(value) if value and value.isascii() and value.isdigit() and 0 < len(value) <= 15 else default


def page_size(request: HttpRequest, kept: int = PAGE_SIZES[0]) -> int:
    """Rows a page: 25, 50, 75 or 100 as the address asks, else as many as somebody chose before."""
    asked = whole_number(request.GET.get("rows"), 0)
    return asked if asked in PAGE_SIZES else kept


def address(request: HttpRequest, **changes: str) -> str:
    """The present address without empty parameters. A change of any leads back to the first page."""
    parameters = request.GET.copy()
    if changes:
        parameters.pop("page", None)
    for name, value in changes.items():
        parameters[name] = value
    for name in [name for name, value in parameters.items() if not value]:
        del parameters[name]
    query = parameters.urlencode()
    return f"{request.path}?{query}" if query else request.path


def _headings(request: HttpRequest, table: django_tables2.Table) -> list[Heading]:
    order = table.order_by[0] if table.order_by else ""
    headings = []
    for bound in table.columns:
        state = {bound.name: "ascending", f"-{bound.name}": "descending"}.get(str(order), "")
        following = f"-{bound.name}" if state == "ascending" else bound.name
        url = address(request, sort=following) if bound.orderable else ""
        headings.append(Heading(bound.name, str(bound.header), bound.column.figures, state, url))
    return headings


def ordered(
    request: HttpRequest, table_class: type[django_tables2.Table], rows: QuerySet, columns: Sequence[str] = ()
) -> django_tables2.Table:
    """The table with its rows in the order that the address asks for; the table's own for a sort key that is unknown.

    With `columns` only these, in their order, and those that hold buttons. What is not shown can still be sorted by.
    """
    known = {sign + name for name, column in table_class.base_columns.items() if column.orderable for sign in ("", "-")}
    asked = request.GET.get("sort", "")
    every = table_class.base_columns
    shown = (*columns, *(name for name, column in every.items() if not column.orderable)) if columns else tuple(every)
    table = table_class(rows, sequence=(*shown, "..."), order_by=asked if asked in known else None)
    for name in every:
        if name not in shown:
            table.columns.hide(name)
    return table


def listing(
    request: HttpRequest,
    table_class: type[django_tables2.Table],
    rows: QuerySet,
    *,
    folder: str,
    columns: Sequence[str] = (),
    reads: Sequence[str],
    present: Callable[[Sequence[Mapping[str, Any]]], Sequence[Mapping[str, Any]]],
    kept_size: int = PAGE_SIZES[0],
    total: int | None = None,
) -> Listing:
    """Order and page `rows` as the request's address says, and draw them with the templates of `folder`.

    `columns` are the shown ones, all if none is named; `reads` names the values of a row, `present` makes those of a
    page ready to show. `total` is how many there are, where counting `rows` would cost more than that. An unknown sort
    key or page number falls back to the default and the nearest page: a shared link never breaks.
    """
    table = ordered(request, table_class, rows, columns)
    shown = tuple(bound.name for bound in table.columns)
    size = page_size(request, kept_size)
    paginator = Paginator(table.data.data.values(*reads), size)
    if total is not None:
        paginator.count = total  # type: ignore[misc]  # a cached property
    page = paginator.get_page(max(1, whole_number(request.GET.get("page"), 1)))
    values = list(page.object_list)
    drawn = row_template(folder, shown).render({"rows": present(values)}, request)
    keys = [row["id"] for row in values]
    return Listing(_headings(request, table), drawn, keys, page, size, str(table.order_by))
