"""The detail page: who sees it, what it shows, updating the information."""

import re

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Activity, Organization
from tests.customers.detail_page import HTMX, opened, path

TABS = ("subscription", "usage", "tokens", "users", "transcriptions", "activity")
ODD = [
    "\x00", "a\x00b", "\u202eevil", "x" * 5000, "<script>alert(1)</script>", "'; DROP TABLE x; --", "{{ 7*7 }}",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "=1+1", "١٢٣", "%00", "🙂" * 60, " ", "1e309",
]  # fmt: skip


# --- Who ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["olive", "sue", "fay", "rob"])
def test_every_level_of_the_reseller_opens_every_tab(cast, as_user, who):
    client = as_user(getattr(cast, who))
    for tab in ("", *TABS):
        assert client.get(path(cast.harbour, tab)).status_code == 200, tab


def test_a_stranger_gets_what_an_id_that_never_existed_gets(cast, as_user):
    client = as_user(cast.gus)
    for end in ("", *(f"{tab}/" for tab in TABS)):
        for identity in (cast.harbour.pk, 999999999, 10**30):
            assert client.get(f"/customers/{identity}/{end}").status_code == 404, end


@pytest.mark.parametrize("who", ["carol", "mel", "dan", "stan"])
def test_nobody_else_may(cast, as_user, who):
    assert as_user(getattr(cast, who)).get(path(cast.harbour)).status_code == 403


@pytest.mark.parametrize("who", ["fay", "rob"])
def test_who_may_not_change_sees_the_same_facts_without_a_form(cast, as_user, who):
    text = as_user(getattr(cast, who)).get(path(cast.harbour)).text
    assert "office@harbour.example" in text
    assert 'name="opened"' not in text
    assert "Add user" not in text


@pytest.mark.parametrize("who", ["fay", "rob"])
def test_who_may_not_change_cannot_post(cast, as_user, who):
    sent = opened(as_user(cast.olive), cast.harbour) | {"name": "Mine now"}
    assert as_user(getattr(cast, who)).post(path(cast.harbour), sent).status_code == 403


def test_a_deleted_customer_is_gone(cast, as_user):
    Organization.objects.filter(pk=cast.island.pk).update(deleted_at=cast.island.registered_at, email=None, phone="")
    assert as_user(cast.olive).get(path(cast.island)).status_code == 404


# --- What is shown ------------------------------------------------------------------------------------------------
def test_the_header_names_id_team_and_day(cast, as_user):
    text = as_user(cast.olive).get(path(cast.harbour)).text
    assert f"ID {cast.harbour.pk} · Default team · registered" in text


def test_a_tab_is_a_fragment_for_htmx_and_a_page_otherwise(cast, as_user):
    client = as_user(cast.olive)
    fragment = client.get(path(cast.harbour, "usage"), headers={"HX-Request": "true", "HX-Target": "panel"}).text
    assert "No usage yet" in fragment
    assert "<html" not in fragment
    assert "<html" in client.get(path(cast.harbour, "usage")).text


@pytest.mark.parametrize(
    ("beneath", "title"), [("", "Users"), ("usage", "Usage"), ("activity", "Activity"), ("nonsense", "Users")]
)
@pytest.mark.parametrize("target", ["customer-head", "information"])
def test_what_a_dialog_changed_comes_with_the_name_of_the_open_tab(cast, as_user, beneath, title, target):
    headers = {**HTMX, "HX-Target": target, "HX-Current-URL": f"http://localhost{path(cast.harbour, beneath)}"}
    text = as_user(cast.olive).get(path(cast.harbour), headers=headers).text
    assert f"<title>{title} · Harbour Legal · Acme Resale</title>" in text


@pytest.mark.parametrize("tab", TABS)
def test_the_open_tab_is_marked(cast, as_user, tab):
    text = as_user(cast.olive).get(path(cast.harbour, tab)).text
    assert re.search(rf'id="tab-{tab}" href="{path(cast.harbour, tab)}" aria-current="page"', text)


