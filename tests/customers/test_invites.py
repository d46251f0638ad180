"""Invitations as actions: links, mails, their ends, and that no more register than may."""

import uuid
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django_tasks_db.models import DBTaskResult

from customers import links
from customers.actions.invites import (
    LASTS,
    create_link,
    mail_invites,
    make_mailed_link,
    register_customer,
    renew_invite,
    revoke_invite,
)
from customers.actions.organizations import disable_organization, enable_organization
from customers.actions.removal import remove_user
from customers.errors import Ended, Refused
from customers.models import Activity, ActivityDetail, Invite, Organization, Registration, User
from customers.tasks import mail_invitation
from reseller_portal.deletion import delete_customer
from reseller_portal.lib import clock
from tests.customers.acting import last

PASSWORD = "Correct-horse7"


def link(cast, uses=1):
    return create_link(cast.acme, uses=uses, by=cast.olive)


def mailed(cast, email="nina@nova.example"):
    return mail_invites(cast.acme, emails=[email], by=cast.olive)[0]


def fresh(invite):
    return Invite.objects.select_related("tenant").get(pk=invite.pk)


def register(invite, *, key=None, **facts):
    given = {
        "name": "Nova Sound",
        "email": "nina@nova.example",
        "phone": "",
        "first_name": "Nina",
        "last_name": "Novak",
    }
    return register_customer(invite, key=key or uuid.uuid4(), **{**given, "password": PASSWORD, **facts}, by=None)


# --- Links ------------------------------------------------------------------------------------------------------------
def test_only_the_hash_of_a_link_is_kept(cast):
    token = link(cast).token
    assert len(token) == 43
    assert token not in repr(list(Invite.objects.values())) + repr(list(ActivityDetail.objects.values()))


def test_a_link_is_found_by_its_token(cast):
    made = link(cast)
    assert links.invite_of(made.token) == made


def test_a_forged_token_finds_nothing(cast):
    assert links.invite_of(link(cast).token[:-1] + "!") is None


def test_a_link_lasts_seven_days(cast):
    made = link(cast)
    assert made.expires_at - made.made_at == LASTS == timedelta(days=7)


@pytest.mark.parametrize(("passed", "usable"), [(LASTS - timedelta(seconds=1), True), (LASTS, False)])
def test_a_link_ends_to_the_second(cast, passed, usable):
    made = link(cast)
    with clock.moved_to(made.made_at + passed):
        assert fresh(made).is_usable is usable


def test_a_link_for_any_number_does_not_expire(cast):
    made = link(cast, uses=None)
    with clock.moved_to(made.made_at + timedelta(days=3650)):
        assert (fresh(made).state, fresh(made).is_usable) == ("Open", True)


@pytest.mark.parametrize("uses", [0, -1, 1001])
def test_a_number_that_cannot_be_is_refused(cast, uses):
    with pytest.raises(Refused) as refused:
        link(cast, uses=uses)
    assert refused.value.field == "uses"


def test_making_a_link_is_written_down(cast):
    made = link(cast, uses=5)
    assert (last().verb, last().subject_id, last().organization) == ("invite.created", made.pk, cast.acme)


def test_the_database_itself_refuses_one_use_too_many(cast):
    made = link(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invite.objects.filter(pk=made.pk).update(used=2)


def test_a_link_of_a_disabled_reseller_leads_nowhere(cast):
    made = link(cast)
    disable_organization(cast.acme, by=cast.stan)
    with pytest.raises(Ended):
        register(fresh(made))


def test_it_works_again_when_the_reseller_does(cast):
    made = link(cast)
    disable_organization(cast.acme, by=cast.stan)
    enable_organization(cast.acme, by=cast.stan)
    assert register(fresh(made)).organization.tenant == cast.acme


# --- Mail -------------------------------------------------------------------------------------------------------------
def test_an_invitation_is_mailed_in_the_resellers_name(cast):
    mailed(cast)
    assert [m.subject for m in mail.outbox] == ["Acme Resale invites you"]
    assert mail.outbox[0].from_email.startswith('"Acme Resale" <')
    assert "Reseller Portal" not in mail.outbox[0].message().as_string()


def test_the_mailed_link_is_the_invites(cast, mailed_path):
    made = mailed(cast)
    assert links.invite_of(mailed_path().split("/")[2]) == made


def test_the_queue_holds_no_link(cast, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}
    made = mailed(cast)
    assert fresh(made).token_hash is None
    assert [row.args_kwargs["args"] for row in DBTaskResult.objects.all()] == [[made.pk]]


def test_a_mail_that_has_left_is_not_sent_twice(cast):
    made = mailed(cast)
    mail_invitation.func(made.pk)
    assert len(mail.outbox) == 1


def test_a_mail_that_died_on_its_way_is_made_anew(cast):
    made = mailed(cast)
    Invite.objects.filter(pk=made.pk).update(mailed_at=None)
    before = fresh(made).token_hash
    assert make_mailed_link(made, by=None).token_hash != before


def test_a_revoked_invitation_is_not_mailed(cast, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}
    made = mailed(cast)
    revoke_invite(made, by=cast.olive)
    mail_invitation.func(made.pk)
    assert mail.outbox == []


def test_each_address_gets_one_of_its_own(cast):
    made = mail_invites(cast.acme, emails=["a@x.example", "B@x.example", "a@x.example"], by=cast.olive)
    assert [(m.to, m.body.count("/join/")) for m in mail.outbox] == [(["a@x.example"], 1), (["b@x.example"], 1)]
    assert len(made) == len({fresh(one).token_hash for one in made}) == 2


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("nonsense", "Enter an email address"),
        ("carol@harbour.example", "This email already has a sign-in"),
        ("office@harbour.example", "Another customer has this contact email"),
        ("pia@nova.example", "An invitation is pending"),
    ],
)
def test_an_address_that_cannot_be_invited_is_named_and_nobody_is(cast, email, words):
    mailed(cast, "pia@nova.example")
    with pytest.raises(Refused, match=f"{email}: {words}"):
        mail_invites(cast.acme, emails=["good@nova.example", email], by=cast.olive)
    assert (Invite.objects.count(), len(mail.outbox)) == (1, 1)


