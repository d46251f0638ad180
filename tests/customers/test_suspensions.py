"""What surrounds Disable: a reason, a date, blocked tokens; and the hold and the notice of a deletion."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction

from customers.actions.organizations import disable_organization, enable_organization
from customers.actions.suspensions import (
    announce_deletion,
    call_off_disabling,
    disable_scheduled,
    hold_deletion,
    note_waiting,
    release_hold,
    schedule_disabling,
)
from customers.countdown import due_of, standing_of
from customers.models import Activity, ActivityDetail, Organization, Suspension
from customers.tasks import announce_deletion as mail_of_announcement
from reseller_portal.lib import clock
from tests.customers.acting import last, refusal

DAY = timedelta(days=1)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def fresh(customer: Organization) -> Organization:
    return Organization.objects.select_related("suspension").get(pk=customer.pk)


def run(name: str, *arguments: str) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.fixture
def at() -> Callable[[timedelta], Any]:
    """The clock, so long after it was first asked."""
    start = clock.now()
    return lambda later: clock.moved_to(start + later)


@pytest.fixture
def disabled(cast: SimpleNamespace, at: Any) -> SimpleNamespace:
    with at(timedelta()):
        disable_organization(cast.harbour, reason="Contract ended", by=cast.olive)
    return cast


# --- Disable ----------------------------------------------------------------------------------------------------------
def test_the_reason_is_in_the_erasable_detail_and_not_in_the_activity(disabled: SimpleNamespace) -> None:
    row = Activity.objects.get(verb="organization.disabled")
    assert (row.fields, row.detail.after) == (["reason"], {"reason": "Contract ended"})
    assert "Contract" not in repr(Activity.objects.filter(pk=row.pk).values())


def test_a_reason_has_200_characters_at_most(cast: SimpleNamespace) -> None:
    assert refusal(disable_organization, cast.harbour, reason="x" * 201, by=cast.olive).field == "reason"
    assert disable_organization(cast.harbour, reason="x" * 200, by=cast.olive).disabled_at


def test_tokens_keep_working_unless_they_are_blocked(disabled: SimpleNamespace) -> None:
    disable_organization(disabled.island, block_api=True, by=disabled.olive)
    assert (fresh(disabled.harbour).api_blocked, fresh(disabled.island).api_blocked) == (False, True)
    assert last().detail.after == {"api_blocked": True}


def test_enabling_clears_the_block_the_reason_and_the_days(cast: SimpleNamespace) -> None:
    disable_organization(cast.harbour, reason="Late", block_api=True, by=cast.olive)
    enable_organization(cast.harbour, by=cast.olive)
    assert not fresh_or_none(cast.harbour)
    assert not Organization.objects.get(pk=cast.harbour.pk).api_blocked


def fresh_or_none(customer: Organization) -> Suspension | None:
    return Suspension.objects.filter(organization=customer).first()


def test_an_active_customer_cannot_have_its_tokens_blocked(cast: SimpleNamespace) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.filter(pk=cast.harbour.pk).update(api_blocked=True)


# --- A date for it ----------------------------------------------------------------------------------------------------
@pytest.fixture
def scheduled(cast: SimpleNamespace, at: Any) -> SimpleNamespace:
    with at(timedelta()):
        told = {"at": clock.now() + 3 * DAY, "reason": "Moves away", "block_api": True}
        schedule_disabling(cast.harbour, **told, by=cast.olive)
    return cast


def test_until_its_date_a_customer_stays_active(scheduled: SimpleNamespace, at: Any) -> None:
    with at(3 * DAY - timedelta(seconds=1)):
        run("disable_scheduled_customers")
    assert fresh(scheduled.harbour).is_active
    assert standing_of(fresh(scheduled.harbour)).state == "scheduled"


def test_on_its_date_it_is_disabled_as_was_planned_by_the_system(scheduled: SimpleNamespace, at: Any) -> None:
    with at(3 * DAY):
        assert run("disable_scheduled_customers") == "1 customers were disabled, 0 failed.\n"
    customer, row = fresh(scheduled.harbour), Activity.objects.get(verb="organization.disabled")
    assert (customer.is_active, customer.api_blocked, customer.suspension.reason) == (False, True, "Moves away")
    assert (row.actor, row.detail.after) == (None, {"reason": "Moves away", "api_blocked": True})


def test_its_ninety_days_count_from_when_it_was_disabled(scheduled: SimpleNamespace, at: Any) -> None:
    with at(5 * DAY):
        run("disable_scheduled_customers")
        assert due_of(fresh(scheduled.harbour)) == clock.now() + 90 * DAY


def test_a_dry_run_disables_nobody(scheduled: SimpleNamespace, at: Any) -> None:
    with at(3 * DAY):
        assert "1 customers has come" in run("disable_scheduled_customers", "--dry-run")
    assert fresh(scheduled.harbour).is_active


def test_what_was_called_off_does_not_happen(scheduled: SimpleNamespace, at: Any) -> None:
    call_off_disabling(scheduled.harbour, by=scheduled.olive)
    with at(3 * DAY):
        assert disable_scheduled(scheduled.harbour.pk, by=None) is None
    assert (last().verb, fresh_or_none(scheduled.harbour)) == ("organization.disabling_called_off", None)


def test_a_date_that_was_put_off_does_not_come_early(scheduled: SimpleNamespace, at: Any) -> None:
    with at(DAY):
        schedule_disabling(scheduled.harbour, at=clock.now() + 9 * DAY, by=scheduled.olive)
    with at(3 * DAY):
        assert disable_scheduled(scheduled.harbour.pk, by=None) is None


def test_disabling_it_at_once_overtakes_the_date(scheduled: SimpleNamespace, at: Any) -> None:
    with at(DAY):
        disable_organization(scheduled.harbour, reason="Now", by=scheduled.olive)
    with at(3 * DAY):
        assert disable_scheduled(scheduled.harbour.pk, by=None) is None
    assert (fresh(scheduled.harbour).suspension.reason, fresh(scheduled.harbour).api_blocked) == ("Now", False)


@pytest.mark.parametrize("later", [timedelta(), -DAY, 800 * DAY])
def test_a_date_lies_ahead_and_not_far(cast: SimpleNamespace, later: timedelta) -> None:
    assert refusal(schedule_disabling, cast.harbour, at=clock.now() + later, by=cast.olive).field == "on"


def test_a_disabled_customer_gets_no_date(disabled: SimpleNamespace) -> None:
    said = refusal(schedule_disabling, disabled.harbour, at=clock.now() + DAY, by=disabled.olive).message
    assert said == "This customer is disabled already."


def test_calling_off_leaves_the_row_of_a_disabled_customer_alone(disabled: SimpleNamespace) -> None:
    call_off_disabling(disabled.harbour, by=disabled.olive)
    assert fresh_or_none(disabled.harbour)


# --- Hold -------------------------------------------------------------------------------------------------------------
def test_a_hold_needs_a_reason_and_keeps_it_erasable(disabled: SimpleNamespace) -> None:
    assert refusal(hold_deletion, disabled.harbour, reason=" ", by=disabled.olive).field == "reason"
    hold_deletion(disabled.harbour, reason="Lawsuit", by=disabled.olive)
    assert (last().verb, last().fields, last().detail.after) == ("deletion.held", ["reason"], {"reason": "Lawsuit"})


def test_holding_twice_is_written_down_once_and_keeps_its_first_day(disabled: SimpleNamespace, at: Any) -> None:
    for later in (DAY, 2 * DAY):
        with at(later):
            hold_deletion(disabled.harbour, reason="Lawsuit", by=disabled.olive)
    assert Activity.objects.filter(verb="deletion.held").count() == 1
    assert fresh(disabled.harbour).suspension.held_at - fresh(disabled.harbour).disabled_at == DAY


@pytest.mark.parametrize("who", ["harbour", "acme"])
def test_only_the_deletion_of_a_disabled_customer_can_be_held(cast: SimpleNamespace, who: str) -> None:
    if who == "acme":
        disable_organization(cast.acme, by=cast.stan)
    assert refusal(hold_deletion, getattr(cast, who), reason="Why", by=cast.stan)


@pytest.mark.parametrize(
    ("released", "due"),
    [(10 * DAY, 90 * DAY), (76 * DAY, 90 * DAY), (80 * DAY, 94 * DAY), (200 * DAY, 214 * DAY)],
)
def test_released_the_clock_goes_on_and_at_least_14_days_are_left(
    disabled: SimpleNamespace, at: Any, released: timedelta, due: timedelta
) -> None:
    with at(5 * DAY):
        hold_deletion(disabled.harbour, reason="Lawsuit", by=disabled.olive)
    with at(released):
        release_hold(disabled.harbour, by=disabled.olive)
    customer = fresh(disabled.harbour)
    assert due_of(customer) - customer.disabled_at == due


def test_a_customer_disabled_before_there_were_rows_can_be_held(cast: SimpleNamespace) -> None:
    Organization.objects.filter(pk=cast.harbour.pk).update(disabled_at=clock.now() - 300 * DAY)
    hold_deletion(cast.harbour, reason="Lawsuit", by=cast.olive)
    assert standing_of(fresh(cast.harbour)).state == "held"


# --- Announcing -------------------------------------------------------------------------------------------------------
def announced(at: Any, *days: float) -> list[str]:
    """The subjects of the mails that leave when the command runs so many days after the beginning."""
    for number in days:
        with at(timedelta(days=number)):
            run("announce_deletions")
    return [f"{message.to[0]}: {message.subject}" for message in mail.outbox]


@pytest.fixture
def outbox(disabled: SimpleNamespace) -> SimpleNamespace:
    mail.outbox.clear()
    return disabled


def test_the_reseller_is_mailed_14_days_and_1_day_before_once_each(outbox: SimpleNamespace, at: Any) -> None:
    day = f"{due_of(fresh(outbox.harbour)).astimezone(AMSTERDAM):%-d %b %Y}"
    assert (
        announced(at, 75.9, 76, 76.1, 80, 88.9, 89, 89.1, 89.9)
        == [f"olive@acme.example: Harbour Legal will be deleted on {day}"] * 2
    )


def test_without_an_owner_the_reseller_s_contact_address_is_mailed(outbox: SimpleNamespace, at: Any) -> None:
    Organization.objects.filter(pk=outbox.acme.pk).update(owner=None)
    assert announced(at, 77)[0].startswith("hello@acme.example:")


def test_a_direct_customer_s_end_is_announced_to_staff(outbox: SimpleNamespace, at: Any) -> None:
    enable_organization(outbox.harbour, by=outbox.olive)
    with at(timedelta()):
        disable_organization(outbox.direct, by=outbox.stan)
    assert announced(at, 77)[0].startswith("stan@platform.example: Direct Courts will be deleted")


def test_the_mail_is_in_the_reseller_s_name_and_leads_to_the_customer(outbox: SimpleNamespace, at: Any) -> None:
    announced(at, 77)
    message = mail.outbox[0]
    assert "Acme Resale" in message.from_email
    for body in (message.body, str(message.alternatives[0][0])):
        assert f"/customers/{outbox.harbour.pk}/" in body
        assert "Contract ended" not in body


def test_a_reseller_is_never_announced(cast: SimpleNamespace, at: Any) -> None:
    with at(timedelta()):
        disable_organization(cast.acme, by=cast.stan)
    mail.outbox.clear()
    assert announced(at, 77, 89.5) == []
    assert announce_deletion(cast.acme.pk, by=None) == 0


def test_held_nobody_is_mailed(outbox: SimpleNamespace, at: Any) -> None:
    hold_deletion(outbox.harbour, reason="Lawsuit", by=outbox.olive)
    assert announced(at, 77, 89.5) == []


def test_enabled_nobody_is_mailed(outbox: SimpleNamespace, at: Any) -> None:
    enable_organization(outbox.harbour, by=outbox.olive)
    assert announced(at, 77, 89.5) == []


@pytest.mark.parametrize("change", ["hold", "enable"])
def test_a_queued_mail_does_not_leave_after_it_was_held_or_enabled(
    outbox: SimpleNamespace, at: Any, change: str
) -> None:
    if change == "hold":
        hold_deletion(outbox.harbour, reason="Lawsuit", by=outbox.olive)
    else:
        enable_organization(outbox.harbour, by=outbox.olive)
    with at(77 * DAY):
        mail_of_announcement.func(outbox.harbour.pk, 14, None)
    assert mail.outbox == []


def test_released_late_it_is_announced_again_with_its_new_day(outbox: SimpleNamespace, at: Any) -> None:
    announced(at, 77)
    with at(80 * DAY):
        hold_deletion(outbox.harbour, reason="Lawsuit", by=outbox.olive)
    with at(85 * DAY):
        release_hold(outbox.harbour, by=outbox.olive)
    day = f"{due_of(fresh(outbox.harbour)).astimezone(AMSTERDAM):%-d %b %Y}"
    assert announced(at, 85.1)[1:] == [f"olive@acme.example: Harbour Legal will be deleted on {day}"]


def test_what_is_overdue_and_was_never_announced_gets_its_notice(outbox: SimpleNamespace, at: Any) -> None:
    assert len(announced(at, 120)) == 1
    customer = fresh(outbox.harbour)
    assert due_of(customer) - customer.disabled_at == 134 * DAY


def test_a_dry_run_mails_nobody(outbox: SimpleNamespace, at: Any) -> None:
    with at(77 * DAY):
        assert run("announce_deletions", "--dry-run") == "1 deletions are to be announced. Nobody was mailed.\n"
    assert mail.outbox == []


# --- Waiting ----------------------------------------------------------------------------------------------------------
def test_reseller_and_staff_are_mailed_about_waiting_once(outbox: SimpleNamespace) -> None:
    for why in ("There is EUR 1.00 in its balance.", "There is EUR 2.00 in its balance."):
        note_waiting(fresh(outbox.harbour), waits_for=why, by=None)
    assert sorted(message.to[0] for message in mail.outbox) == ["olive@acme.example", "stan@platform.example"]
    assert fresh(outbox.harbour).suspension.waits_for == "There is EUR 2.00 in its balance."
    assert all("EUR 1.00" in message.body for message in mail.outbox)


def test_the_moment_of_a_mail_is_the_reseller_s(outbox: SimpleNamespace, at: Any) -> None:
    start: datetime = fresh(outbox.harbour).disabled_at
    announced(at, 77)
    assert f"{(start + 90 * DAY):%H:%M}" not in mail.outbox[0].body  # Amsterdam is never at UTC
    assert "(CE" in mail.outbox[0].body


def test_nothing_of_it_is_left_in_a_tombstone(outbox: SimpleNamespace) -> None:
    from reseller_portal.deletion import delete_customer

    delete_customer(outbox.harbour, by=outbox.olive)
    assert not fresh_or_none(outbox.harbour)
    assert not ActivityDetail.objects.filter(after__reason="Contract ended").exists()
