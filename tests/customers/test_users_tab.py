"""The Users tab: adding people, and what is done with one of them."""

import uuid

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.actions.organizations import disable_organization
from customers.actions.removal import remove_user
from customers.actions.users import add_user, deactivate_user, make_owner, set_password
from customers.errors import Refused
from customers.models import Activity, ActivityDetail, User
from customers.roles import Level

NOUNS = ("invitation", "level", "ownership", "deactivation", "reactivation", "removal")
HTMX = {"HX-Request": "true"}
YES = {"confirmed": "yes"}


def path(customer, user=None, noun=""):
    return f"/customers/{customer.pk}/users/" + (f"{user.pk}/{noun}/" if user else noun and f"{noun}/")


def person(**more):
    return {"first_name": "Pia", "last_name": "Vos", "email": "Pia@harbour.example", "level": "member",
            "key": str(uuid.uuid4())} | more  # fmt: skip


@pytest.fixture
def pending(cast):
    made = add_user(
        cast.harbour, email="pen@harbour.example", first_name="Pen", last_name="D", level=Level.MEMBER,
        invite=False, by=cast.olive,
    )  # fmt: skip
    mail.outbox.clear()
    return made


# --- Who ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("who", ["fay", "rob"])
def test_who_may_not_change_gets_no_dialog(cast, as_user, who, noun):
    client = as_user(getattr(cast, who))
    assert client.get(path(cast.harbour, cast.mel, noun)).status_code == 403
    assert client.post(path(cast.harbour, cast.mel, noun), YES).status_code == 403


@pytest.mark.parametrize("who", ["fay", "rob"])
def test_who_may_not_change_adds_nobody(cast, as_user, who):
    assert as_user(getattr(cast, who)).post(path(cast.harbour, noun="new"), person()).status_code == 403


@pytest.mark.parametrize("noun", NOUNS)
def test_a_user_of_another_customer_or_tenant_is_not_found(cast, as_user, noun):
    client = as_user(cast.olive)
    for user in (cast.mia, cast.olive, cast.dan):
        assert client.post(path(cast.harbour, user, noun), YES | {"level": "member"}).status_code == 404
    assert client.post(path(cast.island, cast.mel, noun), YES | {"level": "member"}).status_code == 404


@pytest.mark.parametrize("noun", NOUNS)
def test_a_stranger_finds_nothing(cast, as_user, noun):
    assert as_user(cast.gus).post(path(cast.harbour, cast.mel, noun), YES | {"level": "member"}).status_code == 404


# --- The table ----------------------------------------------------------------------------------------------------
def test_each_user_has_a_level_a_status_and_a_last_sign_in(cast, as_user, pending):
    deactivate_user(cast.mel, by=cast.olive)
    as_user(cast.carol)
    text = as_user(cast.olive).get(path(cast.harbour)).text
    for said in ("Administrator", "Member", "Pending", "Deactivated", "Never", "Owner", "3 users"):
        assert said in text


