"""`rebuild_rollups`: every sum is proved from the events, and put right."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from billing.actions.transcriptions import complete_transcription, start_transcription
from billing.models import LatestUse, TenantUsage, UsageDay, UsageEvent, UsageTotal
from customers.actions.organizations import update_organization
from customers.models import Organization
from reseller_portal.deletion import delete_customer
from reseller_portal.lib import clock
from tests.billing.using import differences, event, fund, key, report

MAY = datetime(2026, 5, 1, 21, 30, tzinfo=UTC)  # still the first of May in Amsterdam, the second in Kyiv


def rebuild(*options: str) -> str:
    out = StringIO()
    call_command("rebuild_rollups", *options, stdout=out)
    return out.getvalue()


@pytest.fixture
def used(cast: SimpleNamespace) -> SimpleNamespace:
    """Harbour used several things on several days, the last of them by a transcription; Dan's office uses as well."""
    with clock.moved_to(MAY + timedelta(minutes=10)):
        for customer in (fund(cast.harbour, 10), fund(cast.direct, 10)):
            report(customer, event(59, at=MAY), event(61, at=MAY - timedelta(days=60), language="nl"), event(9_999))
        work = start_transcription(cast.harbour, key=key(), name="A.mp3", expected_seconds=60, token=None, by=None)
        complete_transcription(work, seconds=30, by=None)
    return cast


def test_right_sums_prove(used: SimpleNamespace) -> None:
    assert rebuild("--check") == "Every sum is what its events make.\n"


def _of(customer: Organization) -> dict[str, Organization]:
    return {"organization": customer}


WRONG: dict[str, tuple[Callable[[Organization], object], int]] = {
    "a day of too much": (lambda one: UsageDay.objects.filter(**_of(one), language="nl").update(charge=7), 1),
    "a day that is gone": (lambda one: UsageDay.objects.filter(**_of(one), language="nl").delete(), 1),
    "a total": (lambda one: UsageTotal.objects.filter(**_of(one)).update(quantity=F("quantity") + 1), 2),
    "a latest use": (lambda one: LatestUse.objects.filter(**_of(one)).update(at=MAY), 1),
    "a tenant's sum": (lambda one: TenantUsage.objects.filter(tenant=one.root, day="2026-05-01").update(events=9), 2),
    "a tenant's sum that is gone": (lambda one: TenantUsage.objects.filter(tenant=one.root).delete(), 3),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_named_and_put_right(used: SimpleNamespace, wrong: str) -> None:
    spoil, number = WRONG[wrong]
    spoil(used.harbour)
    with pytest.raises(CommandError):
        rebuild("--check")
    assert "would be" in rebuild("--dry-run")
    found = rebuild().splitlines()
    assert (len(found) - 1, found[-1]) == (number, f"{number} sums were put right.")
    assert (rebuild("--check"), differences(used.harbour)) == ("Every sum is what its events make.\n", [])


def test_a_difference_says_where_it_is(used: SimpleNamespace) -> None:
    UsageDay.objects.filter(organization=used.harbour, language="nl").update(charge=7)
    place = f"organization {used.harbour.pk} on 2026-03-02, hours_processed, language nl, token none"
    wrong = "it has events 1, quantity 61, charge 7; the events make events 1, quantity 61, charge 102"
    assert rebuild("--dry-run").splitlines()[0] == f"{place}: {wrong}"


def test_charges_that_the_ledger_did_not_move_stay_and_are_named(used: SimpleNamespace) -> None:
    UsageEvent.objects.filter(organization=used.harbour, quantity=61).update(charge=5)
    for _ in range(2):
        with pytest.raises(CommandError, match="1 of which a rebuild does not put right"):
            rebuild()


def test_days_follow_a_new_time_zone(used: SimpleNamespace) -> None:
    update_organization(used.acme, time_zone="Europe/Kyiv", by=used.stan)
    rebuild()
    assert rebuild("--check") == "Every sum is what its events make.\n"
    days = TenantUsage.objects.filter(tenant=used.acme).values_list("day", flat=True).distinct().order_by("day")
    assert list(days) == [date(2026, 3, 2), date(2026, 5, 2)]


def test_a_deleted_customer_s_part_is_no_difference(used: SimpleNamespace) -> None:
    delete_customer(used.harbour, by=used.olive)
    assert rebuild("--check") == "Every sum is what its events make.\n"
