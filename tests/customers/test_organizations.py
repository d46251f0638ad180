"""The actions on organizations: what each changes, and what it writes down."""

from datetime import UTC, datetime

import pytest

from customers.actions import organizations
from customers.actions.organizations import (
    create_customer,
    create_direct_customer,
    create_reseller,
    disable_organization,
    enable_organization,
    update_organization,
)
from customers.errors import Refused
from customers.models import Activity, ActivityDetail, Organization
from reseller_portal.lib import ambient, clock

ROOT = {"currency": "eur", "time_zone": "Europe/Amsterdam"}
NEW = {"name": " Nordlys  Åse ", "email": "Hello@Nordlys.example", "phone": "+47 22 12 34 56"}


def last():
    return Activity.objects.select_related("detail").latest("id")


def counts():
    return Organization.objects.count(), Activity.objects.count(), ActivityDetail.objects.count()


def refusal(action, *given, **facts):
    """The refusal, and proof that it left nothing behind."""
    before = counts()
    with pytest.raises(Refused) as caught:
        action(*given, **facts)
    assert counts() == before
    return caught.value


def delete(organization):
    Organization.objects.filter(pk=organization.pk).update(deleted_at=clock.now(), email=None, phone="")
    organization.refresh_from_db()


# --- Creating ---------------------------------------------------------------------------------------------------------
def test_a_reseller_is_made_a_root(cast):
    made = create_reseller(**NEW, **ROOT, by=cast.stan)
    assert (made.kind, made.tenant, made.currency, made.time_zone) == ("reseller", None, "EUR", "Europe/Amsterdam")


def test_a_direct_customer_is_made_a_root(cast):
    assert create_direct_customer(**NEW, **ROOT, by=cast.stan).kind == "regular"


def test_a_customer_belongs_to_its_reseller_and_inherits_its_money(cast):
    made = create_customer(cast.acme, **NEW, by=cast.olive)
    assert (made.kind, made.tenant, made.currency, made.time_zone) == ("resellee", cast.acme, "", "")


def test_facts_are_stored_clean(cast):
    made = create_customer(cast.acme, **NEW, by=cast.olive)
    assert (made.name, made.email, made.phone) == ("Nordlys Åse", "hello@nordlys.example", "+4722123456")


def test_the_folded_copies_are_written(cast):
    made = create_customer(cast.acme, **NEW, by=cast.olive)
    assert made.name_key == "nordlys ase"
    assert made.search_text == "  nordlys ase  hello@nordlys.example  4722123456"


def test_a_new_customer_is_active_with_no_seats(cast):
    made = create_customer(cast.acme, **NEW, by=cast.olive)
    assert (made.is_active, made.seats, made.owner) == (True, 0, None)


def test_the_moment_is_the_clocks(cast):
    moment = datetime(2024, 2, 29, 8, tzinfo=UTC)
    with clock.moved_to(moment):
        made = create_customer(cast.acme, **NEW, by=cast.olive)
    assert made.registered_at == last().at == moment


@pytest.mark.parametrize(
    ("make", "verb"),
    [
        (lambda cast: create_reseller(**NEW, **ROOT, by=cast.stan), "reseller.created"),
        (lambda cast: create_direct_customer(**NEW, **ROOT, by=cast.stan), "customer.created"),
        (lambda cast: create_customer(cast.acme, **NEW, by=cast.stan), "customer.created"),
    ],
)
def test_creating_is_written_down(cast, make, verb):
    made = make(cast)
    row = last()
    assert (row.verb, row.subject_kind, row.subject_id) == (verb, verb.partition(".")[0], made.pk)
    assert (row.organization, row.tenant, row.actor) == (made, made.root, cast.stan)


def test_a_row_holds_the_names_of_fields_and_its_detail_the_values(cast):
    create_customer(cast.acme, **NEW, by=cast.olive)
    assert last().fields == ["email", "name", "phone"]
    assert last().detail.after == {"name": "Nordlys Åse", "email": "hello@nordlys.example", "phone": "+4722123456"}


def test_the_detail_has_the_address_of_the_request(cast):
    with ambient.of_request(request_id="x", address="192.0.2.7"):
        create_customer(cast.acme, **NEW, by=cast.olive)
    assert last().detail.address == "192.0.2.7"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "nobody"}, "email"),
        ({"phone": "0612345678"}, "phone"),
        ({"email": "OFFICE@harbour.example"}, "email"),
    ],
)
def test_a_wrong_fact_is_refused_beside_its_field(cast, wrong, field):
    assert refusal(create_customer, cast.acme, **{**NEW, **wrong}, by=cast.olive).field == field


@pytest.mark.parametrize(("wrong", "field"), [({"currency": "XXX"}, "currency"), ({"time_zone": "Mars"}, "time_zone")])
def test_a_root_has_a_real_currency_and_zone(cast, wrong, field):
    assert refusal(create_reseller, **NEW, **{**ROOT, **wrong}, by=cast.stan).field == field


def test_a_taken_contact_is_told_without_whose_it_is(cast):
    facts = {**NEW, "email": cast.harbour.email}
    assert (
        refusal(create_customer, cast.acme, **facts, by=cast.olive).message
        == "Another customer has this contact email."
    )


def test_another_resellers_contact_is_free(cast):
    made = create_customer(cast.acme, **{**NEW, "email": cast.meadow.email}, by=cast.olive)
    assert made.email == cast.meadow.email