def test_as_many_queries_for_two_users_as_for_thirty(cast, as_user):
    client = as_user(cast.olive)
    client.get("/profile/")
    with CaptureQueriesContext(connection) as few:
        client.get(path(cast.harbour))
    for number in range(28):
        add_user(
            cast.harbour, email=f"u{number}@harbour.example", first_name="U", last_name=str(number),
            level=Level.MEMBER, invite=False, by=cast.olive,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        client.get(path(cast.harbour))
    assert len(few) == len(many) <= 12


def test_a_customer_without_users_says_what_will_be_here(cast, as_user):
    assert "No users yet" in as_user(cast.olive).get(path(cast.island)).text


# --- Adding -------------------------------------------------------------------------------------------------------
def test_adding_mails_a_link_that_sets_a_password(cast, as_user, client, mailed_path):
    answer = as_user(cast.olive).post(path(cast.harbour, noun="new"), person(), follow=True)
    user = User.objects.get(email="pia@harbour.example")
    assert (user.status, user.level, user.organization) == ("Pending", "member", cast.harbour)
    assert "Pia Vos was added. A link was mailed to pia@harbour.example" in answer.text
    assert client.get(mailed_path()).status_code == 200


def test_sending_it_twice_adds_one_and_mails_once(cast, as_user):
    client, sent = as_user(cast.olive), person()
    for _ in range(2):
        assert client.post(path(cast.harbour, noun="new"), sent).status_code == 302
    assert User.objects.filter(email="pia@harbour.example").count() == 1
    assert len(mail.outbox) == 1


def test_the_key_of_another_form_names_nobody_elses_user(cast, as_user):
    from customers.models import FormKey

    key = uuid.uuid4()
    FormKey.objects.create(
        tenant=cast.acme, user=cast.olive, key=key, made_id=cast.mia.pk, created_at=cast.mia.joined_at
    )
    answer = as_user(cast.olive).post(path(cast.harbour, noun="new"), person(key=str(key)), follow=True)
    assert "Pia Vos was added" in answer.text


def test_htmx_closes_the_dialog_and_tells_the_tab(cast, as_user):
    answer = as_user(cast.olive).post(path(cast.harbour, noun="new"), person(), headers=HTMX)
    assert answer.headers["HX-Trigger"] == "users-changed"
    assert "was added" in answer.text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("first_name", "", "This field is required"),
        ("email", "no", "Enter an email address"),
        ("email", "MIA@globex.example", "already has a sign-in"),
        ("level", "owner", "Select a valid choice"),
        ("last_name", "a\u202eb", "cannot be shown"),
        ("email", "\x00", "Null characters"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_an_error_keeps_what_was_typed(cast, as_user, field, value, said, headers):
    if field == "email" and value.startswith("MIA"):
        value = cast.mia.email.upper()
    answer = as_user(cast.olive).post(path(cast.harbour, noun="new"), person(**{field: value}), headers=headers)
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize("key", ["", "\x00", "x" * 9000, "{}"])
def test_a_broken_key_is_no_error(cast, as_user, key):
    assert as_user(cast.olive).post(path(cast.harbour, noun="new"), person(key=key)).status_code == 302


def test_a_disabled_customers_user_is_added_without_a_mail(cast, as_user):
    disable_organization(cast.harbour, by=cast.olive)
    answer = as_user(cast.olive).post(path(cast.harbour, noun="new"), person(), follow=True)
    assert "No link was mailed yet" in answer.text
    assert mail.outbox == []


# --- What is done with one ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_asking_changes_nothing(cast, as_user, noun, headers):
    before = list(User.objects.order_by("pk").values())
    assert as_user(cast.sue).get(path(cast.harbour, cast.mel, noun), headers=headers).status_code == 200
    after = list(User.objects.order_by("pk").values())
    assert [row | {"last_login": None} for row in before] == [row | {"last_login": None} for row in after]


@pytest.mark.parametrize("noun", NOUNS)
def test_posting_without_a_yes_changes_nothing(cast, as_user, noun):
    assert as_user(cast.olive).post(path(cast.harbour, cast.mel, noun)).status_code == 422
    assert User.objects.get(pk=cast.mel.pk).is_active


def test_the_link_is_mailed_again_to_who_is_pending(cast, as_user, pending):
    as_user(cast.olive).post(path(cast.harbour, pending, "invitation"), YES)
    assert mail.outbox[-1].to == ["pen@harbour.example"]


def test_no_link_goes_to_who_has_a_password(cast, as_user):
    answer = as_user(cast.olive).post(path(cast.harbour, cast.mel, "invitation"), YES)
    assert answer.status_code == 422
    assert "has a password already" in answer.text


def test_no_link_goes_out_while_the_customer_is_disabled(cast, as_user, pending):
    disable_organization(cast.harbour, by=cast.olive)
    answer = as_user(cast.olive).post(path(cast.harbour, pending, "invitation"), YES)
    assert "is disabled, so the link would lead nowhere" in answer.text
    assert mail.outbox == []


def test_the_level_changes(cast, as_user):
    as_user(cast.sue).post(path(cast.harbour, cast.mel, "level"), {"level": "administrator"})
    assert User.objects.get(pk=cast.mel.pk).level == Level.ADMINISTRATOR


@pytest.mark.parametrize("level", ["owner", "support", "", "\x00"])
def test_a_level_of_another_world_is_refused(cast, as_user, level):
    assert as_user(cast.olive).post(path(cast.harbour, cast.mel, "level"), {"level": level}).status_code == 422


@pytest.mark.parametrize("noun", ["level", "deactivation", "removal"])
def test_the_last_administrator_may_go_and_the_dialog_says_so(cast, as_user, noun):
    client = as_user(cast.olive)
    assert "last administrator of Harbour Legal" in client.get(path(cast.harbour, cast.carol, noun)).text
    assert client.post(path(cast.harbour, cast.carol, noun), YES | {"level": "member"}).status_code == 302


def test_another_user_becomes_the_owner(cast, as_user):
    as_user(cast.olive).post(path(cast.harbour, cast.mel, "ownership"), YES)
    cast.harbour.refresh_from_db()
    assert cast.harbour.owner == cast.mel
    row = Activity.objects.get(verb="user.made_owner")
    assert (row.detail.before, row.detail.after) == ({"owner": cast.carol.pk}, {"owner": cast.mel.pk})


def test_a_deactivated_user_does_not_become_the_owner(cast, as_user):
    deactivate_user(cast.mel, by=cast.olive)
    answer = as_user(cast.olive).post(path(cast.harbour, cast.mel, "ownership"), YES)
    assert answer.status_code == 422
    assert "Reactivate Mel first" in answer.text


def test_somebody_elses_user_does_not_become_the_owner(cast):
    with pytest.raises(Refused):
        make_owner(cast.harbour, user=cast.mia, by=cast.olive)


def test_deactivating_ends_the_sessions_and_frees_the_seat(cast, as_user):
    mel = as_user(cast.mel)
    as_user(cast.olive).post(path(cast.harbour, cast.mel, "deactivation"), YES)
    cast.harbour.refresh_from_db()
    assert mel.get("/console/").status_code == 302
    assert cast.harbour.seats == 1


def test_reactivating_lets_in_again(cast, as_user):
    deactivate_user(cast.mel, by=cast.olive)
    as_user(cast.olive).post(path(cast.harbour, cast.mel, "reactivation"), YES)
    assert User.objects.get(pk=cast.mel.pk).status == "Active"


# --- Removal ------------------------------------------------------------------------------------------------------
def test_a_removed_user_is_a_tombstone_without_anything_personal(cast, as_user, sign_in):
    mel = sign_in(cast.mel)
    as_user(cast.olive).post(path(cast.harbour, cast.mel, "removal"), YES)
    gone = User.objects.get(pk=cast.mel.pk)
    assert (gone.email, gone.username, gone.first_name, gone.last_name) == (None, None, "", "")
    assert gone.deleted_at
    assert not gone.is_active
    assert not gone.has_usable_password()
    assert not EmailAddress.objects.filter(user=gone).exists()
    assert mel.get("/console/").status_code == 302


def test_what_the_activity_says_about_a_removed_user_is_erased(cast, sign_in):
    sign_in(cast.mel)
    remove_user(cast.mel, by=cast.olive)
    about = ActivityDetail.objects.filter(activity__subject_kind="user", activity__subject_id=cast.mel.pk)
    assert about.exists()
    assert "mel" not in str(list(about.values_list("before", "after"))).lower()
    assert not ActivityDetail.objects.filter(activity__actor=cast.mel).exclude(address=None).exists()


def test_the_address_of_a_removed_user_can_be_added_again(cast, as_user):
    client = as_user(cast.olive)
    client.post(path(cast.harbour, cast.mel, "removal"), YES)
    assert client.post(path(cast.island, noun="new"), person(email="mel@harbour.example")).status_code == 302


def test_a_removed_owner_leaves_no_owner_and_the_seat_is_free(cast, as_user):
    client = as_user(cast.olive)
    assert "has none until you choose another" in client.get(path(cast.harbour, cast.carol, "removal")).text
    client.post(path(cast.harbour, cast.carol, "removal"), YES)
    cast.harbour.refresh_from_db()
    assert (cast.harbour.owner, cast.harbour.seats) == (None, 1)


def test_removing_twice_is_not_found(cast, as_user):
    client = as_user(cast.olive)
    client.post(path(cast.harbour, cast.mel, "removal"), YES)
    assert client.post(path(cast.harbour, cast.mel, "removal"), YES).status_code == 404


def test_the_last_owner_of_a_reseller_is_not_removed(cast):
    with pytest.raises(Refused, match="last owner"):
        remove_user(cast.olive, by=cast.stan)


def test_removing_leaves_a_row_that_names_who_did_it(cast):
    remove_user(cast.mel, by=cast.olive)
    assert Activity.objects.get(verb="user.removed").actor == cast.olive


def test_a_link_mailed_before_the_removal_is_dead(cast, as_user, client, mailed_path):
    as_user(cast.olive).post(path(cast.harbour, noun="new"), person())
    link = mailed_path()
    remove_user(User.objects.get(email="pia@harbour.example"), by=cast.olive)
    assert client.get(link).status_code == 410


def test_a_pending_user_that_accepts_takes_a_seat(cast, as_user, pending):
    set_password(pending, password="Correct-horse7", by=pending)
    cast.harbour.refresh_from_db()
    assert cast.harbour.seats == 3


def test_the_level_somebody_has_already_is_not_said_to_be_changed(cast, as_user):
    path = f"/customers/{cast.harbour.pk}/users/{cast.mel.pk}/level/"
    answer = as_user(cast.olive).post(path, {"level": "member"})
    assert (answer.status_code, "is member already" in answer.text) == (422, True)


def test_what_was_done_already_is_not_said_to_be_done(cast, as_user):
    path = f"/customers/{cast.harbour.pk}/users/{cast.mel.pk}/reactivation/"
    answer = as_user(cast.olive).post(path, {"confirmed": "yes"}, follow=True)
    assert "Nothing was changed for Mel Test" in answer.text
