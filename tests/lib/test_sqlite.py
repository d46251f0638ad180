"""How SQLite is opened."""

import pytest
from django.db import connection

from reseller_portal.lib import sqlite

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="about the live SQLite connection")


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "DELETE"),
        ((3, 44, 5), "DELETE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 0), "DELETE"),
        ((3, 45, 9), "DELETE"),
        ((3, 50, 6), "DELETE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 0), "DELETE"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_wal_is_used_where_the_library_has_the_reset_fix(version, mode):
    assert sqlite.journal_mode(version) == mode


def pragma(name):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]


@on_sqlite
@pytest.mark.django_db
@pytest.mark.parametrize(("name", "value"), [("foreign_keys", 1), ("recursive_triggers", 1), ("synchronous", 2)])
def test_the_live_connection_keeps_the_promise(name, value):
    assert pragma(name) == value


@on_sqlite
@pytest.mark.django_db
def test_the_live_journal_is_the_one_for_this_library():
    assert pragma("journal_mode") == sqlite.journal_mode().lower()


@on_sqlite
def test_writers_take_their_lock_at_begin():
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
