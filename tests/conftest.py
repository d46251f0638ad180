"""The cast, which is the permission model, and what every test stands on."""

import gc
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client, TransactionTestCase

from reseller_portal.lib import append_only
from reseller_portal.lib.logs import JsonFormatter

PASSWORD = "Correct-horse7"
HOST = {"host": "localhost"}  # the middleware refuses Django's "testserver"
CHROMIUM = next((p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(p).exists()), "")


# --- What is run where ------------------------------------------------------------------------------------------------
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests run on SQLite, those marked smoke on both; what no database changes runs on SQLite only.

    Without Chromium no browser test runs, and it is said. PORTAL_TEST_PART, where it is set, leaves a worker its part:
    browser, once, or both for what runs on both databases.
    """
    part = os.environ.get("PORTAL_TEST_PART")
    for item in list(items):
        browser, smoke = item.get_closest_marker("browser"), item.get_closest_marker("smoke")
        once = item.get_closest_marker("once")
        own_part = "browser" if browser else "once" if once else "both"
        if (
            (connection.vendor == "postgresql" and browser and not smoke)
            or (connection.vendor == "postgresql" and once)
            or (part and part != own_part)
        ):
            items.remove(item)
        elif browser and not CHROMIUM:
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed"))


def pytest_collection_finish() -> None:
    """What was imported stays: looking through it for garbage again and again costs a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if missing := os.environ.get("PORTAL_TEST_MISSING"):
        terminalreporter.write_line(f"NOT RUN: the tests on PostgreSQL, because {missing}.", yellow=True)
    if not CHROMIUM:
        terminalreporter.write_line("NOT RUN: the browser tests, because Chromium is not installed.", yellow=True)


# --- Append-only tables between tests ---------------------------------------------------------------------------------
_teardown = TransactionTestCase._fixture_teardown


def _teardown_without_guards(self: TransactionTestCase) -> None:
    # Emptying the tables is what the guards refuse. The flush's own post_migrate puts them back.
    append_only.remove()
    _teardown(self)
    assert append_only.missing() == []


TransactionTestCase._fixture_teardown = _teardown_without_guards  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Rate limits count in the cache: no test may use up another's."""
    cache.clear()


# --- The cast ---------------------------------------------------------------------------------------------------------
def _make_cast() -> dict[str, Any]:
    from customers.actions import organizations, users
    from customers.roles import Level

    stan = users.create_staff(
        email="stan@platform.example", first_name="Stan", last_name="S", password=PASSWORD, by=None
    )
    root = {"currency": "EUR", "time_zone": "Europe/Amsterdam", "by": stan}
    acme = organizations.create_reseller(name="Acme Resale", email="hello@acme.example", **root)
    globex = organizations.create_reseller(name="Globex", email="hello@globex.example", **root)
    direct = organizations.create_direct_customer(name="Direct Courts", email="clerk@direct.example", **root)

    def person(organization: Any, name: str, level: str) -> Any:
        email = f"{name.lower()}@{organization.email.partition('@')[2]}"
        user = users.add_user(
            organization, email=email, first_name=name, last_name="Test", level=level, invite=False, by=stan
        )
        return users.set_password(user, password=PASSWORD, by=user)

    olive = person(acme, "Olive", Level.OWNER)
    gus = person(globex, "Gus", Level.OWNER)
    harbour = organizations.create_customer(acme, name="Harbour Legal", email="office@harbour.example", by=olive)
    island = organizations.create_customer(acme, name="Island Radio", email="studio@island.example", by=olive)
    meadow = organizations.create_customer(globex, name="Meadow Clinics", email="desk@meadow.example", by=gus)
    return dict(  # noqa: C408
        stan=stan, olive=olive, gus=gus, acme=acme, globex=globex, direct=direct,
        harbour=harbour, island=island, meadow=meadow,
        sue=person(acme, "Sue", Level.SUPPORT), fay=person(acme, "Fay", Level.FINANCE),
        rob=person(acme, "Rob", Level.READ_ONLY), carol=person(harbour, "Carol", Level.ADMINISTRATOR),
        mel=person(harbour, "Mel", Level.MEMBER), mia=person(meadow, "Mia", Level.ADMINISTRATOR),
        dan=person(direct, "Dan", Level.ADMINISTRATOR), cleo=person(direct, "Cleo", Level.MEMBER),
    )  # fmt: skip


@pytest.fixture
def cast(db: None) -> SimpleNamespace:
    """Olive runs Acme Resale, Gus runs Globex (the stranger), Carol is a customer's user of Acme, Dan a direct
    customer's, Cleo his contributor, Stan is staff. All with PASSWORD.

    They are made through the actions once; every later test gets the same rows put back, which is ten times quicker.
    """
    if not _kept:
        _kept["cast"] = {name: (type(one), one.pk) for name, one in _make_cast().items()}
        _kept["rows"] = [_insertion(model) for model in _models_of_cast()]
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            for sql, values in _kept["rows"]:
                cursor.execute(sql, values)
        if connection.vendor == "postgresql":
            connection.check_constraints()  # now, not at the end: pending checks would get in the way of TRUNCATE
    found = {model: model._base_manager.in_bulk() for model in {model for model, _ in _kept["cast"].values()}}
    return SimpleNamespace(**{name: found[model][pk] for name, (model, pk) in _kept["cast"].items()})


def _models_of_cast() -> list[Any]:
    """In this order a row never refers to one that is not there yet, but for owners, which are checked at the end."""
    from allauth.account.models import EmailAddress

    from customers.models import Activity, ActivityDetail, Organization, User

    return [Organization, User, EmailAddress, Activity, ActivityDetail]


def _insertion(model: Any) -> tuple[str, list[Any]]:
    """The statement that puts all present rows of a model back."""
    fields, rows = model._meta.concrete_fields, list(model._base_manager.all())
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    values = [field.get_db_prep_save(getattr(one, field.attname), connection) for one in rows for field in fields]
    return f"INSERT INTO {model._meta.db_table} ({columns}) VALUES {', '.join([row] * len(rows))}", values


_kept: dict[Any, Any] = {}


@pytest.fixture
def world(db: None) -> Any:
    """Two resellers with two customers each, and everybody who may knock (tests/world.py)."""
    from tests.world import build

    return build()


@pytest.fixture
def client() -> Client:
    """A visitor's."""
    return Client(headers=HOST)


@pytest.fixture
def as_user() -> Any:
    """A client that is signed in as somebody."""

    def sign_in(user: Any, *, headers: dict[str, str] | None = None, **defaults: Any) -> Client:
        client = Client(headers=HOST | (headers or {}), **defaults)
        if user is not None:
            client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What every logger writes at its most talkative, as the formatter of production writes it."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    handler, root = Keep(), logging.getLogger()
    handler.setFormatter(JsonFormatter())
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)