def test_a_contact_taken_at_the_same_moment_is_told_the_same_way(cast, monkeypatch):
    monkeypatch.setattr(organizations, "refuse_taken_contact", lambda *given, **facts: None)
    facts = {**NEW, "email": cast.harbour.email}
    assert (
        refusal(create_customer, cast.acme, **facts, by=cast.olive).message
        == "Another customer has this contact email."
    )


@pytest.mark.parametrize("parent", ["harbour", "direct"])
def test_only_a_reseller_has_customers(cast, parent):
    assert refusal(create_customer, getattr(cast, parent), **NEW, by=cast.stan)


def test_a_disabled_reseller_gets_no_customers(cast):
    disable_organization(cast.acme, by=cast.stan)
    assert refusal(create_customer, cast.acme, **NEW, by=cast.stan)


# --- Changing ---------------------------------------------------------------------------------------------------------
def test_a_change_is_saved(cast):
    update_organization(cast.harbour, name="Harbour Ørsted", phone="+31612345678", by=cast.olive)
    cast.harbour.refresh_from_db()
    assert (cast.harbour.name, cast.harbour.phone) == ("Harbour Ørsted", "+31612345678")


def test_a_change_folds_again(cast):
    update_organization(cast.harbour, name="Harbour Ørsted", by=cast.olive)
    cast.harbour.refresh_from_db()
    assert (cast.harbour.name_key, cast.harbour.search_text[:17]) == ("harbour orsted", "  harbour orsted ")


def test_a_change_is_written_down_with_both_values(cast):
    update_organization(cast.harbour, name="Harbour Two", email=cast.harbour.email, by=cast.olive)
    row = last()
    assert (row.verb, row.fields) == ("organization.changed", ["name"])
    assert (row.detail.before, row.detail.after) == ({"name": "Harbour Legal"}, {"name": "Harbour Two"})


def test_a_change_of_nothing_writes_nothing(cast):
    before = counts()
    update_organization(cast.harbour, name=f" {cast.harbour.name} ", by=cast.olive)
    assert counts() == before


def test_a_contact_of_a_sister_is_refused(cast):
    assert refusal(update_organization, cast.harbour, email=cast.island.email, by=cast.olive).field == "email"


def test_a_refused_change_leaves_the_row_as_it_was(cast):
    refusal(update_organization, cast.harbour, name="New", email=cast.island.email, by=cast.olive)
    assert Organization.objects.get(pk=cast.harbour.pk).name == "Harbour Legal"


def test_a_root_may_change_its_currency_and_zone(cast):
    update_organization(cast.acme, currency="usd", time_zone="UTC", by=cast.stan)
    assert (cast.acme.currency, cast.acme.time_zone) == ("USD", "UTC")


def test_a_customer_has_no_currency_to_change(cast):
    with pytest.raises(KeyError):
        update_organization(cast.harbour, currency="USD", by=cast.stan)


# --- Disabling --------------------------------------------------------------------------------------------------------
def test_disabling_says_since_when(cast):
    moment = datetime(2030, 1, 1, tzinfo=UTC)
    with clock.moved_to(moment):
        disable_organization(cast.harbour, by=cast.olive)
    assert Organization.objects.get(pk=cast.harbour.pk).disabled_at == moment


def test_disabling_is_written_down_once(cast):
    disable_organization(cast.harbour, by=cast.olive)
    disable_organization(cast.harbour, by=cast.olive)
    assert Activity.objects.filter(verb="organization.disabled", subject_id=cast.harbour.pk).count() == 1


def test_disabling_twice_keeps_the_first_date(cast):
    disable_organization(cast.harbour, by=cast.olive)
    first = cast.harbour.disabled_at
    disable_organization(cast.harbour, by=cast.olive)
    assert cast.harbour.disabled_at == first


def test_a_disabled_organization_lets_nobody_in(cast):
    disable_organization(cast.harbour, by=cast.olive)
    assert not cast.harbour.lets_people_in


def test_a_disabled_resellers_customers_let_nobody_in(cast):
    disable_organization(cast.acme, by=cast.stan)
    assert not Organization.objects.get(pk=cast.harbour.pk).lets_people_in


def test_a_disabled_resellers_customers_stay_active_themselves(cast):
    disable_organization(cast.acme, by=cast.stan)
    assert Organization.objects.get(pk=cast.harbour.pk).is_active


def test_disabling_keeps_the_seats(cast):
    disable_organization(cast.harbour, by=cast.olive)
    assert Organization.objects.get(pk=cast.harbour.pk).seats == 2


def test_enabling_lets_people_in_again(cast):
    disable_organization(cast.harbour, by=cast.olive)
    enable_organization(cast.harbour, by=cast.olive)
    assert Organization.objects.get(pk=cast.harbour.pk).lets_people_in


def test_enabling_is_written_down(cast):
    disable_organization(cast.harbour, by=cast.olive)
    enable_organization(cast.harbour, by=cast.olive)
    assert (last().verb, last().actor) == ("organization.enabled", cast.olive)


def test_enabling_the_active_writes_nothing(cast):
    before = counts()
    enable_organization(cast.harbour, by=cast.olive)
    assert counts() == before


def test_a_deleted_organization_is_not_enabled(cast):
    delete(cast.harbour)
    assert refusal(enable_organization, cast.harbour, by=cast.olive)


def test_disabling_the_deleted_writes_nothing(cast):
    delete(cast.harbour)
    before = counts()
    with pytest.raises(Refused, match="was deleted"):
        disable_organization(cast.harbour, by=cast.olive)
    assert counts() == before
