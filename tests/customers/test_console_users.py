"""The console's Users page: administrators manage the people of their own organization."""

import uuid

import pytest

from customers.actions.users import change_level
from customers.models import User
from customers.roles import Level
from tests.customers.acting import refusal

YES = {"confirmed": "yes"}
LIST, NEW = "/console/users/", "/console/users/new/"


def path(user, noun):
    return f"{LIST}{user.pk}/{noun}/"


def person(**more):
    return {"first_name": "Pia", "last_name": "Vos", "email": "pia@new.example", "level": "member",
            "key": str(uuid.uuid4())} | more  # fmt: skip


@pytest.mark.parametrize(("who", "other"), [("carol", "mel"), ("dan", "cleo")])
def test_an_administrator_sees_the_own_people(cast, as_user, who, other):
    text = as_user(getattr(cast, who)).get(LIST).text
    assert getattr(cast, other).first_name in text
    assert "2 users" in text
    for stranger in ("Olive", "Mia", "Sue"):
        assert stranger not in text


@pytest.mark.parametrize("who", ["mel", "cleo"])
@pytest.mark.parametrize("address", [LIST, NEW])
def test_a_member_sees_no_users(cast, as_user, who, address):
    client = as_user(getattr(cast, who))
    assert client.get(address).status_code == 403
    assert LIST not in client.get("/console/").text


def test_the_resellers_people_have_their_own_screen_for_it(cast, as_user):
    assert as_user(cast.olive).get(LIST).status_code == 403


@pytest.mark.parametrize(("who", "home"), [("carol", "harbour"), ("dan", "direct")])
def test_an_administrator_adds_somebody_who_sets_a_password(cast, as_user, client, mailed_path, who, home):
    as_user(getattr(cast, who)).post(NEW, person())
    client.post(mailed_path(), {"password": "Another-horse9"})
    pia = User.objects.get(email="pia@new.example")
    assert (pia.status, pia.organization, pia.level) == ("Active", getattr(cast, home), Level.MEMBER)
    assert client.get(LIST).status_code == 403


@pytest.mark.parametrize("noun", ["invitation", "level", "ownership", "deactivation", "reactivation", "removal"])
def test_nobody_elses_people_are_found(cast, as_user, noun):
    for user in (cast.mia, cast.olive, cast.dan, cast.stan):
        assert as_user(cast.carol).post(path(user, noun), YES | {"level": "member"}).status_code == 404


@pytest.mark.parametrize("level", ["owner", "support", "finance", "read_only"])
def test_no_level_of_a_team_can_be_granted(cast, as_user, level):
    assert as_user(cast.carol).post(path(cast.mel, "level"), {"level": level}).status_code == 422
    assert as_user(cast.carol).post(NEW, person(level=level)).status_code == 422


def test_an_administrator_changes_owner_level_and_access(cast, as_user):
    client = as_user(cast.carol)
    given = {"level": "administrator"}
    for noun, sent in (("level", given), ("ownership", YES), ("deactivation", YES), ("reactivation", YES)):
        assert client.post(path(cast.mel, noun), sent).status_code == 302
    cast.harbour.refresh_from_db()
    assert cast.harbour.owner == cast.mel


def test_the_last_administrator_does_not_step_down_alone(cast):
    error = refusal(change_level, cast.carol, level=Level.MEMBER, by=cast.carol)
    assert error.message.endswith("Make somebody else an administrator first.")


def test_the_reseller_may_leave_a_customer_without_an_administrator(cast):
    assert change_level(cast.carol, level=Level.MEMBER, by=cast.olive).level == Level.MEMBER


def test_the_navigation_marks_users_and_not_the_overview(cast, as_user):
    text = as_user(cast.carol).get(NEW).text
    assert 'href="/console/users/" aria-current="page"' in text
    assert 'href="/console/" aria-current="page"' not in text
