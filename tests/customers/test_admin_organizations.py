"""Organizations in the admin: staff add and change them through the actions."""

import uuid

import pytest

from customers.models import Organization
from reseller_portal.lib import clock
from tests.customers.acting import last
from tests.customers.admin_pages import ORGANIZATIONS, errors


# --- Adding an organization -------------------------------------------------------------------------------------------
def new_organization(staff, *, key=None, **facts):
    given = {"kind": "reseller", "reseller": "", "name": "Nordlys", "email": "hello@nordlys.example", "phone": "+31 612345678",
             "currency": "EUR", "time_zone": "Europe/Oslo", "form_key": key or uuid.uuid4()}  # fmt: skip
    return staff.post(f"{ORGANIZATIONS}add/", {**given, **facts})


@pytest.mark.parametrize("kind", ["reseller", "regular"])
def test_a_root_is_added(cast, staff, kind):
    assert new_organization(staff, kind=kind).status_code == 302
    made = Organization.objects.get(name="Nordlys")
    assert (made.kind, made.phone, made.currency, made.tenant) == (kind, "+31612345678", "EUR", None)


def test_a_customer_is_added_to_its_reseller(cast, staff):
    assert new_organization(staff, kind="resellee", reseller=cast.acme.pk).status_code == 302
    assert Organization.objects.get(name="Nordlys").tenant == cast.acme


def test_adding_goes_through_the_action(cast, staff):
    new_organization(staff)
    made = Organization.objects.get(name="Nordlys")
    assert (last().verb, last().subject_id, last().actor, made.name_key) == (
        "reseller.created",
        made.pk,
        cast.stan,
        "nordlys",
    )


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"email": "nobody"}, "email"),
        ({"phone": "0612345678"}, "phone"),
        ({"currency": "XXX"}, "currency"),
        ({"currency": ""}, "currency"),
        ({"time_zone": "Mars"}, "time_zone"),
        ({"kind": "resellee"}, "reseller"),
        ({"kind": "nonsense"}, "kind"),
        ({"form_key": "nonsense"}, "form_key"),
    ],
)
def test_an_error_stands_beside_its_field(cast, staff, facts, field):
    assert field in errors(new_organization(staff, **facts))
    assert not Organization.objects.filter(email="hello@nordlys.example").exists()


def test_a_root_with_a_reseller_is_refused_beside_its_field(cast, staff):
    assert "reseller" in errors(new_organization(staff, reseller=cast.acme.pk))


def test_a_taken_contact_is_refused_beside_its_field(cast, staff):
    answer = new_organization(staff, kind="resellee", reseller=cast.acme.pk, email=cast.harbour.email)
    assert errors(answer)["email"] == ["Another customer has this contact email."]


@pytest.mark.parametrize("reseller", ["harbour", "direct", 99999, "abc"])
def test_only_a_reseller_can_be_chosen(cast, staff, reseller):
    value = getattr(cast, reseller).pk if isinstance(reseller, str) and hasattr(cast, reseller) else reseller
    assert "reseller" in errors(new_organization(staff, kind="resellee", reseller=value))


def test_a_refused_form_keeps_what_was_typed_and_its_key(cast, staff):
    key = uuid.uuid4()
    answer = new_organization(staff, key=key, phone="0612345678").text
    assert 'value="Nordlys"' in answer
    assert str(key) in answer


def test_sending_twice_adds_one(cast, staff):
    key = uuid.uuid4()
    answers = [new_organization(staff, kind="resellee", reseller=cast.acme.pk, key=key) for _ in range(2)]
    assert Organization.objects.filter(name="Nordlys").count() == 1
    assert answers[0].status_code == 302


def test_sending_a_root_twice_adds_one_and_answers_alike(cast, staff):
    key = uuid.uuid4()
    answers = [new_organization(staff, key=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Organization.objects.filter(name="Nordlys").count() == 1


def test_what_the_form_does_not_ask_is_not_heard(cast, staff):
    new_organization(staff, seats=99, owner=cast.gus.pk, tenant=cast.acme.pk, disabled_at="2020-01-01")
    made = Organization.objects.get(name="Nordlys")
    assert (made.seats, made.owner, made.tenant, made.disabled_at) == (0, None, None, None)


# --- Changing an organization -----------------------------------------------------------------------------------------
def change_organization(staff, organization, **facts):
    given = {"name": organization.name, "email": organization.email, "phone": organization.phone}
    if organization.tenant_id is None:
        given |= {"currency": organization.currency, "time_zone": organization.time_zone}
    return staff.post(f"{ORGANIZATIONS}{organization.pk}/change/", {**given, **facts})


def test_a_change_goes_through_the_action(cast, staff):
    assert change_organization(staff, cast.harbour, name="Harbour Ørsted").status_code == 302
    assert (last().verb, last().fields, last().actor) == ("organization.changed", ["name"], cast.stan)
    assert Organization.objects.get(pk=cast.harbour.pk).name_key == "harbour orsted"


def test_the_address_of_another_customer_is_refused_beside_its_field(cast, staff):
    assert "email" in errors(change_organization(staff, cast.harbour, email=cast.island.email))


@pytest.mark.parametrize("field", ["kind", "tenant", "owner", "seats", "currency"])
def test_a_fixed_fact_is_not_changed(cast, staff, field):
    before = Organization.objects.filter(pk=cast.harbour.pk).values().get()
    change_organization(staff, cast.harbour, **{field: cast.globex.pk})
    assert Organization.objects.filter(pk=cast.harbour.pk).values().get() == before


def test_a_tombstone_is_not_changed(cast, staff):
    Organization.objects.filter(pk=cast.harbour.pk).update(deleted_at=clock.now(), email=None, phone="")
    assert change_organization(staff, cast.harbour).status_code == 403


def test_sending_a_change_that_changes_nothing_writes_nothing(cast, staff):
    before = last()
    change_organization(staff, cast.harbour)
    assert last() == before
