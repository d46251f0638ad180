"""Rows that the database itself refuses to change or remove."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from customers.models import Activity
from reseller_portal.lib import append_only

pytestmark = pytest.mark.django_db
SQLITE, POSTGRESQL = connection.vendor == "sqlite", connection.vendor == "postgresql"


def run(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def drop(guard):
    run(f"DROP TRIGGER {guard}" + (" ON customers_activity" if POSTGRESQL else ""))


def test_activity_is_guarded():
    assert Activity in append_only.guarded_models()


def test_an_update_is_refused(cast):
    with pytest.raises(DatabaseError, match="append-only"):
        run("UPDATE customers_activity SET verb = 'forged.row'")


def test_a_delete_is_refused(cast):
    run("DELETE FROM customers_activitydetail")
    with pytest.raises(DatabaseError, match="append-only"):
        run("DELETE FROM customers_activity")


def test_the_orm_is_refused_too(cast):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Activity.objects.update(verb="forged.row")


@pytest.mark.skipif(not SQLITE, reason="SQLite's own statement")
def test_insert_or_replace_is_refused(cast):
    columns = "id, at, verb, subject_kind, subject_id, fields"
    with pytest.raises(DatabaseError, match="append-only"):
        run(f"INSERT OR REPLACE INTO customers_activity ({columns}) SELECT {columns} FROM customers_activity")


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite has no TRUNCATE")
def test_truncate_is_refused(cast):
    with pytest.raises(DatabaseError, match="append-only"):
        run("TRUNCATE customers_activity CASCADE")


def test_rows_are_still_there_after_every_refusal(cast):
    before = Activity.objects.count()
    for sql in ("UPDATE customers_activity SET verb = 'x'", "DELETE FROM customers_activity"):
        with pytest.raises(DatabaseError):
            run(sql)
    assert Activity.objects.exclude(verb="x").count() == before


def test_nothing_is_missing_after_migrations():
    assert append_only.missing() == []


@pytest.mark.parametrize("guard", ["customers_activity_no_change", "customers_activity_no_truncate"])
def test_a_dropped_guard_is_named(guard):
    drop(guard)
    assert append_only.missing() == [guard]


@pytest.mark.skipif(not POSTGRESQL, reason="SQLite cannot disable a trigger")
def test_a_disabled_guard_is_named():
    run("ALTER TABLE customers_activity DISABLE TRIGGER customers_activity_no_change")
    assert append_only.missing() == ["customers_activity_no_change"]


def test_a_later_migrate_puts_a_guard_back():
    drop("customers_activity_no_change")
    call_command("migrate", verbosity=0)
    assert append_only.missing() == []


def test_installing_twice_is_harmless():
    append_only.install()
    append_only.install()
    assert append_only.missing() == []


def test_removing_takes_every_guard_off():
    append_only.remove()
    assert len(append_only.missing()) == 2 * len(append_only.guarded_models())
