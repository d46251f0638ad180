"""The actions on users: what each changes, what it writes down, and whom it keeps."""

import pytest
from allauth.account.models import EmailAddress

from customers.actions.users import (
    change_level,
    deactivate_user,
    reactivate_user,
    request_email_change,
    update_profile,
)
from customers.models import Activity, User
from customers.roles import Level
from tests.customers.acting import add, counts, delete, last, refusal, seats

PASSWORD = "Correct-horse7"


# --- Seats ------------------------------------------------------------------------------------------------------------
def test_a_pending_user_takes_no_seat(cast):
    add(cast)
    assert seats(cast.harbour) == 2


def test_a_deactivated_user_frees_a_seat(cast):
    deactivate_user(cast.mel, by=cast.olive)
    assert seats(cast.harbour) == 1


def test_a_reactivated_user_takes_the_seat_again(cast):
    deactivate_user(cast.mel, by=cast.olive)
    reactivate_user(cast.mel, by=cast.olive)
    assert seats(cast.harbour) == 2


def test_a_pending_user_who_is_deactivated_and_reactivated_takes_no_seat(cast):
    made = add(cast)
    deactivate_user(made, by=cast.olive)
    reactivate_user(made, by=cast.olive)
    assert seats(cast.harbour) == 2


def test_seats_are_counted_for_each_organization(cast):
    assert [seats(o) for o in (cast.acme, cast.globex, cast.harbour, cast.island, cast.meadow, cast.direct)] == [
        4,
        1,
        2,
        0,
        1,
        2,
    ]


# --- Deactivating -----------------------------------------------------------------------------------------------------
def test_deactivating_is_written_down_once(cast):
    deactivate_user(cast.mel, by=cast.olive)
    deactivate_user(cast.mel, by=cast.olive)
    assert Activity.objects.filter(verb="user.deactivated", subject_id=cast.mel.pk).count() == 1


def test_reactivating_is_written_down_once(cast):
    deactivate_user(cast.mel, by=cast.olive)
    reactivate_user(cast.mel, by=cast.olive)
    reactivate_user(cast.mel, by=cast.olive)
    assert Activity.objects.filter(verb="user.reactivated", subject_id=cast.mel.pk).count() == 1


def test_a_deleted_user_does_not_come_back(cast):
    delete(cast.mel)
    assert refusal(reactivate_user, cast.mel, by=cast.olive)


def test_the_last_owner_of_a_reseller_is_not_deactivated(cast):
    assert "last owner" in refusal(deactivate_user, cast.olive, by=cast.stan).message
    assert User.objects.get(pk=cast.olive.pk).is_active


def test_an_owner_beside_another_is_deactivated(cast):
    change_level(cast.sue, level=Level.OWNER, by=cast.olive)
    assert not deactivate_user(cast.olive, by=cast.stan).is_active


def test_a_pending_owner_does_not_count_as_another(cast):
    add(cast, "acme", level=Level.OWNER)
    assert refusal(deactivate_user, cast.olive, by=cast.stan)


def test_a_deactivated_owner_does_not_count_as_another(cast):
    change_level(cast.sue, level=Level.OWNER, by=cast.olive)
    deactivate_user(cast.sue, by=cast.olive)
    assert refusal(deactivate_user, cast.olive, by=cast.stan)


def test_another_resellers_owner_does_not_count(cast):
    assert refusal(deactivate_user, cast.gus, by=cast.stan)


def test_the_last_administrator_of_a_customer_may_go(cast):
    assert not deactivate_user(cast.carol, by=cast.olive).is_active


# --- Levels -----------------------------------------------------------------------------------------------------------
def test_a_level_changes_with_its_role(cast):
    change_level(cast.cleo, level=Level.ADMINISTRATOR, by=cast.stan)
    assert User.objects.get(pk=cast.cleo.pk).role == "CUSTOMER"


def test_a_change_of_level_is_written_down_with_both_values(cast):
    change_level(cast.sue, level=Level.FINANCE, by=cast.olive)
    assert (last().verb, last().fields) == ("user.changed", ["level"])
    assert (last().detail.before, last().detail.after) == ({"level": "support"}, {"level": "finance"})


def test_the_same_level_writes_nothing(cast):
    before = counts()
    change_level(cast.sue, level=Level.SUPPORT, by=cast.olive)
    assert counts() == before


def test_the_last_owner_keeps_the_level(cast):
    assert refusal(change_level, cast.olive, level=Level.SUPPORT, by=cast.stan).field == "level"


@pytest.mark.parametrize(
    ("who", "level"), [("sue", Level.MEMBER), ("carol", Level.OWNER), ("stan", Level.OWNER), ("sue", "")]
)
def test_a_level_that_does_not_exist_there_is_refused(cast, who, level):
    assert refusal(change_level, getattr(cast, who), level=level, by=cast.stan).field == "level"


# --- Profile ----------------------------------------------------------------------------------------------------------
def test_a_profile_is_changed_and_written_down(cast):
    update_profile(cast.carol, first_name="Caro", theme="dark", by=cast.carol)
    assert (last().verb, last().fields, last().detail.before["first_name"]) == (
        "user.changed",
        ["first_name", "theme"],
        "Carol",
    )
    assert User.objects.get(pk=cast.carol.pk).theme == "dark"


def test_an_unchanged_profile_writes_nothing(cast):
    before = counts()
    update_profile(cast.carol, first_name="Carol", by=cast.carol)
    assert counts() == before


def test_an_unknown_zone_is_refused(cast):
    assert refusal(update_profile, cast.carol, time_zone="Mars", by=cast.carol).field == "time_zone"


# --- A new address ----------------------------------------------------------------------------------------------------
def test_asking_for_a_new_address_changes_no_sign_in(cast):
    request_email_change(cast.carol, email="carol@new.example", by=cast.carol)
    assert User.objects.get(pk=cast.carol.pk).email == "carol@harbour.example"


def test_asking_again_forgets_the_first_request(cast):
    for email in ("one@new.example", "two@new.example"):
        request_email_change(cast.carol, email=email, by=cast.carol)
    assert [a.email for a in EmailAddress.objects.filter(user=cast.carol, primary=False)] == ["two@new.example"]


def test_asking_is_written_down(cast):
    request_email_change(cast.carol, email="carol@new.example", by=cast.carol)
    assert (last().verb, last().fields, last().detail.after) == (
        "user.email_change_requested", ["email"], {"email": "carol@new.example"},
    )  # fmt: skip


@pytest.mark.parametrize("email", ["gus@globex.example", "MEL@harbour.example"])
def test_a_taken_address_is_refused_in_the_same_words(cast, email):
    assert (
        refusal(request_email_change, cast.carol, email=email, by=cast.carol).message
        == "This email already has a sign-in."
    )


def test_ones_own_address_is_refused(cast):
    assert refusal(request_email_change, cast.carol, email="Carol@harbour.example", by=cast.carol).field == "email"
