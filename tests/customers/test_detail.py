"""The detail page: who sees it, updating the information, two people at once, unticking Active."""

import re
from threading import Barrier, Thread

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.actions.information import information_of, save_information
from customers.actions.organizations import disable_organization, enable_organization, update_organization
from customers.actions.users import add_user
from customers.errors import Conflict, Refused, Unconfirmed
from customers.models import Activity, Organization, User
from customers.roles import Level

HTMX = {"HX-Request": "true", "HX-Target": "information"}
TABS = ("subscription", "usage", "tokens", "users", "transcriptions", "activity")
ODD = [
    "\x00", "a\x00b", "\u202eevil", "x" * 5000, "<script>alert(1)</script>", "'; DROP TABLE x; --", "{{ 7*7 }}",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "=1+1", "١٢٣", "%00", "🙂" * 60, " ", "1e309",
]  # fmt: skip


def path(customer, tab=""):
    return f"/customers/{customer.pk}/{tab + '/' if tab else ''}"


def opened(client, customer):
    """What the form holds as it opens, as a browser would send it back."""
    text = client.get(path(customer)).text
    token = re.search(r'name="opened" value="([^"]+)"', text).group(1)
    customer.refresh_from_db()
    sent = {"opened": token, "name": customer.name, "email": customer.email, "phone": customer.phone}
    return sent | ({"active": "on"} if customer.is_active else {})


def reopened(answer):
    """The hidden inputs of a form that came back."""
    return dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', answer.text))


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
    assert "Usage will be here" in fragment
    assert "<html" not in fragment
    assert "<html" in client.get(path(cast.harbour, "usage")).text


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


# --- Two at once --------------------------------------------------------------------------------------------------
def test_fields_that_only_others_changed_keep_their_value_and_it_is_said(cast, as_user):
    olive, sue = as_user(cast.olive), as_user(cast.sue)
    mine, hers = opened(olive, cast.harbour), opened(sue, cast.harbour)
    sue.post(path(cast.harbour), hers | {"phone": "+31612345678"})
    answer = olive.post(path(cast.harbour), mine | {"name": "Harbour Law"}, follow=True)
    cast.harbour.refresh_from_db()
    assert (cast.harbour.name, cast.harbour.phone) == ("Harbour Law", "+31612345678")
    assert "Sue Test changed Phone number meanwhile; both changes were kept" in answer.text


def both_changed_the_name(cast, as_user, headers=None):
    olive, sue = as_user(cast.olive), as_user(cast.sue)
    mine, hers = opened(olive, cast.harbour), opened(sue, cast.harbour)
    sue.post(path(cast.harbour), hers | {"name": "Hers", "phone": "+31612345678"})
    return olive, mine, olive.post(path(cast.harbour), mine | {"name": "Mine"}, headers=headers or {})


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_both_changed_comes_back_with_both_versions_and_saves_nothing(cast, as_user, headers):
    _, _, answer = both_changed_the_name(cast, as_user, headers)
    cast.harbour.refresh_from_db()
    assert (answer.status_code, cast.harbour.name) == (422, "Hers")
    assert "<bdi>Mine</bdi>" in answer.text
    assert "<bdi>Hers</bdi>" in answer.text
    assert "Sue Test changed Organization name meanwhile" in answer.text


def test_a_field_that_only_the_other_changed_comes_back_as_theirs(cast, as_user):
    _, _, answer = both_changed_the_name(cast, as_user)
    assert 'value="+31 6 12345678"' in answer.text


@pytest.mark.parametrize(("choice", "name"), [("yours", "Mine"), ("theirs", "Hers")])
def test_the_choice_decides(cast, as_user, choice, name):
    olive, mine, answer = both_changed_the_name(cast, as_user)
    again = mine | reopened(answer) | {"phone": "+31 6 12345678", "keep_name": choice}
    assert olive.post(path(cast.harbour), again).status_code == 302
    cast.harbour.refresh_from_db()
    assert (cast.harbour.name, cast.harbour.phone) == (name, "+31612345678")


def test_without_a_choice_both_versions_come_back_again(cast, as_user):
    olive, mine, answer = both_changed_the_name(cast, as_user)
    again = olive.post(path(cast.harbour), mine | reopened(answer) | {"phone": "+31 6 12345678"})
    assert again.status_code == 422
    assert "Choose which Organization name to keep." in again.text
    assert "<bdi>Mine</bdi>" in again.text
    assert "<bdi>Hers</bdi>" in again.text


def test_a_third_version_meanwhile_asks_again(cast, as_user):
    olive, mine, answer = both_changed_the_name(cast, as_user)
    update_organization(cast.harbour, name="Third", by=cast.sue)
    chosen = mine | reopened(answer) | {"phone": "+31 6 12345678", "keep_name": "yours"}
    again = olive.post(path(cast.harbour), chosen)
    assert again.status_code == 422
    assert "<bdi>Third</bdi>" in again.text
    assert "checked data-uncounted" not in again.text


def test_both_typing_the_same_is_no_conflict(cast, as_user):
    olive, sue = as_user(cast.olive), as_user(cast.sue)
    mine, hers = opened(olive, cast.harbour), opened(sue, cast.harbour)
    for client, sent in ((sue, hers), (olive, mine)):
        assert client.post(path(cast.harbour), sent | {"name": "Same"}).status_code == 302
    assert Activity.objects.filter(verb="organization.changed").count() == 1


