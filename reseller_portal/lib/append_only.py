"""Tables whose rows are never changed or removed, guarded by the database itself.

A model says `append_only = True`. The guards are triggers, installed after every migrate: SQLite drops
triggers when a migration remakes a table, so they may never be installed by a migration alone.
"""

from django.apps import apps
from django.db import connections
from django.db.models import Model

_POSTGRES = """
CREATE OR REPLACE FUNCTION portal_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION portal_refuse_change();
CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION portal_refuse_change();
"""
_SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS {table}_no_change BEFORE UPDATE ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'rows of {table} are append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS {table}_no_truncate BEFORE DELETE ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'rows of {table} are append-only'); END",
)
_NAMES = ("{table}_no_change", "{table}_no_truncate")


def guarded_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if getattr(model, "append_only", False)]


def _tables(using: str) -> list[str]:
    existing = set(connections[using].introspection.table_names())
    return [model._meta.db_table for model in guarded_models() if model._meta.db_table in existing]


def install(using: str = "default") -> None:
    """Put the guards on every append-only table that exists. Safe to repeat."""
    connection = connections[using]
    statements = (_POSTGRES,) if connection.vendor == "postgresql" else _SQLITE
    with connection.cursor() as cursor:
        for table in _tables(using):
            for statement in statements:
                cursor.execute(statement.format(table=table))


def remove(using: str = "default") -> None:
    """Take the guards off. Only the test runner does, before it empties tables."""
    connection = connections[using]
    suffix = " ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for table in _tables(using):
            for name in _NAMES:
                cursor.execute((f"DROP TRIGGER IF EXISTS {name}" + suffix).format(table=table))


def missing(using: str = "default") -> list[str]:
    """The names of guards that should stand and do not."""
    connection = connections[using]
    standing_guards = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    }
    with connection.cursor() as cursor:
        cursor.execute(standing_guards[connection.vendor])
        standing = {row[0] for row in cursor.fetchall()}
    wanted = [name.format(table=model._meta.db_table) for model in guarded_models() for name in _NAMES]
    return [name for name in wanted if name not in standing]
