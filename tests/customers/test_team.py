"""The reseller's team under /settings/: who may do what to whom, and what is refused."""

import uuid
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.actions.removal import remove_user
from customers.actions.users import add_user, change_level, deactivate_user, make_owner, reactivate_user
from customers.errors import Refused
from customers.forms.people import MEANINGS
from customers.models import Activity, User
from customers.roles import LEVELS_OF_KIND, Kind, Level
from tests.customers.acting import refusal

NOUNS = ("invitation", "level", "ownership", "deactivation", "reactivation", "removal")
YES = {"confirmed": "yes"}
LIST, NEW = "/settings/team/", "/settings/team/new/"


def path(user, noun):
    return f"{LIST}{user.pk}/{noun}/"


def person(**more):
    return {"first_name": "Tom", "last_name": "Vos", "email": "tom@acme.example", "level": "support",
            "key": str(uuid.uuid4())} | more  # fmt: skip


def now(user):
    return User.objects.get(pk=user.pk)


# --- Who ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["olive", "sue", "fay", "rob"])
def test_every_level_sees_the_team(cast, as_user, who):
    text = as_user(getattr(cast, who)).get(LIST).text
    assert "4 team members" in text
    for member in ("Olive Test", "Sue Test", "Fay Test", "Rob Test"):
        assert member in text


@pytest.mark.parametrize("who", ["carol", "mel", "dan", "cleo"])
def test_customers_people_see_no_settings(cast, as_user, who):
    assert as_user(getattr(cast, who)).get("/settings/").status_code == 403


def test_a_customers_people_are_no_team_members(cast, as_user):
    assert "Carol" not in as_user(cast.olive).get(LIST).text


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("who", ["sue", "fay", "rob"])
def test_only_an_owner_changes_the_team(cast, as_user, who, noun):
    client = as_user(getattr(cast, who))
    assert client.get(path(cast.rob, noun)).status_code == 403
    assert client.post(path(cast.rob, noun), YES | {"level": "owner"}).status_code == 403
    assert now(cast.rob).level == Level.READ_ONLY


@pytest.mark.parametrize("who", ["sue", "fay", "rob"])
def test_only_an_owner_adds_to_the_team(cast, as_user, who):
    client = as_user(getattr(cast, who))
    assert client.post(NEW, person(level="owner")).status_code == 403
    assert "Add team member" not in client.get(LIST).text


@pytest.mark.parametrize("noun", NOUNS)
def test_nobody_of_another_tenant_or_of_a_customer_is_found(cast, as_user, noun):
    for user in (cast.gus, cast.carol, cast.dan, cast.stan):
        assert as_user(cast.olive).post(path(user, noun), YES | {"level": "read_only"}).status_code == 404


# --- Adding -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("level", LEVELS_OF_KIND[Kind.RESELLER])
def test_adding_mails_a_link_and_the_level_holds(cast, as_user, client, mailed_path, level):
    answer = as_user(cast.olive).post(NEW, person(level=level), follow=True)
    assert "Tom Vos was added. A link was mailed to tom@acme.example" in answer.text
    client.post(mailed_path(), {"password": "Another-horse9"})
    tom = User.objects.get(email="tom@acme.example")
    assert (tom.status, tom.level, tom.role, tom.organization) == ("Active", level, "RESELLER", cast.acme)
    may = {"owner": 200, "support": 403, "finance": 403, "read_only": 403}[level]
    assert client.get(NEW).status_code == may


def test_each_level_is_explained_in_the_form(cast, as_user):
    text = as_user(cast.olive).get(NEW).text
    for level in LEVELS_OF_KIND[Kind.RESELLER]:
        assert MEANINGS[level].replace("'", "&#x27;") in text


def test_a_level_has_to_be_chosen(cast, as_user):
    answer = as_user(cast.olive).post(NEW, person(level=""))
    assert answer.status_code == 422
    assert "Choose a level." in answer.text


@pytest.mark.parametrize("level", ["administrator", "member", "staff"])
def test_a_level_of_a_customer_is_refused(cast, as_user, level):
    assert as_user(cast.olive).post(NEW, person(level=level)).status_code == 422


def test_no_field_that_the_form_has_not_is_taken(cast, as_user):
    hostile = {"is_staff": "on", "is_superuser": "on", "role": "CUSTOMER", "kind": "regular", "tenant": cast.globex.pk,
               "organization": cast.globex.pk, "organization_id": cast.globex.pk, "password": "x", "accepted_at": "2026-01-01",
               "is_active": "", "by": cast.stan.pk, "invite": ""}  # fmt: skip
    as_user(cast.olive).post(NEW, person() | hostile)
    tom = User.objects.get(email="tom@acme.example")
    assert (tom.is_staff, tom.is_superuser, tom.role, tom.kind) == (False, False, "RESELLER", "reseller")
    assert (tom.organization, tom.tenant, tom.accepted_at, tom.is_active) == (cast.acme, cast.acme, None, True)


def test_a_change_of_level_changes_nothing_else(cast, as_user):
    before = User.objects.filter(pk=cast.rob.pk).values().get()
    as_user(cast.olive).post(path(cast.rob, "level"), {"level": "finance", "is_staff": "on", "role": "CUSTOMER"})
    after = User.objects.filter(pk=cast.rob.pk).values().get()
    assert {name for name in before if before[name] != after[name]} == {"level"}


