"""Users in the admin: staff add and change them through the actions."""

import uuid

import pytest
from django.core import mail

from customers.models import Activity, Organization, User
from tests.customers.acting import last
from tests.customers.admin_pages import USERS, errors


# --- Adding and changing a user ---------------------------------------------------------------------------------------
def new_user(staff, of, *, key=None, **facts):
    given = {"organization": of.pk, "level": "member", "email": "nina@new.example", "username": "",
             "first_name": "Nina", "last_name": "Novak", "form_key": key or uuid.uuid4()}  # fmt: skip
    return staff.post(f"{USERS}add/", {**given, **facts})


def test_a_user_is_added_and_invited(cast, staff):
    assert new_user(staff, cast.harbour).status_code == 302
    assert User.objects.get(email="nina@new.example").organization == cast.harbour
    assert mail.outbox[-1].to == ["nina@new.example"]


def test_adding_a_user_goes_through_the_action(cast, staff):
    new_user(staff, cast.harbour)
    made = User.objects.get(email="nina@new.example")
    assert (
        Activity.objects.filter(verb="user.added", subject_id=made.pk, actor=cast.stan, tenant=cast.acme).count() == 1
    )


def test_sending_a_user_twice_adds_one(cast, staff):
    key = uuid.uuid4()
    for _ in range(2):
        new_user(staff, cast.harbour, key=key)
    assert User.objects.filter(email="nina@new.example").count() == 1
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "GUS@globex.example"}, "email"),
        ({"level": "owner"}, "level"),
        ({"level": ""}, "level"),
        ({"username": "a@b"}, "username"),
        ({"first_name": ""}, "first_name"),
        ({"organization": "99999"}, "organization"),
        ({"organization": "abc"}, "organization"),
        ({"organization": "9" * 30}, "organization"),
    ],
)
def test_a_users_error_stands_beside_its_field(cast, staff, facts, field):
    assert field in errors(new_user(staff, cast.harbour, **facts))


def test_a_taken_username_is_refused_beside_its_field(cast, staff):
    User.objects.filter(pk=cast.gus.pk).update(username="gus")
    assert errors(new_user(staff, cast.harbour, username="Gus"))["username"] == ["This username is taken."]


def change_user(staff, user, **facts):
    given = {"first_name": user.first_name, "last_name": user.last_name, "level": user.level, "is_active": "on"}
    sent = {name: value for name, value in {**given, **facts}.items() if value is not None}
    return staff.post(f"{USERS}{user.pk}/change/", sent)


def test_a_users_name_and_level_are_changed_through_actions(cast, staff):
    assert change_user(staff, cast.sue, first_name="Susan", level="finance").status_code == 302
    sue = User.objects.get(pk=cast.sue.pk)
    assert (sue.first_name, sue.level) == ("Susan", "finance")
    assert [a.fields for a in Activity.objects.filter(verb="user.changed", subject_id=sue.pk).order_by("id")] == [
        ["first_name"],
        ["level"],
    ]


def test_a_user_is_deactivated_through_the_action(cast, staff, sign_in):
    client = sign_in(cast.mel)
    change_user(staff, cast.mel, is_active=None)
    assert (last().verb, client.get("/profile/").status_code) == ("user.deactivated", 302)
    assert Organization.objects.get(pk=cast.harbour.pk).seats == 1


def test_the_last_owner_is_kept_with_an_error(cast, staff):
    assert "last owner" in str(errors(change_user(staff, cast.olive, is_active=None)))
    assert "last owner" in str(errors(change_user(staff, cast.olive, level="support")))


def test_a_level_of_another_world_is_refused_beside_its_field(cast, staff):
    assert "level" in errors(change_user(staff, cast.mel, level="owner"))


@pytest.mark.parametrize(
    "field", ["email", "is_staff", "is_superuser", "password", "role", "organization", "must_change_password"]
)
def test_a_fixed_fact_of_a_user_is_not_changed(cast, staff, field):
    before = User.objects.filter(pk=cast.mel.pk).values().get()
    change_user(staff, cast.mel, **{field: "x@y.example"})
    assert User.objects.filter(pk=cast.mel.pk).values().get() == before


def test_a_member_of_staff_is_changed(cast, staff):
    assert change_user(staff, cast.stan, first_name="Stanley", level=None).status_code == 302
    assert User.objects.get(pk=cast.stan.pk).first_name == "Stanley"
