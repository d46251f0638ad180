"""Word that credits run low: once each time a line is crossed, to the customer and to its reseller."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credits.actions.allocations import without_mail
from credits.actions.issuing import issue_credits
from credits.actions.recharging import recharge_customer, return_credits, set_credits
from credits.actions.spending import (
    Spending,
    release_reservation,
    reserve_credits,
    settle_reservation,
    spend_batch,
    spend_credits,
)
from credits.actions.thresholds import set_thresholds
from credits.models import AlertLines, Allocation
from customers.actions.organizations import disable_organization
from customers.actions.users import deactivate_user, make_owner
from customers.errors import Refused
from customers.models import Activity, Organization
from tests.credits.conftest import key


@pytest.fixture
def harbour(funded: SimpleNamespace) -> Organization:
    """Has 100 credits, all of them available, and an owner."""
    issue_credits(funded.acme, amount=100_000, key=key(), by=funded.stan)
    recharge_customer(funded.harbour, amount=10_000, key=key(), by=funded.olive)
    make_owner(funded.harbour, user=funded.carol, by=funded.olive)
    make_owner(funded.acme, user=funded.olive, by=funded.stan)
    mail.outbox.clear()
    return funded.harbour


def spend(customer: Organization, *amounts: int) -> None:
    for amount in amounts:
        spend_credits(customer, amount=amount, key=key(), by=None)


def told() -> list[tuple[str, str]]:
    """To whom, and below what; and no more is remembered."""
    found = [(one.to[0], str(one.body).partition("less than ")[2].partition(" %")[0]) for one in mail.outbox]
    mail.outbox.clear()
    return found


def both(funded: SimpleNamespace, line: str) -> list[tuple[str, str]]:
    return [(funded.carol.email, line), (funded.olive.email, line)]


def test_crossing_a_line_mails_the_owner_and_the_reseller(funded: SimpleNamespace, harbour: Organization) -> None:
    spend(harbour, 7_500)
    assert told() == []  # at the line is not below it
    spend(harbour, 1)
    assert told() == both(funded, "25")


def test_twenty_spendings_below_the_line_are_one_mail(funded: SimpleNamespace, harbour: Organization) -> None:
    spend(harbour, 7_600, *[10] * 20)
    assert told() == both(funded, "25")


def test_each_line_is_told_by_itself(funded: SimpleNamespace, harbour: Organization) -> None:
    spend(harbour, 7_600)
    told()
    spend(harbour, 1_500)
    assert told() == both(funded, "10")


def test_two_lines_at_once_are_one_mail_about_the_lower(funded: SimpleNamespace, harbour: Organization) -> None:
    spend(harbour, 9_500)
    assert told() == both(funded, "10")


def test_a_recharge_above_the_line_arms_it_again(funded: SimpleNamespace, harbour: Organization) -> None:
    spend(harbour, 7_600)
    told()
    recharge_customer(harbour, amount=10_000, key=key(), by=funded.olive)
    spend(harbour, 7_500)
    assert told() == both(funded, "25")


def test_a_recharge_that_stays_below_the_line_does_not(funded: SimpleNamespace, harbour: Organization) -> None:
    spend(harbour, 8_500)
    told()
    recharge_customer(harbour, amount=100, key=key(), by=funded.olive)
    spend(harbour, 10)
    assert told() == []


def test_between_the_lines_the_lower_is_armed_and_the_higher_is_not(
    funded: SimpleNamespace, harbour: Organization
) -> None:
    spend(harbour, 9_001)
    told()
    recharge_customer(harbour, amount=10, key=key(), by=funded.olive)  # red: a new allocation, all of it there
    assert Allocation.objects.get(organization=harbour).alerted_below == 100
    spend(harbour, 800)
    assert told() == both(funded, "25")


def test_held_work_that_is_released_and_held_again_is_told_once(funded: SimpleNamespace, harbour: Organization) -> None:
    for _ in range(3):
        held = reserve_credits(harbour, amount=7_600, key=key(), by=None).reservation
        release_reservation(held, key=key(), by=None)
    assert told() == both(funded, "25")


def test_settling_crosses_nothing_that_holding_did_not(funded: SimpleNamespace, harbour: Organization) -> None:
    held = reserve_credits(harbour, amount=7_600, key=key(), by=None).reservation
    told()
    settle_reservation(held, amount=7_600, key=key(), by=None)
    assert told() == []


def test_a_batch_tells_each_customer_once(funded: SimpleNamespace, harbour: Organization) -> None:
    recharge_customer(funded.island, amount=1_000, key=key(), by=funded.olive)
    both_ways = [Spending((harbour, funded.island)[n % 2], (780, 78)[n % 2], key()) for n in range(20)]
    spend_batch(both_ways, by=None)
    assert sorted(told()) == sorted([*both(funded, "25"), (funded.island.email, "25"), (funded.olive.email, "25")])


def test_a_return_and_set_credits_cross_lines_too(funded: SimpleNamespace, harbour: Organization) -> None:
    spend(harbour, 7_000)
    return_credits(harbour, amount=1_000, key=key(), by=funded.olive)
    assert told() == both(funded, "25")
    set_credits(harbour, target=0, key=key(), by=funded.olive)
    assert told() == both(funded, "10")


def test_returning_all_of_it_is_no_news(funded: SimpleNamespace, harbour: Organization) -> None:
    return_credits(harbour, amount=10_000, key=key(), by=funded.olive)
    assert told() == []


def test_without_an_owner_the_contact_is_mailed(funded: SimpleNamespace, harbour: Organization) -> None:
    Organization.objects.filter(pk__in=[harbour.pk, funded.acme.pk]).update(owner=None)
    spend(harbour, 7_600)
    assert told() == [(harbour.email, "25"), (funded.acme.email, "25")]


def test_an_owner_who_may_not_sign_in_is_not_mailed(funded: SimpleNamespace, harbour: Organization) -> None:
    deactivate_user(funded.carol, by=funded.olive)
    spend(harbour, 7_600)
    assert told() == [(harbour.email, "25"), (funded.olive.email, "25")]


def test_of_a_disabled_customer_only_the_reseller_is_mailed(funded: SimpleNamespace, harbour: Organization) -> None:
    disable_organization(harbour, by=funded.olive)
    spend(harbour, 7_600)
    assert told() == [(funded.olive.email, "25")]


def test_of_a_disabled_reseller_nobody_is_mailed(funded: SimpleNamespace, harbour: Organization) -> None:
    disable_organization(funded.acme, by=funded.stan)
    spend(harbour, 7_600)
    assert told() == []


def test_a_direct_customers_owner_is_mailed_and_no_staff(cast: SimpleNamespace) -> None:
    issue_credits(cast.direct, amount=10_000, key=key(), by=cast.stan)
    make_owner(cast.direct, user=cast.dan, by=cast.stan)
    mail.outbox.clear()
    spend(cast.direct, 7_600)
    assert told() == [(cast.dan.email, "25")]


def test_a_customer_reads_its_resellers_name_and_never_the_platforms(
    funded: SimpleNamespace, harbour: Organization, settings: Any
) -> None:
    spend(harbour, 7_600)
    own, reseller = mail.outbox
    for one in (own, reseller):
        html = str(one.alternatives[0][0])  # type: ignore[attr-defined]
        assert settings.PORTAL_NAME not in str(one.message())
        assert "24 of 100 credits" in str(one.body)
        assert "24 of 100 credits" in html
    assert '"Acme Resale"' in own.from_email
    assert (own.subject, "/console/" in str(own.body)) == ("Your credits run low", True)
    tab = f"/customers/{harbour.pk}/credits/"
    assert (reseller.subject, tab in str(reseller.body)) == ("Harbour Legal runs low on credits", True)


# --- A reseller's own lines -------------------------------------------------------------------------------------------
def test_a_resellers_own_lines_are_told(funded: SimpleNamespace, harbour: Organization) -> None:
    set_thresholds(funded.acme, first=50, second=5, by=funded.olive)
    spend(harbour, 5_100)
    assert told() == both(funded, "50")
    spend(harbour, 4_300)
    assert told() == []
    spend(harbour, 200)
    assert told() == both(funded, "5")


def test_another_resellers_lines_are_its_own(funded: SimpleNamespace, harbour: Organization) -> None:
    set_thresholds(funded.globex, first=90, second=80, by=funded.gus)
    spend(harbour, 7_000)
    assert told() == []


def test_whoever_is_below_a_new_line_already_is_not_mailed_about_it(
    funded: SimpleNamespace, harbour: Organization
) -> None:
    spend(harbour, 6_000)
    set_thresholds(funded.acme, first=50, second=10, by=funded.olive)
    spend(harbour, 100)
    assert told() == []


@pytest.mark.parametrize(
    ("first", "second", "field"), [(0, 1, "first"), (100, 10, "first"), (25, 0, "second"), (25, 25, "second"), (10, 25, "second")]
)  # fmt: skip
def test_lines_that_cannot_be_are_refused(cast: SimpleNamespace, first: int, second: int, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        set_thresholds(cast.acme, first=first, second=second, by=cast.olive)
    assert (refusal.value.field, AlertLines.objects.count()) == (field, 0)


def test_setting_lines_is_on_the_record_once(cast: SimpleNamespace) -> None:
    for _ in range(2):
        set_thresholds(cast.acme, first=40, second=15, by=cast.olive)
    one = Activity.objects.get(verb="credits.thresholds_set")
    assert (one.actor, one.detail.before, one.detail.after) == (
        cast.olive, {"alert_lines": "25 % and 10 %"}, {"alert_lines": "40 % and 15 %"},
    )  # fmt: skip


# --- Cost, and the demo -----------------------------------------------------------------------------------------------
def test_most_spendings_read_no_lines(funded: SimpleNamespace, harbour: Organization) -> None:
    spend(harbour, 50)
    with CaptureQueriesContext(connection) as queries:
        spend(harbour, *[1] * 5)
    assert not [one for one in queries if "alertlines" in one["sql"] or "allocation" in one["sql"]]


def test_without_mail_the_crossing_counts_and_nobody_hears_of_it(
    funded: SimpleNamespace, harbour: Organization
) -> None:
    with without_mail():
        spend(harbour, 7_600)
    assert (told(), Allocation.objects.get(organization=harbour).alerted_below) == ([], 25)


def test_a_refused_spending_tells_nobody(funded: SimpleNamespace, harbour: Organization) -> None:
    with pytest.raises(Refused):
        spend(harbour, 10_001)
    assert told() == []
