"""`verify_ledger` on what is kept beside the ledger: use by day, and since when meters count (I13)."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from credits.actions.recharging import recharge_customer, return_credits
from credits.actions.spending import spend_credits
from credits.actions.undoing import undo_movement
from credits.models import Allocation, DailyUse
from credits.verification import use, verify
from customers.actions.organizations import update_organization
from reseller_portal.lib import clock
from tests.credits.conftest import key

MARCH = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)  # the first of March in Amsterdam, the second in Kyiv


@pytest.fixture
def books(funded: SimpleNamespace) -> SimpleNamespace:
    """Three days of use, a second allocation, a third that was undone, and credits that came back."""
    for customer in (funded.harbour, funded.island):
        recharge_customer(customer, amount=1_000, key=key(), by=funded.olive)
    for days in range(3):
        with clock.moved_to(MARCH + timedelta(days=days)):
            spend_credits(funded.harbour, amount=310, key=key(), by=None)
    recharge_customer(funded.harbour, amount=500, key=key(), by=funded.olive)
    spend_credits(funded.harbour, amount=560, key=key(), by=None)
    undo_movement(recharge_customer(funded.harbour, amount=500, key=key(), by=funded.olive), key=key(), by=funded.olive)
    return_credits(funded.island, amount=400, key=key(), by=funded.olive)
    return funded


def found() -> list[str]:
    return [str(finding) for finding in verify()]


def test_right_books_verify(books: SimpleNamespace) -> None:
    assert found() == []


def test_right_books_verify_in_pages_of_two(books: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(use, "PAGE", 2)
    assert found() == []


def test_a_day_that_was_changed(books: SimpleNamespace) -> None:
    DailyUse.objects.filter(organization=books.harbour, day="2026-03-02").update(amount=311)
    about = f"I13 daily use of organization {books.harbour.pk} on 2026-03-02"
    assert found() == [f"{about}: it is 311, and the transfers make 310"]


def test_a_day_that_is_gone(books: SimpleNamespace) -> None:
    DailyUse.objects.filter(organization=books.harbour, day="2026-03-02").delete()
    about = f"I13 daily use of organization {books.harbour.pk} on 2026-03-02"
    assert found() == [f"{about}: it is 0, and the transfers make 310"]


def test_a_day_of_somebody_who_used_nothing(books: SimpleNamespace) -> None:
    extra = DailyUse.objects.create(tenant=books.globex, organization=books.meadow, day="2026-03-02", amount=1)
    assert found() == [f"I13 daily use {extra.pk}: its organization has used nothing"]


def test_a_meter_that_counts_since_another_moment(books: SimpleNamespace) -> None:
    allocation = Allocation.objects.get(organization=books.harbour)
    Allocation.objects.filter(pk=allocation.pk).update(began_at=MARCH)
    wrong = f"it began at {MARCH}, and the transfers say {allocation.began_at}"
    assert found() == [f"I13 allocation of organization {books.harbour.pk}: {wrong}"]


def test_a_meter_that_counts_since_none(books: SimpleNamespace) -> None:
    Allocation.objects.filter(organization=books.island).delete()
    assert [one.partition(": it began at None")[0] for one in found()] == [
        f"I13 allocation of organization {books.island.pk}"
    ]


def test_a_writer_meanwhile_is_no_difference(books: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    stored, writes = use._stored, [1, 1]

    def late(*args: object) -> object:
        if writes:
            spend_credits(books.harbour, amount=writes.pop(), key=key(), by=None)
        return stored(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(use, "_stored", late)
    assert found() == []


def rebuild(*options: str) -> str:
    out = StringIO()
    call_command("rebuild_daily_use", *options, stdout=out)
    return out.getvalue()


def test_another_time_zone_makes_other_days_until_they_are_rebuilt(books: SimpleNamespace) -> None:
    update_organization(books.acme, time_zone="Europe/Kyiv", by=books.stan)
    assert len(found()) >= 2
    assert rebuild("--dry-run").endswith("organizations would be put right.\n")
    assert len(found()) >= 2
    rebuild()
    assert found() == []
    assert rebuild() == "0 organizations were put right.\n"
