"""Saving the information of a customer: two people at once, and unticking Active."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from customers.actions.information import information_of, save_information
from customers.actions.organizations import disable_organization, enable_organization, update_organization
from customers.actions.users import add_user
from customers.errors import Conflict, Refused, Unconfirmed
from customers.models import Activity, Organization, User
from customers.roles import Level
from tests.customers.detail_page import HTMX, opened, path, reopened


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