@pytest.mark.parametrize("tab", ["", *TABS])
def test_no_tab_takes_more_than_twelve_queries(cast, as_user, tab):
    client = as_user(cast.olive)
    client.get("/profile/")
    with CaptureQueriesContext(connection) as queries:
        client.get(path(cast.harbour, tab))
    assert len(queries) <= 12


# --- Updating -----------------------------------------------------------------------------------------------------
def test_an_update_is_saved_and_said(cast, as_user):
    client = as_user(cast.olive)
    answer = client.post(path(cast.harbour), opened(client, cast.harbour) | {"phone": "+31 612345678"}, follow=True)
    cast.harbour.refresh_from_db()
    assert cast.harbour.phone == "+31612345678"
    assert "Harbour Legal was updated" in answer.text


def test_htmx_gets_the_card_the_header_and_the_toast(cast, as_user):
    client = as_user(cast.olive)
    answer = client.post(path(cast.harbour), opened(client, cast.harbour) | {"name": "Harbour & Co"}, headers=HTMX)
    assert answer.status_code == 200
    for part in ('id="information"', 'id="customer-head" hx-swap-oob="true"', "Harbour &amp; Co was updated"):
        assert part in answer.text


def test_an_update_leaves_one_activity_row_with_both_values(cast, as_user):
    client = as_user(cast.olive)
    client.post(path(cast.harbour), opened(client, cast.harbour) | {"name": "Harbour Law"})
    row = Activity.objects.get(verb="organization.changed")
    assert (row.actor, row.fields) == (cast.olive, ["name"])
    assert (row.detail.before, row.detail.after) == ({"name": "Harbour Legal"}, {"name": "Harbour Law"})


def test_saving_what_is_saved_does_nothing_and_says_so(cast, as_user):
    client = as_user(cast.olive)
    answer = client.post(path(cast.harbour), opened(client, cast.harbour), follow=True)
    assert "There was nothing to save" in answer.text
    assert not Activity.objects.filter(verb="organization.changed").exists()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_error_stays_beside_its_field_and_keeps_what_was_typed(cast, as_user, headers):
    client = as_user(cast.olive)
    sent = opened(client, cast.harbour) | {"name": "Typed name", "phone": "0612"}
    answer = client.post(path(cast.harbour), sent, headers=headers)
    assert answer.status_code == 422
    assert 'value="Typed name"' in answer.text
    assert "Enter the number with its country code" in answer.text


def test_the_address_of_another_customer_is_refused_beside_it(cast, as_user):
    client = as_user(cast.olive)
    answer = client.post(path(cast.harbour), opened(client, cast.harbour) | {"email": "STUDIO@island.example"})
    assert answer.status_code == 422
    assert "Another customer has this contact email." in answer.text


@pytest.mark.parametrize("field", ["name", "email", "phone", "active", "opened", "keep_name", "confirmed"])
def test_odd_input_is_never_our_fault(cast, as_user, field):
    client = as_user(cast.olive)
    for value in ODD:
        answer = client.post(path(cast.harbour), opened(client, cast.harbour) | {field: value})
        assert answer.status_code in (200, 302, 422), value
        assert "<script>alert(1)" not in client.get(path(cast.harbour)).text


def test_odd_parameters_are_never_our_fault(cast, as_user):
    client = as_user(cast.olive)
    for value in [*ODD, "-1", str(10**30), "1.5"]:
        assert client.get(path(cast.harbour, "activity"), {"before": value}).status_code == 200, value
        assert client.get(path(cast.harbour, "users"), {"page": value}).status_code == 200, value


def test_a_form_of_another_customer_is_not_taken_for_this_one(cast, as_user):
    client = as_user(cast.olive)
    answer = client.post(path(cast.harbour), opened(client, cast.island) | {"email": "new@harbour.example"})
    assert answer.status_code == 422
    assert "opened too long ago" in answer.text


def test_a_forged_opening_is_refused_and_saves_nothing(cast, as_user):
    client = as_user(cast.olive)
    forged = signing.dumps({"pk": cast.harbour.pk, "values": {}, "disputed": {}}, salt="mine")
    answer = client.post(path(cast.harbour), opened(client, cast.harbour) | {"name": "Forged", "opened": forged})
    assert answer.status_code == 422
    assert not Organization.objects.filter(name="Forged").exists()
