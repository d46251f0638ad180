"""Adding people: what it makes, what it mails, what it writes down, and what follows until they accept."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from customers.actions import users
from customers.actions.organizations import create_customer
from customers.actions.users import (
    accept_invitation,
    add_user,
    create_staff,
    mail_set_password_link,
    require_password_change,
    set_password,
)
from customers.models import Activity, Organization, User
from customers.roles import Level
from reseller_portal.lib import clock
from tests.customers.acting import add, counts, last, refusal, seats

PASSWORD = "Correct-horse7"


# --- Adding -----------------------------------------------------------------------------------------------------------
def test_an_added_user_is_pending(cast):
    assert add(cast).status == "Pending"


def test_an_added_user_cannot_sign_in_yet(cast):
    assert not add(cast).has_usable_password()


@pytest.mark.parametrize(
    ("organization", "level", "role"),
    [
        ("acme", Level.SUPPORT, "RESELLER"),
        ("harbour", Level.MEMBER, "RESELLEE"),
        ("direct", Level.ADMINISTRATOR, "CUSTOMER"),
        ("direct", Level.MEMBER, "CONTRIBUTOR"),
    ],
)
def test_the_role_follows_organization_and_level(cast, organization, level, role):
    made = add(cast, organization, level=level)
    assert (made.role, made.kind, made.tenant) == (
        role,
        getattr(cast, organization).kind,
        getattr(cast, organization).root,
    )


def test_an_added_user_has_one_unverified_primary_address(cast):
    address = EmailAddress.objects.get(user=add(cast, email="Nina@NEW.example"))
    assert (address.email, address.primary, address.verified) == ("nina@new.example", True, False)


def test_the_link_is_mailed_to_the_added_user(cast):
    add(cast)
    assert mail.outbox[-1].to == ["nina@new.example"]


def test_no_link_is_mailed_without_an_invitation(cast):
    add(cast, invite=False)
    assert not mail.outbox


def test_adding_is_written_down_with_field_names_only(cast):
    made = add(cast, invite=False)
    row = last()
    assert (row.verb, row.subject_id, row.organization, row.tenant, row.actor) == (
        "user.added", made.pk, cast.harbour, cast.acme, cast.olive,
    )  # fmt: skip
    assert (row.fields, row.detail.after) == (["email", "level"], {"email": "nina@new.example", "level": "member"})


def test_an_invitation_is_written_down(cast):
    add(cast)
    assert last().verb == "user.invited"


def test_the_first_user_becomes_the_owner(cast):
    island = add(cast, "island").organization
    assert Organization.objects.get(pk=island.pk).owner.email == "nina@new.example"


def test_the_second_user_does_not_become_the_owner(cast):
    add(cast)
    assert Organization.objects.get(pk=cast.harbour.pk).owner == cast.carol


@pytest.mark.parametrize("organization", ["acme", "harbour", "globex", "direct"])
def test_a_taken_email_says_only_that_it_is_taken(cast, organization):
    level = Level.SUPPORT if organization in ("acme", "globex") else Level.MEMBER
    caught = refusal(add, cast, organization, level=level, email="GUS@globex.example")
    assert (caught.message, caught.field) == ("This email already has a sign-in.", "email")


def test_a_verified_second_address_is_taken_too(cast):
    EmailAddress.objects.create(user=cast.gus, email="nina@new.example", verified=True)
    assert refusal(add, cast).message == "This email already has a sign-in."


def test_an_address_that_somebody_only_asked_for_is_free(cast):
    EmailAddress.objects.create(user=cast.gus, email="nina@new.example", verified=False)
    assert add(cast).email == "nina@new.example"


def test_an_email_taken_at_the_same_moment_is_told_the_same_way(cast, monkeypatch):
    monkeypatch.setattr(users, "refuse_taken_sign_in", lambda *given, **facts: None)
    caught = refusal(add, cast, email=cast.gus.email)
    assert (caught.message, caught.field) == ("This email already has a sign-in.", "email")


def test_a_taken_username_is_refused_beside_its_field(cast):
    add(cast, username="Nina")
    caught = refusal(add, cast, email="other@new.example", username="nina")
    assert (caught.message, caught.field) == ("This username is taken.", "username")


@pytest.mark.parametrize(
    ("organization", "level"),
    [("acme", Level.MEMBER), ("harbour", Level.OWNER), ("direct", Level.SUPPORT), ("harbour", ""), ("acme", "root")],
)
def test_a_level_of_another_world_is_refused(cast, organization, level):
    assert refusal(add, cast, organization, level=level).field == "level"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"first_name": "a\u202eb"}, "first_name"),
        ({"last_name": "x" * 101}, "last_name"),
        ({"username": "a@b"}, "username"),
    ],
)
def test_a_wrong_fact_is_refused_beside_its_field(cast, wrong, field):
    assert refusal(add, cast, **wrong).field == field


def test_a_deleted_organization_takes_no_users(cast):
    Organization.objects.filter(pk=cast.harbour.pk).update(deleted_at=clock.now(), email=None, phone="")
    cast.harbour.refresh_from_db()
    assert refusal(add, cast)


# --- Staff ------------------------------------------------------------------------------------------------------------
def test_staff_belong_to_no_organization(cast):
    made = create_staff(email="Sam@platform.example", first_name="Sam", last_name="", password=PASSWORD, by=cast.stan)
    assert (made.is_staff, made.is_superuser, made.organization, made.email) == (
        True,
        True,
        None,
        "sam@platform.example",
    )


def test_staff_with_a_weak_password_are_not_made(cast):
    facts = {"email": "sam@platform.example", "first_name": "Sam", "last_name": "", "password": "1234567890"}
    assert refusal(create_staff, **facts, by=cast.stan).field == "password"


def test_making_staff_is_written_down(cast):
    made = create_staff(email="sam@platform.example", first_name="Sam", last_name="", password=PASSWORD, by=cast.stan)
    assert Activity.objects.filter(verb="user.added", subject_id=made.pk, tenant=None, actor=cast.stan).count() == 1


# --- Invitations and passwords ----------------------------------------------------------------------------------------
def test_a_link_is_mailed_again_to_the_pending(cast):
    mail_set_password_link(add(cast), by=cast.olive)
    assert [message.to for message in mail.outbox] == [["nina@new.example"]] * 2


def test_no_link_is_mailed_to_somebody_with_a_password(cast):
    assert refusal(mail_set_password_link, cast.carol, by=cast.olive)


def test_accepting_takes_a_seat(cast):
    accept_invitation(add(cast), password=PASSWORD, by=None)
    assert seats(cast.harbour) == 3


def test_accepting_proves_the_address(cast):
    made = accept_invitation(add(cast), password=PASSWORD, by=None)
    assert EmailAddress.objects.get(user=made).verified


def test_accepting_twice_is_refused(cast):
    made = add(cast)
    accept_invitation(made, password=PASSWORD, by=made)
    assert refusal(accept_invitation, made, password="Other-horse88", by=made)


@pytest.mark.parametrize("password", ["short1!", "1234567890", "password123", "Nina@new.example", "x" * 129])
def test_a_password_that_fails_the_validators_is_refused(cast, password):
    assert refusal(accept_invitation, add(cast), password=password, by=None).field == "password"


def test_a_password_of_128_characters_is_accepted(cast):
    long = "Correct-horse7!!" * 8
    assert set_password(cast.carol, password=long, by=cast.carol).check_password(long)


def test_setting_a_password_is_written_down_without_it(cast):
    set_password(cast.carol, password="Another-horse8", by=cast.carol)
    assert (last().verb, last().fields, last().detail.after) == ("user.password_set", [], {})


def test_setting_a_password_lifts_the_duty_to_change_it(cast):
    require_password_change(cast.carol, by=cast.olive)
    set_password(cast.carol, password="Another-horse8", by=cast.carol)
    assert not User.objects.get(pk=cast.carol.pk).must_change_password


def test_requiring_a_change_is_written_down(cast):
    require_password_change(cast.carol, by=cast.stan)
    assert (last().verb, last().subject_id, last().actor) == ("user.password_change_required", cast.carol.pk, cast.stan)


# --- One transaction --------------------------------------------------------------------------------------------------
def test_a_user_whose_activity_cannot_be_written_is_not_added(cast, monkeypatch):
    monkeypatch.setattr(users, "record_activity", lambda *given, **facts: 1 / 0)
    before = counts()
    with pytest.raises(ZeroDivisionError):
        add(cast)
    assert counts() == before


def test_a_mail_of_a_transaction_that_fails_is_not_queued(cast, settings, monkeypatch):
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}
    created = create_customer(cast.acme, name="New", email="new@new.example", by=cast.olive)
    monkeypatch.setattr(users, "record_activity", _fails_on("user.invited"))
    with pytest.raises(ZeroDivisionError):
        add_user(created, email="n@new.example", first_name="N", last_name="", level=Level.MEMBER, by=cast.olive)
    assert DBTaskResult.objects.count() == 0


def test_a_mail_of_a_transaction_that_stands_is_queued_without_its_link(cast, settings):
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}
    made = add(cast)
    assert [(task.queue_name, task.args_kwargs) for task in DBTaskResult.objects.all()] == [
        ("mail", {"args": [made.pk], "kwargs": {}})
    ]


def _fails_on(verb):
    real = users.record_activity

    def record(given, *rest, **facts):
        return 1 / 0 if given == verb else real(given, *rest, **facts)

    return record
