"""Going through a whole table by ID, some thousands of neighbours at a time.

A question that finds next to nothing reads the whole table in one statement, which on SQLite's rollback journal keeps
every writer waiting until its end. Asked window by window it lets them in between.
"""

from collections.abc import Iterator

from django.db.models import QuerySet

SIZE = 5000


def windows(rows: QuerySet, *, size: int = SIZE) -> Iterator[tuple[QuerySet, int]]:
    """All of `rows` by ID, as a queryset for each `size` of them, and how many it holds. Filter each further at will."""
    ahead = rows.order_by("pk")
    while last := list(ahead.values_list("pk", flat=True)[size - 1 : size]):
        yield ahead.filter(pk__lte=last[0]), size
        ahead = rows.filter(pk__gt=last[0]).order_by("pk")
    yield ahead, ahead.count()