def test_another_resellers_contact_may_be_invited(cast):
    assert mailed(cast, "desk@meadow.example").email == "desk@meadow.example"


def test_fifty_addresses_are_the_most(cast):
    with pytest.raises(Refused, match="1 to 50"):
        mail_invites(cast.acme, emails=[f"p{n}@x.example" for n in range(51)], by=cast.olive)


# --- The end of a link ------------------------------------------------------------------------------------------------
def test_a_revoked_link_leads_nowhere(cast):
    made = link(cast)
    revoke_invite(made, by=cast.olive)
    assert fresh(made).state == "Revoked"
    with pytest.raises(Ended):
        register(made)


@pytest.mark.parametrize("act", [revoke_invite, renew_invite])
def test_what_has_ended_is_ended_once(cast, act):
    made = link(cast)
    revoke_invite(made, by=cast.olive)
    with pytest.raises(Refused):
        act(made, by=cast.olive)


@pytest.mark.parametrize("act", [revoke_invite, renew_invite])
def test_an_accepted_invitation_stays(cast, act):
    made = link(cast)
    register(made)
    with pytest.raises(Refused):
        act(made, by=cast.olive)
    assert fresh(made).state == "Accepted"


def test_a_new_link_ends_the_old_one(cast):
    old = link(cast)
    new = renew_invite(old, by=cast.olive)
    assert (fresh(old).state, fresh(new).state) == ("Revoked", "Pending")
    assert new.token not in ("", old.token)


def test_a_new_link_is_for_what_was_left(cast):
    old = link(cast, uses=3)
    register(old)
    assert renew_invite(old, by=cast.olive).uses == 2


def test_an_expired_link_can_be_made_anew(cast):
    old = link(cast)
    with clock.moved_to(old.made_at + timedelta(days=30)):
        assert renew_invite(old, by=cast.olive).is_usable


def test_one_that_was_mailed_is_mailed_again(cast, mailed_path):
    old = mailed(cast)
    first = mailed_path()
    new = renew_invite(old, by=cast.olive)
    assert mailed_path() != first
    assert links.invite_of(mailed_path().split("/")[2]) == new
    assert not links.invite_of(first.split("/")[2]).is_usable


def test_the_list_shows_the_new_one_only(cast):
    old = link(cast)
    new = renew_invite(old, by=cast.olive)
    assert list(Invite.objects.standing()) == [new]


# --- Registering ------------------------------------------------------------------------------------------------------
def test_it_makes_a_customer_and_its_owner(cast):
    user = register(link(cast))
    made = user.organization
    assert (made.tenant, made.kind, made.owner, made.seats) == (cast.acme, "resellee", user, 1)
    assert (user.role, user.level, user.status) == ("RESELLEE", "administrator", "Active")


def test_it_uses_one_up(cast):
    made = link(cast, uses=2)
    register(made)
    assert (fresh(made).used, fresh(made).state) == (1, "Open")


def test_an_address_that_was_mailed_is_verified(cast):
    user = register(mailed(cast))
    assert EmailAddress.objects.get(user=user).verified


def test_an_address_at_a_copied_link_is_to_be_confirmed(cast):
    user = register(link(cast))
    assert not EmailAddress.objects.get(user=user).verified
    assert [(m.subject, m.to) for m in mail.outbox] == [("Confirm your email address", ["nina@nova.example"])]


def test_a_mailed_invitation_is_for_its_address_whatever_is_sent(cast):
    assert register(mailed(cast), email="mallory@evil.example").email == "nina@nova.example"


