"""Somebody is removed at the moment when another page, read before, changes them; and the order in which rows are locked."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.actions.removal import remove_user
from customers.actions.users import (
    accept_invitation,
    add_user,
    change_level,
    deactivate_user,
    mail_set_password_link,
    make_owner,
    reactivate_user,
    request_email_change,
    require_password_change,
    set_password,
    update_profile,
)
from customers.errors import Refused
from customers.models import Activity, Organization, User
from customers.roles import Level

PASSWORD = "Correct-horse7"
CHANGES = {
    "link": lambda user, by: mail_set_password_link(user, by=by),
    "accepting": lambda user, by: accept_invitation(user, password=PASSWORD, by=by),
    "password": lambda user, by: set_password(user, password=PASSWORD, by=by),
    "password change": lambda user, by: require_password_change(user, by=by),
    "level": lambda user, by: change_level(user, level=Level.ADMINISTRATOR, by=by),
    "ownership": lambda user, by: make_owner(user.organization, user=user, by=by),
    "deactivation": lambda user, by: deactivate_user(user, by=by),
    "reactivation": lambda user, by: reactivate_user(user, by=by),
    "removal": lambda user, by: remove_user(user, by=by),
    "profile": lambda user, by: update_profile(user, first_name="Back", by=by),
    "email": lambda user, by: request_email_change(user, email="back@new.example", by=by),
}
# Whom each can be done with: a person who is pending, deactivated or neither.
PENDING, DEACTIVATED = ("link", "accepting"), ("reactivation",)
changing = pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)


@pytest.fixture
def person(cast, request):
    """Somebody of Harbour for whom the change is in order."""
    name = next(name for name, change in CHANGES.items() if change is request.getfixturevalue("change"))
    facts = {"email": "nina@new.example", "first_name": "Nina", "last_name": "", "level": Level.MEMBER}
    made = add_user(cast.harbour, **facts, invite=False, by=cast.olive)
    if name not in PENDING:
        set_password(made, password=PASSWORD, by=made)
    return deactivate_user(made, by=cast.olive) if name in DEACTIVATED else made


def everything():
    rows = [list(model.objects.order_by("pk").values()) for model in (User, Organization, EmailAddress, Activity)]
    return rows, len(mail.outbox)


@changing
def test_a_change_of_somebody_removed_meanwhile_is_refused_and_changes_nothing(cast, person, change):
    read_before = User.objects.get(pk=person.pk)
    remove_user(person, by=cast.olive)
    before = everything()
    with pytest.raises(Refused, match=r"This user was removed already\."):
        change(read_before, cast.olive)
    assert everything() == before


@changing
def test_otherwise_the_change_happens(cast, person, change):
    before = everything()
    change(User.objects.get(pk=person.pk), cast.olive)
    assert everything() != before


@changing
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks the whole database")
def test_the_organization_is_locked_before_its_user(cast, person, change):
    with CaptureQueriesContext(connection) as queries:
        change(User.objects.get(pk=person.pk), cast.olive)
    writes = re.findall(r'FOR (?:NO KEY )?UPDATE OF "(\w+)"|UPDATE "(\w+)" SET', "\n".join(q["sql"] for q in queries))
    tables = [table for table in map("".join, writes) if table in ("customers_organization", "customers_user")]
    assert tables[:2] == ["customers_organization", "customers_user"]


def test_a_level_changed_meanwhile_counts(cast):
    """Of two owners who step down at the same moment the later one stays."""
    change_level(cast.sue, level=Level.OWNER, by=cast.olive)
    read_before = User.objects.get(pk=cast.olive.pk)
    change_level(cast.sue, level=Level.SUPPORT, by=cast.sue)
    with pytest.raises(Refused, match="last owner"):
        change_level(read_before, level=Level.SUPPORT, by=cast.olive)


def test_a_second_removal_of_the_owner_leaves_the_next_one(cast):
    read_before = User.objects.get(pk=cast.carol.pk)
    remove_user(cast.carol, by=cast.olive)
    make_owner(cast.harbour, user=cast.mel, by=cast.olive)
    with pytest.raises(Refused):
        remove_user(read_before, by=cast.olive)
    assert Organization.objects.get(pk=cast.harbour.pk).owner == cast.mel


def test_the_admin_says_so_instead_of_failing(cast, as_user, monkeypatch):
    def too_late(user, *, by, **given):
        raise Refused("This user was removed already.")

    monkeypatch.setattr("customers.admin.users.update_profile", too_late)
    path = f"/admin/customers/user/{cast.mel.pk}/change/"
    given = {"first_name": "Mel", "last_name": "Other", "level": "member", "is_active": "on"}
    response = as_user(cast.stan).post(path, given, follow=True)
    assert response.status_code == 200
    assert "This user was removed already." in response.text
