"""Billing details, where they are shown, and the team type that follows from them."""

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from customers.actions.billing import save_billing_details
from customers.actions.removal import remove_user
from customers.actions.users import accept_invitation, add_user, make_owner, set_password
from customers.errors import Refused
from customers.models import Activity, BillingDetails, Customer, Organization
from customers.roles import Level
from reseller_portal.deletion import delete_customer
from reseller_portal.doctor.copies import team_types
from tests.customers.acting import last

COMPANY = {"kind": "company", "company": "Harbour BV", "country": "NL"}
PERSON = {"kind": "individual", "country": "NL"}


def prove(user):
    """As whoever follows the link that was mailed: through allauth's page."""
    from django.test import Client

    address = EmailAddress.objects.get(user=user, email=user.email)
    path = f"/accounts/confirm-email/{EmailConfirmationHMAC(address).key}/"
    assert Client(headers={"host": "localhost"}).post(path).status_code == 302


def team_type(organization):
    assert list(team_types()) == []
    return Organization.objects.get(pk=organization.pk).team_type


# --- Writing ----------------------------------------------------------------------------------------------------------
def test_they_are_saved_with_the_resellers_tenant(cast):
    details = save_billing_details(cast.harbour, **COMPANY, by=cast.olive)
    assert (details.tenant, details.organization) == (cast.acme, cast.harbour)


def test_a_direct_customer_is_its_own_tenant(cast):
    assert save_billing_details(cast.direct, **COMPANY, by=cast.stan).tenant == cast.direct


def test_a_change_is_written_down_with_before_and_after(cast):
    save_billing_details(cast.harbour, **COMPANY, by=cast.olive)
    save_billing_details(cast.harbour, **COMPANY | {"company": "Harbour NV"}, by=cast.sue)
    row = last()
    assert (row.verb, row.actor, row.organization, row.fields) == (
        "billing.changed", cast.sue, cast.harbour, ["company"],
    )  # fmt: skip
    assert (row.detail.before, row.detail.after) == ({"company": "Harbour BV"}, {"company": "Harbour NV"})


def test_saving_the_same_again_writes_nothing_down(cast):
    save_billing_details(cast.harbour, **COMPANY, by=cast.olive)
    before = Activity.objects.count()
    save_billing_details(cast.harbour, **COMPANY, by=cast.olive)
    assert Activity.objects.count() == before


def test_an_individual_keeps_no_company(cast):
    save_billing_details(cast.harbour, **COMPANY, vat_number="NL1B2", by=cast.olive)
    details = save_billing_details(cast.harbour, **PERSON, company="Harbour BV", vat_number="NL1B2", by=cast.olive)
    assert (details.company, details.vat_number) == ("", "")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "club", "country": "NL"}, "kind"),
        ({"kind": "company", "country": "NL"}, "company"),
        ({"kind": "individual", "country": "XX"}, "country"),
        ({"kind": "individual"}, "country"),
        (PERSON | {"city": "a\u202eb"}, "city"),
        (PERSON | {"postal_code": "1" * 21}, "postal_code"),
    ],
)
def test_what_cannot_be_is_refused_for_its_field(cast, given, field):
    with pytest.raises(Refused) as refusal:
        save_billing_details(cast.harbour, **given, by=cast.olive)
    assert refusal.value.field == field
    assert not BillingDetails.objects.exists()


def test_a_deleted_customer_gets_none(cast):
    delete_customer(cast.harbour, by=cast.olive)
    with pytest.raises(Refused):
        save_billing_details(cast.harbour, **COMPANY, by=cast.olive)


@pytest.mark.parametrize("columns", [{"company": ""}, {"kind": "individual"}, {"country": ""}])
def test_the_database_refuses_what_does_not_fit(cast, columns):
    save_billing_details(cast.harbour, **COMPANY, by=cast.olive)
    with pytest.raises(IntegrityError), transaction.atomic():
        BillingDetails.objects.update(**columns)


def test_a_deletion_removes_them_and_the_reference(cast):
    save_billing_details(cast.harbour, **COMPANY, by=cast.olive)
    Organization.objects.filter(pk=cast.harbour.pk).update(reference="H-1")
    delete_customer(cast.harbour, by=cast.olive)
    assert not BillingDetails.objects.exists()
    assert Organization.objects.get(pk=cast.harbour.pk).reference == ""


# --- Team type --------------------------------------------------------------------------------------------------------
def test_a_team_is_default_until_the_owners_address_is_proved(cast):
    save_billing_details(cast.harbour, **COMPANY, by=cast.olive)
    assert team_type(cast.harbour) == "default"
    prove(cast.carol)
    assert team_type(cast.harbour) == "enterprise"


