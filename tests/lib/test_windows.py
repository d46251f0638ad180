"""Going through a whole table by ID."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Organization
from reseller_portal.lib.windows import windows


@pytest.mark.parametrize("size", [1, 2, 5, 6, 7, 100])
def test_every_row_is_in_one_window(cast: SimpleNamespace, size: int) -> None:
    met = [
        pk for window, _ in windows(Organization.objects.all(), size=size) for pk in window.values_list("pk", flat=True)
    ]
    assert met == list(Organization.objects.order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize("size", [1, 2, 5, 6, 7, 100])
def test_a_window_says_how_many_rows_it_holds(cast: SimpleNamespace, size: int) -> None:
    found = [(window.count(), said) for window, said in windows(Organization.objects.all(), size=size)]
    assert all(counted == said <= size for counted, said in found)


def test_an_empty_table_is_one_empty_window(db: None) -> None:
    assert [(list(window), rows) for window, rows in windows(Organization.objects.all())] == [([], 0)]


def test_a_window_is_looked_for_from_where_the_last_one_ended(cast: SimpleNamespace) -> None:
    with CaptureQueriesContext(connection) as queries:
        list(windows(Organization.objects.all(), size=2))
    assert all('"id" >' in one["sql"] for one in queries.captured_queries[1:])