# --- What an owner does -------------------------------------------------------------------------------------------
def test_an_owner_changes_deactivates_reactivates_and_removes(cast, as_user):
    client = as_user(cast.olive)
    for noun, given in (
        ("level", {"level": "support"}),
        ("deactivation", YES),
        ("reactivation", YES),
        ("removal", YES),
    ):
        assert client.post(path(cast.rob, noun), given).status_code == 302
    assert now(cast.rob).deleted_at
    verbs = Activity.objects.filter(subject_id=cast.rob.pk, subject_kind="user", actor=cast.olive)
    assert list(verbs.values_list("verb", flat=True).order_by("id")) == [
        "user.changed", "user.deactivated", "user.reactivated", "user.removed"
    ]  # fmt: skip


def test_the_account_owner_moves_to_another_owner(cast, as_user):
    change_level(cast.sue, level=Level.OWNER, by=cast.olive)
    as_user(cast.olive).post(path(cast.sue, "ownership"), YES)
    cast.acme.refresh_from_db()
    assert cast.acme.owner == cast.sue


def test_only_the_level_owner_can_be_the_account_owner(cast):
    error = refusal(make_owner, cast.acme, user=cast.sue, by=cast.olive)
    assert error.message == "Give Sue the level owner first."


# --- The last owner -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("level", ["support", "finance", "read_only"])
def test_the_last_owner_keeps_the_level(cast, as_user, level):
    answer = as_user(cast.olive).post(path(cast.olive, "level"), {"level": level})
    assert answer.status_code == 422
    assert "Olive Test is the last owner of Acme Resale. Make somebody else an owner first." in answer.text
    assert now(cast.olive).level == Level.OWNER


@pytest.mark.parametrize("noun", ["deactivation", "removal"])
def test_nobody_shuts_out_themselves(cast, as_user, noun):
    change_level(cast.sue, level=Level.OWNER, by=cast.olive)
    client = as_user(cast.olive)
    answer = client.post(path(cast.olive, noun), YES)
    assert answer.status_code == 422
    assert "yourself" in answer.text
    assert path(cast.olive, noun) not in client.get(LIST).text
    assert now(cast.olive).is_active


def test_a_pending_or_deactivated_owner_does_not_count(cast):
    add_user(cast.acme, email="p@acme.example", first_name="Pen", last_name="D", level=Level.OWNER, by=cast.olive)
    change_level(cast.sue, level=Level.OWNER, by=cast.olive)
    deactivate_user(cast.sue, by=cast.olive)
    assert refusal(change_level, cast.olive, level=Level.SUPPORT, by=cast.olive).field == "level"


def test_with_a_second_owner_one_may_step_down_and_lands_at_home(cast, as_user):
    change_level(cast.sue, level=Level.OWNER, by=cast.olive)
    client = as_user(cast.olive)
    assert client.post(path(cast.olive, "level"), {"level": "support"})["Location"] == "/"
    assert client.get(NEW).status_code == 403


@pytest.mark.parametrize(
    "act",
    [
        lambda cast: add_user(
            cast.acme, email="x@acme.example", first_name="X", last_name="", level=Level.OWNER, by=cast.sue
        ),
        lambda cast: change_level(cast.sue, level=Level.OWNER, by=cast.sue),
        lambda cast: change_level(cast.rob, level=Level.OWNER, by=cast.fay),
        lambda cast: deactivate_user(cast.olive, by=cast.sue),
        lambda cast: reactivate_user(cast.rob, by=cast.sue),
        lambda cast: remove_user(cast.rob, by=cast.sue),
        lambda cast: make_owner(cast.acme, user=cast.olive, by=cast.sue),
    ],
)
def test_the_actions_ask_for_the_right_too(cast, act):
    with pytest.raises(Refused, match=r"You do not manage people here\. Ask an owner\."):
        act(cast)


def test_an_owner_who_was_demoted_meanwhile_grants_nothing(cast):
    change_level(cast.sue, level=Level.OWNER, by=cast.olive)
    stale = now(cast.sue)
    change_level(cast.sue, level=Level.SUPPORT, by=cast.olive)
    assert "Ask an owner" in refusal(change_level, cast.rob, level=Level.OWNER, by=stale).message


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_demote_each_other_leave_one(cast):
    change_level(cast.sue, level=Level.OWNER, by=cast.olive)
    start, refused = Barrier(2), []

    def demote(user, by):
        start.wait()
        try:
            change_level(now(user), level=Level.READ_ONLY, by=now(by))
        except Refused as error:
            refused.append(error.message)
        finally:
            connection.close()

    threads = [Thread(target=demote, args=pair) for pair in ((cast.sue, cast.olive), (cast.olive, cast.sue))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert User.objects.filter(organization=cast.acme, level=Level.OWNER).count() == 1


def test_as_many_queries_for_four_members_as_for_thirty(cast, as_user):
    client = as_user(cast.olive)
    client.get("/profile/")
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(26):
        add_user(
            cast.acme, email=f"u{number}@acme.example", first_name="U", last_name=str(number),
            level=Level.SUPPORT, invite=False, by=cast.olive,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(few) == len(many) <= 12
