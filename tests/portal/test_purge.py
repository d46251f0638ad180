"""`purge_disabled_customers`: who goes, who stays, and that the books are the same before and after."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from threading import Barrier, Thread
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.models import Sum

from credits.actions.balances import deduct_balance, refill_balance
from credits.actions.recharging import recharge_customer
from credits.actions.spending import spend_credits
from credits.models import Account, Transfer
from credits.verification import verify
from customers.actions.organizations import disable_organization, enable_organization
from customers.actions.suspensions import hold_deletion, release_hold
from customers.countdown import KEPT_FOR
from customers.errors import Refused
from customers.models import Activity, Organization, Suspension, User
from reseller_portal import purge
from reseller_portal.lib import clock
from reseller_portal.purge import Outcome, purge_customer
from tests.credits.conftest import key

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def run(*arguments: object, errors: StringIO | None = None) -> str:
    out = StringIO()
    call_command("purge_disabled_customers", *map(str, arguments), stdout=out, stderr=errors or StringIO())
    return out.getvalue()


def is_gone(customer: Organization) -> bool:
    return Organization.objects.get(pk=customer.pk).deleted_at is not None


def sums() -> dict[str, int]:
    """What there is in all accounts together, by tenant and unit: nothing may appear or vanish."""
    rows = Account.objects.values_list("tenant", "unit").annotate(sum=Sum("balance"))
    return {f"{tenant} {unit}": total for tenant, unit, total in rows}


@pytest.fixture
def funded(cast: SimpleNamespace) -> SimpleNamespace:
    from credits.actions.issuing import issue_credits

    issue_credits(cast.acme, amount=10_000, key=key(), by=cast.stan)
    return cast


@pytest.fixture
def disabled(funded: SimpleNamespace) -> SimpleNamespace:
    """Harbour, disabled just now, with 50 credits of which 13 were used."""
    recharge_customer(funded.harbour, amount=5_000, key=key(), by=funded.olive)
    spend_credits(funded.harbour, amount=1_300, key=key(), by=None)
    disable_organization(funded.harbour, reason="Contract ended", by=funded.olive)
    mail.outbox.clear()
    return funded


@pytest.fixture
def later(disabled: SimpleNamespace) -> Callable[[timedelta], Any]:
    """The clock, so long after Harbour was disabled."""
    start = disabled.harbour.disabled_at
    return lambda passed: clock.moved_to(start + passed)


@pytest.fixture
def due(disabled: SimpleNamespace, later: Any) -> Iterator[SimpleNamespace]:
    """On the day it is to be deleted."""
    with later(90 * DAY):
        yield disabled


# --- When -------------------------------------------------------------------------------------------------------------
def test_a_second_before_90_days_it_stays(disabled: SimpleNamespace, later: Any) -> None:
    with later(90 * DAY - SECOND):
        assert run() == "0 customers were deleted, 0 wait for money or work, 0 failed.\n"
    assert not is_gone(disabled.harbour)


def test_at_90_days_to_the_moment_it_goes(disabled: SimpleNamespace, later: Any) -> None:
    with later(90 * DAY):
        assert run() == "1 customers were deleted, 0 wait for money or work, 0 failed.\n"
    assert is_gone(disabled.harbour)


def test_other_days_can_be_asked_for(disabled: SimpleNamespace, later: Any) -> None:
    with later(7 * DAY - SECOND):
        assert "0 customers were deleted" in run("--days", 7)
    with later(7 * DAY):
        assert "1 customers were deleted" in run("--days", 7)


def test_enabled_and_disabled_again_its_days_start_anew(disabled: SimpleNamespace, later: Any) -> None:
    with later(80 * DAY):
        enable_organization(disabled.harbour, by=disabled.olive)
        disable_organization(disabled.harbour, by=disabled.olive)
    with later(90 * DAY):
        run()
    assert not is_gone(disabled.harbour)


def test_active_customers_resellers_and_held_ones_stay(due: SimpleNamespace, later: Any) -> None:
    with later(timedelta()):
        disable_organization(due.globex, by=due.stan)
        hold_deletion(due.harbour, reason="Lawsuit", by=due.olive)
    assert "0 customers were deleted" in run()
    assert not any(map(is_gone, (due.harbour, due.island, due.globex)))


def test_one_whose_hold_was_released_has_its_notice_first(due: SimpleNamespace, later: Any) -> None:
    hold_deletion(due.harbour, reason="Lawsuit", by=due.olive)
    release_hold(due.harbour, by=due.olive)
    with later(104 * DAY - SECOND):
        run()
        assert not is_gone(due.harbour)
    with later(104 * DAY):
        run()
    assert is_gone(due.harbour)


def test_a_direct_customer_goes_too(cast: SimpleNamespace) -> None:
    with clock.moved_to(clock.now() - 90 * DAY):
        disable_organization(cast.direct, by=cast.stan)
    run()
    assert is_gone(cast.direct)


# --- What is left -----------------------------------------------------------------------------------------------------
def test_its_unspent_credits_are_back_and_the_books_are_right(due: SimpleNamespace) -> None:
    before, transfers = sums(), list(Transfer.objects.order_by("pk").values())
    run()
    assert sums() == before
    assert list(Transfer.objects.order_by("pk").values())[: len(transfers)] == transfers
    assert Account.objects.get(organization=due.acme, kind="pool").balance == 10_000 - 1_300
    assert list(verify()) == []


def test_a_tombstone_is_left_and_nobody_s_name(due: SimpleNamespace) -> None:
    run()
    gone = Organization.objects.get(pk=due.harbour.pk)
    assert (gone.name, gone.email) == (f"Deleted customer {gone.pk}", None)
    assert not User.objects.existing().filter(organization=gone).exists()
    assert not Suspension.objects.filter(organization=gone).exists()


def test_the_activity_says_that_the_system_did_it(due: SimpleNamespace) -> None:
    run()
    assert Activity.objects.get(verb="customer.deleted").actor is None


# --- Money ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def owed(due: SimpleNamespace) -> SimpleNamespace:
    refill_balance(due.harbour, amount=100, key=key(), note="Order 1", by=due.olive)
    return due


def test_with_money_in_its_balance_it_is_passed_by_and_reported(owed: SimpleNamespace) -> None:
    before = sums()
    said = run()
    assert f"Customer {owed.harbour.pk} waits: There is EUR 1.00 in its balance. Deduct it first.\n" in said
    assert "0 customers were deleted, 1 waits for money or work, 0 failed." in said
    assert (is_gone(owed.harbour), sums()) == (False, before)


def test_its_page_says_what_it_waits_for(owed: SimpleNamespace, as_user: Any) -> None:
    run()
    page = as_user(owed.olive).get(f"/customers/{owed.harbour.pk}/").text
    assert "It waits: There is EUR 1.00 in its balance. Deduct it first." in page


def test_reseller_and_staff_are_told_once(owed: SimpleNamespace, later: Any) -> None:
    for days in (90, 91, 92):
        with later(days * DAY):
            run()
    assert sorted(message.to[0] for message in mail.outbox) == ["olive@acme.example", "stan@platform.example"]


def test_it_goes_once_the_money_is_settled(owed: SimpleNamespace) -> None:
    run()
    deduct_balance(owed.harbour, amount=100, key=key(), note="Paid back", by=owed.olive)
    run()
    assert is_gone(owed.harbour)


def test_one_that_waits_takes_nobody_s_place_in_the_limit(owed: SimpleNamespace, later: Any) -> None:
    with later(timedelta()):
        disable_organization(owed.island, by=owed.olive)
    assert "1 customers were deleted, 1 waits" in run("--limit", 1)
    assert is_gone(owed.island)


# --- Options and exits ------------------------------------------------------------------------------------------------
def test_a_limit_is_kept(due: SimpleNamespace, later: Any) -> None:
    with later(timedelta()):
        disable_organization(due.island, by=due.olive)
    assert "1 customers were deleted" in run("--limit", 1)
    assert [is_gone(due.harbour), is_gone(due.island)] == [True, False]


def test_a_dry_run_lists_and_changes_nothing(owed: SimpleNamespace, later: Any) -> None:
    with later(timedelta()):
        disable_organization(owed.island, by=owed.olive)
    mail.outbox.clear()
    rows = Activity.objects.count()
    assert run("--dry-run") == (
        f"Harbour Legal ({owed.harbour.pk}) waits: There is EUR 1.00 in its balance. Deduct it first.\n"
        f"Island Radio ({owed.island.pk}) would be deleted\n"
        "1 customers would be deleted, 1 would wait. Nothing was changed.\n"
    )
    assert not is_gone(owed.island)
    assert (Activity.objects.count(), mail.outbox) == (rows, [])


@pytest.mark.parametrize("option", ["--days", "--limit"])
def test_a_negative_number_is_refused(db: None, option: str) -> None:
    with pytest.raises(CommandError, match="no negative number"):
        run(option, -1)


def test_one_that_fails_holds_nobody_up_and_the_command_exits_with_1(
    due: SimpleNamespace, later: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with later(timedelta()):
        disable_organization(due.island, by=due.olive)
    delete = purge.delete_customer

    def fail(customer: Organization, **named: Any) -> Organization:
        if customer.pk == due.harbour.pk:
            raise RuntimeError("out of order")
        return delete(customer, **named)

    monkeypatch.setattr(purge, "delete_customer", fail)
    errors = StringIO()
    with pytest.raises(CommandError, match=r"^1 customers were deleted, 0 wait for money or work, 1 failed\.$"):
        run(errors=errors)
    assert errors.getvalue() == f"Customer {due.harbour.pk}: out of order\n"
    assert [is_gone(due.harbour), is_gone(due.island)] == [False, True]


# --- Twice, side by side, and enabled meanwhile -----------------------------------------------------------------------
def test_run_twice_the_second_finds_nothing(due: SimpleNamespace) -> None:
    run()
    assert "0 customers were deleted, 0 wait" in run()
    assert purge_customer(due.harbour.pk, kept_for=KEPT_FOR, by=None) == (Outcome.SPARED, "")


@pytest.mark.parametrize("change", ["enable", "hold"])
def test_enabled_or_held_after_it_was_found_it_is_spared(
    due: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    found = purge.due(kept_for=KEPT_FOR)
    assert [one.pk for one in found] == [due.harbour.pk]
    if change == "enable":
        enable_organization(due.harbour, by=due.olive)
    else:
        hold_deletion(due.harbour, reason="Lawsuit", by=due.olive)
    assert purge_customer(due.harbour.pk, kept_for=KEPT_FOR, by=None)[0] == Outcome.SPARED


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each answers or raises, begun at the same moment on connections of their own."""
    barrier, answers, now = Barrier(len(acts)), [None] * len(acts), clock.now()

    def do(place: int, act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            with clock.moved_to(now):
                answers[place] = act()
        except Refused as refusal:
            answers[place] = refusal
        finally:
            connections.close_all()

    threads = [Thread(target=do, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(answers)


@pytest.mark.django_db(transaction=True)
def test_side_by_side_one_deletes_and_the_credits_return_once(due: SimpleNamespace) -> None:
    def purged() -> object:
        return purge_customer(due.harbour.pk, kept_for=KEPT_FOR, by=None)[0]

    before = sums()
    assert sorted(map(str, at_once(*[purged] * 4))) == ["deleted", "spared", "spared", "spared"]
    assert sums() == before
    assert Activity.objects.filter(verb="customer.deleted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_enabled_at_the_same_moment_it_is_whole_or_gone(due: SimpleNamespace) -> None:
    """Either the purge came first, and enabling says so; or it was enabled, and nothing was touched."""
    stale = Organization.objects.get(pk=due.harbour.pk)
    outcome, enabled = at_once(
        lambda: purge_customer(due.harbour.pk, kept_for=KEPT_FOR, by=None)[0],
        lambda: enable_organization(stale, by=due.olive),
    )
    now = Organization.objects.get(pk=due.harbour.pk)
    if outcome == Outcome.DELETED:
        assert isinstance(enabled, Refused)
        assert (now.name, now.deleted_at is None) == (f"Deleted customer {now.pk}", False)
    else:
        assert outcome == Outcome.SPARED
        assert (now.name, now.is_active, now.owner_id) == ("Harbour Legal", True, due.carol.pk)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time anyhow")
@pytest.mark.django_db(transaction=True)
def test_a_purge_that_waited_for_whoever_enables_it_spares_it(
    due: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Enabling holds the lock while the purge, which found the customer before, comes for it."""
    from django.db import transaction

    barrier, now = Barrier(2), clock.now()

    def enable() -> None:
        with transaction.atomic():
            enable_organization(Organization.objects.get(pk=due.harbour.pk), by=due.olive)
            barrier.wait()
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.5)")
        connections.close_all()

    thread = Thread(target=enable)
    thread.start()
    barrier.wait()
    with clock.moved_to(now):
        assert purge_customer(due.harbour.pk, kept_for=KEPT_FOR, by=None)[0] == Outcome.SPARED
    thread.join()
    assert Organization.objects.get(pk=due.harbour.pk).is_active


# --- Memory -----------------------------------------------------------------------------------------------------------
@pytest.mark.drill
@pytest.mark.once
def test_ten_times_as_many_take_hardly_more_memory(cast: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    import tracemalloc

    from customers.actions.organizations import create_customer

    peaks = {}
    for number in (200, 2_000):
        with clock.moved_to(clock.now() - 90 * DAY):
            for one in range(number):
                named = f"c{number}-{one}"
                made = create_customer(cast.acme, name=named, email=f"{named}@acme.example", by=cast.olive)
                disable_organization(made, by=cast.olive)
        tracemalloc.start()
        assert f"{number:,} customers were deleted" in run()
        peaks[number] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    with capsys.disabled():
        print({number: f"{peak / 1e6:.1f} MB" for number, peak in peaks.items()})
    assert peaks[2_000] < peaks[200] + 3_000_000