def test_somebody_disabling_meanwhile_is_not_undone(cast, as_user):
    olive = as_user(cast.olive)
    mine = opened(olive, cast.harbour)
    disable_organization(cast.harbour, by=cast.sue)
    answer = olive.post(path(cast.harbour), mine | {"name": "Harbour Law"}, follow=True)
    cast.harbour.refresh_from_db()
    assert not cast.harbour.is_active
    assert "Sue Test changed Active meanwhile" in answer.text


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_one_moment_one_wins_and_the_other_hears_of_it(cast):
    before, barrier, outcomes = information_of(cast.harbour), Barrier(2), []

    def save(name, user):
        try:
            barrier.wait()
            save_information(cast.harbour, given=before | {"name": name}, opened_with=before, by=user)
            outcomes.append("saved")
        except Conflict as conflict:
            outcomes.append(conflict.theirs["name"])
        finally:
            connection.close()

    threads = [Thread(target=save, args=args) for args in (("One", cast.olive), ("Two", cast.sue))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cast.harbour.refresh_from_db()
    assert sorted(outcomes) == sorted(["saved", cast.harbour.name])
    assert Activity.objects.filter(verb="organization.changed").count() == 1


def test_saving_a_deleted_customer_is_refused(cast):
    before = information_of(cast.island)
    Organization.objects.filter(pk=cast.island.pk).update(deleted_at=cast.island.registered_at, email=None, phone="")
    with pytest.raises(Refused, match="deleted meanwhile"):
        save_information(cast.island, given=before | {"name": "Back"}, opened_with=before, by=cast.olive)


# --- Active -------------------------------------------------------------------------------------------------------
def untick(client, customer, headers=None, **more):
    sent = opened(client, customer) | {"name": "Harbour Law"} | more
    del sent["active"]
    return sent, client.post(path(customer), sent, headers=headers or {})


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_unticking_active_first_says_what_it_does_and_saves_nothing(cast, as_user, headers):
    _, answer = untick(as_user(cast.olive), cast.harbour, headers)
    cast.harbour.refresh_from_db()
    assert answer.status_code == 200
    assert "Nobody of this customer can sign in" in answer.text
    assert (cast.harbour.is_active, cast.harbour.name) == (True, "Harbour Legal")
    assert Activity.objects.filter(verb="organization.changed").count() == 0


def test_for_htmx_it_goes_into_the_dialog(cast, as_user):
    _, answer = untick(as_user(cast.olive), cast.harbour, HTMX)
    assert answer.headers["HX-Retarget"] == "#dialog"
    assert "<dialog" in answer.text


def test_confirming_saves_everything_and_ends_the_sessions(cast, as_user):
    client, carol = as_user(cast.olive), as_user(cast.carol)
    _, answer = untick(client, cast.harbour)
    assert client.post(path(cast.harbour), reopened(answer), follow=True).status_code == 200
    cast.harbour.refresh_from_db()
    assert (cast.harbour.is_active, cast.harbour.name) == (False, "Harbour Law")
    assert carol.get("/console/").status_code == 302
    assert {"organization.changed", "organization.disabled"} <= set(Activity.objects.values_list("verb", flat=True))


def test_an_error_is_said_before_the_question(cast, as_user):
    _, answer = untick(as_user(cast.olive), cast.harbour, email="studio@island.example")
    assert answer.status_code == 422
    assert "Another customer has this contact email." in answer.text


def test_a_conflict_is_said_before_the_question(cast, as_user):
    client = as_user(cast.olive)
    sent = opened(client, cast.harbour) | {"name": "Mine"}
    del sent["active"]
    update_organization(cast.harbour, name="Hers", by=cast.sue)
    answer = client.post(path(cast.harbour), sent)
    assert answer.status_code == 422
    assert "<bdi>Hers</bdi>" in answer.text


def test_ticking_active_enables(cast, as_user):
    disable_organization(cast.harbour, by=cast.olive)
    client = as_user(cast.olive)
    answer = client.post(path(cast.harbour), opened(client, cast.harbour) | {"active": "on"}, follow=True)
    cast.harbour.refresh_from_db()
    assert cast.harbour.is_active
    assert "Harbour Legal was enabled" in answer.text


def test_the_action_asks_too(cast):
    before = information_of(cast.harbour)
    with pytest.raises(Unconfirmed):
        save_information(cast.harbour, given=before | {"active": False}, opened_with=before, by=cast.olive)
    enable_organization(cast.harbour, by=cast.olive)
    assert Organization.objects.get(pk=cast.harbour.pk).is_active


def test_names_are_inert(cast, as_user):
    update_organization(cast.harbour, name='<img src=x onerror="alert(1)">', by=cast.olive)
    add_user(cast.harbour, email="x@x.example", first_name="<b>B</b>", last_name='"', level=Level.MEMBER, by=cast.olive)
    for tab in ("", "activity"):
        text = as_user(cast.olive).get(path(cast.harbour, tab)).text
        assert "<img src=x" not in text
        assert "<b>B</b>" not in text
    assert User.objects.filter(first_name="<b>B</b>").exists()
