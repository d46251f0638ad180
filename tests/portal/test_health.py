"""The probes."""

from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.db.utils import InterfaceError
from django.test.utils import CaptureQueriesContext

from reseller_portal.views import health


@pytest.fixture
def probe(as_user):
    return as_user(None).get


def run(sql):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_a_process_that_answers_lives(probe):
    assert probe("/livez").status_code == 200  # without the db fixture: a query would fail the test


def test_the_live_probe_asks_no_database(probe, db):
    with CaptureQueriesContext(connection) as captured:
        probe("/livez")
    assert len(captured) == 0


@pytest.mark.django_db
def test_a_portal_in_order_is_ready(probe):
    answer = probe("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "problems": []})


@pytest.mark.django_db
def test_a_missing_migration_is_a_reason(probe):
    run("DELETE FROM django_migrations WHERE id = (SELECT max(id) FROM django_migrations WHERE app = 'customers')")
    answer = probe("/readyz")
    assert (answer.status_code, answer.json()["problems"]) == (503, ["migrations are missing"])


@pytest.mark.django_db
def test_a_missing_guard_is_a_reason(probe):
    run(
        "DROP TRIGGER customers_activity_no_change"
        + (" ON customers_activity" if connection.vendor == "postgresql" else "")
    )
    answer = probe("/readyz")
    assert (answer.status_code, answer.json()["problems"]) == (503, ["append-only guards are missing"])


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_is_down_is_a_reason(probe, monkeypatch, error):
    def fail(*given, **options):
        raise error("connection refused to host secret.example")

    monkeypatch.setattr(connections["default"], "cursor", fail)
    answer = probe("/readyz")
    assert (answer.status_code, answer.json()["problems"]) == (503, ["the database does not answer"])


@pytest.mark.django_db
@pytest.mark.parametrize(("free", "status"), [(6, 200), (4, 503)])
def test_a_full_disk_is_a_reason(probe, monkeypatch, free, status):
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: SimpleNamespace(free=free, total=100))
    assert probe("/readyz").status_code == status


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_a_probe_answers_to_any_host(as_user, path):
    assert as_user(None).get(path, headers={"host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/livez", "/readyz"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_probe_only_answers(as_user, path, method):
    assert getattr(as_user(None), method)(path).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/customers/", "/nowhere/"])
def test_another_host_sees_nothing(as_user, path):
    assert as_user(None).get(path, headers={"host": "evil.example"}).status_code == 400