def test_the_second_on_a_single_link_is_too_late(cast):
    made = link(cast)
    register(made)
    with pytest.raises(Ended):
        register(made, email="late@nova.example")


def test_registering_is_the_owners_own_activity(cast):
    user = register(link(cast))
    row = Activity.objects.get(verb="customer.registered")
    assert (row.organization, row.actor) == (user.organization, user)


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"email": "mia@meadow.example"}, "email", "This email already has a sign-in."),
        ({"email": "office@harbour.example"}, "email", "This email cannot be used here. Ask Acme Resale"),
        ({"name": " "}, "name", "Enter the name"),
        ({"password": "short"}, "password", "too short"),
        ({"password": "1234567890123"}, "password", "numeric"),
        ({"phone": "12"}, "phone", "country code"),
    ],
)
def test_what_is_refused_leaves_nothing_behind_and_uses_nothing_up(cast, facts, field, words):
    made, before = link(cast), (Organization.objects.count(), User.objects.count(), Activity.objects.count())
    with pytest.raises(Refused, match=words) as refused:
        register(made, **facts)
    assert refused.value.field == field
    assert fresh(made).used == 0
    assert (Organization.objects.count(), User.objects.count(), Activity.objects.count()) == before


def test_the_same_form_again_gets_the_first_answer(cast):
    made, key = link(cast), uuid.uuid4()
    assert register(made, key=key) == register(made, key=key)
    assert (fresh(made).used, Registration.objects.count()) == (1, 1)


def test_the_same_form_with_another_password_gets_nothing(cast):
    made, key = link(cast, uses=3), uuid.uuid4()
    register(made, key=key)
    with pytest.raises(Ended):
        register(made, key=key, password="Another-horse7")


def at_once(number, act):
    barrier, came = Barrier(number), []

    def run(n):
        try:
            barrier.wait(20)
            came.append(act(n))
        except Refused as refused:
            came.append(refused)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[n]) for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return came


@pytest.mark.django_db(transaction=True)
def test_of_ten_at_one_moment_three_get_in_on_a_link_for_three(cast):
    made = link(cast, uses=3)
    came = at_once(10, lambda n: register(made, email=f"p{n}@nova.example", name=f"Nova {n}"))
    assert sorted(type(one).__name__ for one in came) == ["Ended"] * 7 + ["User"] * 3
    assert fresh(made).used == Registration.objects.count() == 3
    assert Organization.objects.filter(name__startswith="Nova").count() == 3


@pytest.mark.django_db(transaction=True)
def test_the_same_form_at_one_moment_makes_one(cast):
    made, key = link(cast, uses=3), uuid.uuid4()
    came = at_once(5, lambda n: register(made, key=key))
    assert len({one.pk for one in came}) == 1
    assert (fresh(made).used, Organization.objects.filter(name="Nova Sound").count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_one_address_at_two_links_at_one_moment_makes_one(cast):
    made = [link(cast), link(cast)]
    came = at_once(2, lambda n: register(made[n]))
    assert sorted(type(one).__name__ for one in came) == ["Refused", "User"]
    assert User.objects.filter(email="nina@nova.example").count() == 1


# --- What is forgotten ------------------------------------------------------------------------------------------------
def traces(made):
    details = ActivityDetail.objects.filter(activity__subject_kind="invite", activity__subject_id=made.pk)
    mails = DBTaskResult.objects.filter(task_path__endswith=".mail_invitation")
    return fresh(made).email + repr([d.after for d in details]) + repr([m.traceback for m in mails])


@pytest.mark.parametrize("way", ["delete the customer", "remove the user"])
def test_the_address_of_somebody_deleted_is_forgotten_and_the_invite_stays(cast, way):
    made = mailed(cast)
    user = register(made)
    DBTaskResult.objects.create(
        task_path="customers.tasks.mail_invitation", args_kwargs={"args": [made.pk], "kwargs": {}}, status="FAILED",
        backend_name="default", run_after=clock.now(), exception_class_path="x", traceback="nina@nova.example refused",
    )  # fmt: skip
    assert "nina@nova.example" in traces(made)
    if way == "remove the user":
        remove_user(user, by=cast.olive)
    else:
        delete_customer(user.organization, by=cast.olive)
    assert "nina" not in traces(made)
    assert fresh(made).state == "Accepted"


def test_others_invitations_are_kept(cast):
    made = mailed(cast)
    DBTaskResult.objects.create(
        task_path="customers.tasks.mail_invitation", args_kwargs={"args": [cast.mel.pk], "kwargs": {}}, status="READY",
        backend_name="default", run_after=clock.now(), exception_class_path="", traceback="",
    )  # fmt: skip
    remove_user(cast.mel, by=cast.olive)
    assert fresh(made).email == "nina@nova.example"
    assert DBTaskResult.objects.count() == 1
