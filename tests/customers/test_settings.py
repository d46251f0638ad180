"""The settings of a reseller's own organization."""

import pytest

from customers.actions.organizations import update_organization
from customers.models import Activity
from tests.customers.detail_page import reopened

PATH = "/settings/"


def opened(client):
    return {
        "name": "Acme Resale", "email": "hello@acme.example", "phone": "", "time_zone": "Europe/Amsterdam",
        **reopened(client.get(PATH)),
    }  # fmt: skip


def test_an_owner_changes_the_details_and_it_is_written_down(cast, as_user):
    client = as_user(cast.olive)
    answer = client.post(PATH, opened(client) | {"name": "Acme Voice", "phone": "+31612345678"}, follow=True)
    assert "Acme Voice was updated" in answer.text
    row = Activity.objects.latest("id")
    assert (row.verb, row.actor, row.fields) == ("organization.changed", cast.olive, ["name", "phone"])


def test_another_time_zone_counts_at_once(cast, as_user):
    client = as_user(cast.olive)
    client.post(PATH, opened(client) | {"time_zone": "Asia/Tokyo"})
    cast.acme.refresh_from_db()
    assert cast.acme.time_zone == "Asia/Tokyo"
    assert "JST" in client.get(f"/customers/{cast.harbour.pk}/activity/").text


@pytest.mark.parametrize("who", ["sue", "fay", "rob"])
def test_others_read_and_do_not_change(cast, as_user, who):
    client = as_user(getattr(cast, who))
    text = client.get(PATH).text
    assert "hello@acme.example" in text
    assert "Only an owner changes these." in text
    assert 'name="opened"' not in text
    assert client.post(PATH, {"name": "Mine"}).status_code == 403


def test_the_currency_is_shown_with_the_reason_why_it_stays(cast, as_user):
    client = as_user(cast.olive)
    text = client.get(PATH).text
    assert "fixed once money has moved" in text
    assert 'name="currency"' not in text
    client.post(
        PATH, opened(client) | {"currency": "USD", "kind": "regular", "disabled_at": "2026-01-01", "active": ""}
    )
    cast.acme.refresh_from_db()
    assert (cast.acme.currency, cast.acme.kind, cast.acme.disabled_at) == ("EUR", "reseller", None)


def test_two_owners_lose_neither_version(cast, as_user):
    client = as_user(cast.olive)
    mine = opened(client)
    update_organization(cast.acme, name="Hers", phone="+31612345678", by=cast.sue)
    answer = client.post(PATH, mine | {"name": "Mine"})
    assert answer.status_code == 422
    assert "Sue Test changed Organization name meanwhile" in answer.text
    assert "<bdi>Hers</bdi>" in answer.text
    again = mine | {"name": "Mine"} | reopened(answer) | {"phone": "+31 6 12345678", "keep_name": "yours"}
    assert client.post(PATH, again).status_code == 302
    cast.acme.refresh_from_db()
    assert (cast.acme.name, cast.acme.phone) == ("Mine", "+31612345678")


def test_a_time_zone_that_others_changed_meanwhile_stays(cast, as_user):
    client = as_user(cast.olive)
    mine = opened(client)
    update_organization(cast.acme, time_zone="Asia/Tokyo", by=cast.sue)
    answer = client.post(PATH, mine | {"name": "Acme Voice"}, follow=True)
    cast.acme.refresh_from_db()
    assert (cast.acme.name, cast.acme.time_zone) == ("Acme Voice", "Asia/Tokyo")
    assert "Sue Test changed Time zone meanwhile; both changes were kept" in answer.text


@pytest.mark.parametrize(
    ("field", "value"), [("time_zone", "Mars/Base"), ("name", ""), ("email", "nonsense"), ("phone", "06")]
)
def test_what_cannot_be_is_refused_beside_its_field(cast, as_user, field, value):
    client = as_user(cast.olive)
    answer = client.post(PATH, opened(client) | {field: value})
    assert answer.status_code == 422
    assert f'id="information-{field}_error"' in answer.text


def test_a_form_of_another_organization_is_refused(cast, as_user):
    foreign = opened(as_user(cast.gus))["opened"]
    client = as_user(cast.olive)
    assert client.post(PATH, opened(client) | {"opened": foreign, "name": "X"}).status_code == 422
