"""Does the database have the shape that the code expects?"""

from collections.abc import Iterator

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from ..lib import append_only
from .findings import Finding


def missing_guards() -> Iterator[Finding]:
    """The triggers that refuse a change of append-only rows. `manage.py migrate` puts them back."""
    for name in append_only.missing():
        yield Finding(f"{name} does not stand; run migrate, then verify_ledger")


def missing_migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield Finding(f"{migration} was not applied; run migrate")
