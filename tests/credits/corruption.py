"""Rows changed as no code of ours can, and what verification then says."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import Model

from credits.models import Account, Transfer
from credits.verification import verify
from reseller_portal.lib import append_only


@contextmanager
def without_guards() -> Iterator[None]:
    connection.check_constraints()  # what is still to be checked would be in the way of the guards
    append_only.remove()
    yield
    connection.check_constraints()
    append_only.install()


def corrupt(row: Model, **columns: Any) -> None:
    """Change a row as no code of ours can."""
    with without_guards():
        type(row)._base_manager.filter(pk=row.pk).update(**columns)


def remove(row: Model) -> None:
    with without_guards():
        type(row)._base_manager.filter(pk=row.pk).delete()


def without_constraint(model: type[Model], name: str) -> None:
    """Let the database store what its CHECK refuses, until the test's transaction is undone."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints=ON")
        else:
            cursor.execute(f"ALTER TABLE {model._meta.db_table} DROP CONSTRAINT {name}")


def found() -> list[str]:
    """All but what is kept beside the ledger, which tests/credits/test_verify_use.py is about."""
    return [str(finding) for finding in verify() if finding.invariant != "I13"]


def transfer(kind: str) -> Transfer:
    return Transfer.objects.filter(kind=kind).order_by("pk").first()


def account(organization: Any, kind: str) -> Account:
    return Account.objects.get(organization=organization, kind=kind)
