"""The customer list by what was used: columns, order, filters, export, and the sums that are kept to sort by."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from billing.models import LatestUse, Metric, RecentHours, UsageDay, UsageTotal
from credits.actions.issuing import issue_credits
from credits.actions.recharging import recharge_customer
from credits.actions.spending import spend_credits
from credits.models import Forecast
from customers.actions.columns import choose_columns
from customers.actions.organizations import disable_organization
from customers.actions.suspensions import hold_deletion, schedule_disabling
from reseller_portal.deletion import delete_customer
from reseller_portal.lib import clock, usage

LIST = "/customers/"
NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)
HOUR = 3600


@pytest.fixture
def used(cast):
    """Harbour used 20 hours lately and 16 in the month before, Island 5 hours 20 days ago; each has its credits."""
    metric = Metric.objects.create(
        code="hours_processed", name="Hours", unit="hours", base_unit="seconds", base_per_unit=HOUR
    )
    for customer, days in ((cast.harbour, {0: 12, 29: 8, 30: 10, 59: 6, 60: 50}), (cast.island, {20: 5})):
        own = {"tenant": cast.acme, "organization": customer}
        for ago, hours in days.items():
            day = NOON.date() - timedelta(days=ago)
            UsageDay.objects.create(**own, day=day, metric=metric, events=1, quantity=hours * HOUR, charge=0)
        LatestUse.objects.create(**own, at=NOON - timedelta(days=min(days)))
        UsageTotal.objects.create(**own, metric=metric, quantity=sum(days.values()) * HOUR)
    choose_columns(cast.olive, columns=["name", "hours", "last_used"], by=cast.olive)
    with clock.moved_to(NOON):
        yield cast


def names(page):
    return [row["name"] for row in page.context["table"].page.object_list]


def cells(page, name):
    (row,) = re.findall(rf"<tr id=\"customer-(?:(?!</tr>).)*{name}.*?</tr>", page.text, re.DOTALL)
    return re.sub(r"<[^>]+>", "", row)


@pytest.mark.django_db
def test_a_row_shows_the_hours_their_change_and_the_last_use(used, as_user):
    page = as_user(used.olive).get(LIST)
    assert "20.0 +25%, 25% more than in the 30 days before" in cells(page, "Harbour Legal")
    assert 'title="20 Nov 2026, 12:00 CET">20 Nov 2026</time>' in page.text
    assert "5.0 new, none in the 30 days before" in cells(page, "Island Radio")


def test_a_customer_that_never_used_anything_says_so(used, as_user):
    LatestUse.objects.filter(organization=used.island).delete()
    UsageDay.objects.filter(organization=used.island).delete()
    assert re.search(r"Island Radio\s*0.0\s*—never", cells(as_user(used.olive).get(LIST), "Island Radio"))


def test_hours_and_last_use_sort_both_ways(used, as_user):
    client = as_user(used.olive)
    call_command("refresh_hours", verbosity=0, stdout=io.StringIO())
    for column in ("hours", "last_used"):
        assert names(client.get(LIST, {"sort": column})) == ["Island Radio", "Harbour Legal"]
        assert names(client.get(LIST, {"sort": f"-{column}"})) == ["Harbour Legal", "Island Radio"]


def test_the_export_of_the_view_has_both(used, as_user):
    file = as_user(used.olive).get("/customers/export.csv", {"what": "view", "sort": "-last_used"})
    rows = list(csv.reader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))
    assert rows == [
        ["Name", "Hours in 30 days", "Last used"],
        ["Harbour Legal", "20.00", "2026-11-20T12:00:00+01:00"],
        ["Island Radio", "5.00", "2026-10-31T12:00:00+01:00"],
    ]


def test_no_usage_in_14_days_narrows_the_list(used, as_user):
    page = as_user(used.olive).get(LIST, {"usage": "none"})
    assert names(page) == ["Island Radio"]
    assert "No usage in 14 days, remove this filter" in page.text


def test_growing_narrows_the_list(used, as_user):
    page = as_user(used.olive).get(LIST, {"growth": "growing"})
    assert "Growing, remove this filter" in page.text
    assert names(page) == ["Harbour Legal"]  # it came this month, and has people already


@pytest.mark.parametrize(("status", "found"), [("scheduled", ["Harbour Legal"]), ("held", ["Island Radio"])])
def test_scheduled_and_held_customers_are_found_by_status(used, as_user, status, found):
    schedule_disabling(used.harbour, at=NOON + timedelta(days=3), by=used.olive)
    disable_organization(used.island, by=used.olive)
    hold_deletion(used.island, reason="A dispute", by=used.olive)
    assert names(as_user(used.olive).get(LIST, {"status": status})) == found


# --- The sums that are kept -------------------------------------------------------------------------------------------
def refreshed(command):
    said = io.StringIO()
    call_command(command, stdout=said)
    return int(said.getvalue().split()[0])


def test_recent_hours_are_those_of_7_30_and_90_days_and_are_added_up_only_when_they_changed(used):
    assert (refreshed("refresh_hours"), refreshed("refresh_hours")) == (2, 0)
    kept = RecentHours.objects.get(organization=used.harbour)
    assert [seconds // HOUR for seconds in (kept.in_7_days, kept.in_30_days, kept.in_90_days)] == [12, 20, 86]
    UsageTotal.objects.filter(organization=used.island).update(quantity=6 * HOUR)
    assert refreshed("refresh_hours") == 1
    with clock.moved_to(NOON + timedelta(days=1)):
        assert refreshed("refresh_hours") == 2
    assert RecentHours.objects.get(organization=used.harbour).in_30_days == 12 * HOUR


@pytest.fixture
def draining(used):
    """Harbour has 20 credits left, which went at 10 a day."""
    with clock.moved_to(NOON - timedelta(days=4)):
        issue_credits(used.acme, amount=100_000, key="issue", by=used.stan)
        recharge_customer(used.harbour, amount=7_000, key="first", by=used.olive)
        recharge_customer(used.island, amount=7_000, key="other", by=used.olive)
    for ago in range(5):
        with clock.moved_to(NOON - timedelta(days=ago)):
            spend_credits(used.harbour, amount=1_000, key=f"spend-{ago}", by=None)
    return used


def test_what_will_be_empty_within_7_days_is_found_and_a_recharge_takes_it_off_at_once(draining, as_user):
    client = as_user(draining.olive)
    assert (refreshed("refresh_forecasts"), refreshed("refresh_forecasts")) == (2, 0)
    kept = Forecast.objects.get(organization=draining.harbour)
    assert (kept.went, kept.counted, kept.empty_on) == (5_000, 5, NOON.date() + timedelta(days=2))
    assert names(client.get(LIST, {"credits": "soon"})) == ["Harbour Legal"]
    recharge_customer(draining.harbour, amount=9_000, key="again", by=draining.olive)
    assert names(client.get(LIST, {"credits": "soon"})) == []
    assert refreshed("refresh_forecasts") == 1
    with clock.moved_to(NOON + timedelta(days=1)):
        assert refreshed("refresh_forecasts") == 1  # the use is a day older; who uses nothing stays as it was


def test_nothing_is_kept_of_a_customer_that_was_deleted(draining):
    refreshed("refresh_forecasts"), refreshed("refresh_hours")
    UsageDay.objects.filter(organization=draining.harbour).delete()
    delete_customer(draining.harbour, by=draining.olive)
    refreshed("refresh_forecasts"), refreshed("refresh_hours")
    for model in (Forecast, RecentHours):
        assert not model.objects.filter(organization=draining.harbour).exists()


# --- In words ---------------------------------------------------------------------------------------------------------
@pytest.mark.once
@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0.0"), (1, "< 0.1"), (180, "0.1"), (HOUR, "1.0"), (1_204 * HOUR + 1_799, "1,204.5")],
)
def test_hours_in_words(seconds, said):
    assert usage.hours(seconds) == said


@pytest.mark.once
@pytest.mark.parametrize(
    ("now", "before", "sign"),
    [
        (112, 100, "+12%"),
        (50, 100, "−50%"),
        (1000, 1001, "−0.1%"),
        (7, 7, "±0%"),
        (753, 1000, "−24.7%"),
        (5, 0, "new"),
        (0, 7, "−100%"),
    ],
)
def test_a_change_has_a_sign_and_words(now, before, sign):
    change = usage.change(now, before)
    assert change
    assert change.sign == sign
    assert usage.change(0, 0) is None