def test_an_invitation_that_is_accepted_proves_the_address(cast):
    owner = add_user(
        cast.island, email="i@island.example", first_name="Ina", last_name="", level="administrator", by=cast.olive
    )
    assert team_type(cast.island) == "default"
    accept_invitation(owner, password="Correct-horse7", by=owner)
    assert team_type(cast.island) == "individual"


@pytest.mark.parametrize(("given", "expected"), [(COMPANY, "enterprise"), (PERSON, "individual")])
def test_the_billing_details_tell_a_company_from_a_person(cast, given, expected):
    prove(cast.carol)
    save_billing_details(cast.harbour, **given, by=cast.olive)
    assert team_type(cast.harbour) == expected


def test_it_follows_when_a_company_becomes_a_person(cast):
    prove(cast.carol)
    save_billing_details(cast.harbour, **COMPANY, by=cast.olive)
    save_billing_details(cast.harbour, **PERSON, by=cast.olive)
    assert team_type(cast.harbour) == "individual"


def test_it_follows_the_owner(cast):
    prove(cast.carol)
    make_owner(cast.harbour, user=cast.mel, by=cast.olive)
    assert team_type(cast.harbour) == "default"
    prove(cast.mel)
    assert team_type(cast.harbour) == "individual"


def test_a_removed_owner_leaves_a_default_team(cast):
    prove(cast.carol)
    remove_user(cast.carol, by=cast.olive)
    assert team_type(cast.harbour) == "default"


def test_a_proved_address_alone_is_not_enough(cast):
    """A pending owner's address may be proved elsewhere; without a password the registration is not complete."""
    owner = add_user(
        cast.island, email="i@island.example", first_name="I", last_name="", level=Level.ADMINISTRATOR, by=cast.olive
    )
    EmailAddress.objects.filter(user=owner).update(verified=True)
    assert team_type(cast.island) == "default"
    set_password(owner, password="Correct-horse7", by=owner)
    assert team_type(cast.island) == "individual"


def test_a_deleted_customer_is_default(cast):
    prove(cast.carol)
    delete_customer(cast.harbour, by=cast.olive)
    assert team_type(cast.harbour) == "default"


def test_a_resellers_own_team_is_default(cast):
    prove(cast.olive)
    assert team_type(cast.acme) == "default"


def test_a_list_reads_team_types_without_asking_more(cast):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(list(Customer.objects.values("pk", "team_type"))) == 4
    assert len(asked) == 1


def test_the_header_says_the_team_type(cast, as_user):
    prove(cast.carol)
    save_billing_details(cast.harbour, **COMPANY, by=cast.olive)
    assert "Enterprise team" in as_user(cast.olive).get(f"/customers/{cast.harbour.pk}/").text


# --- The Subscription tab ---------------------------------------------------------------------------------------------
def tab(client, customer):
    return client.get(f"/customers/{customer.pk}/subscription/").text


def test_the_tab_shows_the_details_and_says_what_is_not_there_yet(cast, as_user):
    save_billing_details(
        cast.harbour, **COMPANY, vat_number="NL1B2", city="Hoorn", postal_code="1621", address_1="Kade 2", by=cast.olive
    )
    text = tab(as_user(cast.rob), cast.harbour)
    for words in (
        'id="billing"',
        "Harbour BV",
        "NL1B2",
        "Kade 2",
        "1621 Hoorn",
        "Netherlands",
        "There are no plans yet",
    ):
        assert words in text
    assert "/edit/" not in text


def test_who_may_change_finds_the_form(cast, as_user):
    assert f'href="/customers/{cast.harbour.pk}/edit/#billing">Add billing details' in tab(
        as_user(cast.sue), cast.harbour
    )
    save_billing_details(cast.harbour, **COMPANY, by=cast.olive)
    assert "Edit billing details" in tab(as_user(cast.sue), cast.harbour)


def test_every_menu_leads_to_the_section(cast, as_user):
    assert (
        f'href="/customers/{cast.harbour.pk}/subscription/#billing"'
        in as_user(cast.rob).get(f"/customers/{cast.harbour.pk}/actions/").text
    )


def test_a_hostile_company_is_text(cast, as_user):
    save_billing_details(cast.harbour, **COMPANY | {"company": "<b>Firm</b>"}, by=cast.olive)
    assert "&lt;b&gt;Firm&lt;/b&gt;" in tab(as_user(cast.olive), cast.harbour)
