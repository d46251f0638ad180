"""The list reads what it shows and no more: the plans that SQLite makes for its queries."""

from types import SimpleNamespace

import pytest
from django.db import connection

from customers.models import Customer, Organization
from customers.scope import Scope
from customers.tables import CustomerTable

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="about the plans of SQLite")
SORTS = ["id", "name", "email", "phone", "seats", "status", "registered", "reference"]


@on_sqlite
@pytest.mark.parametrize("sort", [sign + name for name in SORTS for sign in ("", "-") if name != "id"])
def test_every_order_of_the_list_follows_an_index(cast: SimpleNamespace, sort: str) -> None:
    rows = CustomerTable(Customer.objects.visible_to(Scope(cast.olive)), order_by=sort).data.data
    assert "USE TEMP B-TREE" not in rows.explain()


@on_sqlite
def test_counting_customers_reads_no_rows(cast: SimpleNamespace) -> None:
    customers = Customer.objects.visible_to(Scope(cast.olive))
    sql, parameters = customers.order_by().values("deleted_at", "kind", "disabled_at").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
        assert "COVERING INDEX organization_count" in str(cursor.fetchall())


@pytest.mark.skipif(connection.vendor != "postgresql", reason="trigrams are PostgreSQL's")
def test_postgresql_searches_by_trigrams_where_it_has_them(cast: SimpleNamespace) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")
        if cursor.fetchone() is None:
            pytest.skip("this PostgreSQL has no pg_trgm")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    assert "organization_search" in Organization.objects.filter(search_text__contains="harbour").explain()
