"""Signing in, and being kept out."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command

from customers.actions.users import deactivate_user, request_email_change, set_password
from customers.models import Activity, User

PASSWORD = "Correct-horse7"
LOGIN = "/accounts/login/"
WRONG = "Wrong-horse77"


def is_in(client):
    return client.get("/profile/").status_code == 200


def masked(answer, login):
    """The body without what differs between any two answers."""
    text = answer.text.replace(login, "LOGIN")
    return re.sub(r'(csrfmiddlewaretoken" value=|csrf-token" content=|X-CSRFToken&quot;: &quot;)"?[\w]+', "TOKEN", text)


# --- Who gets in ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["olive", "rob", "carol", "mel", "dan", "cleo", "stan"])
def test_everybody_of_the_cast_signs_in_by_email(cast, attempt, who):
    assert attempt(getattr(cast, who).email).headers["Location"] == "/"


@pytest.mark.parametrize(
    "login", ["olive@acme.example", "OLIVE@Acme.Example", " olive@acme.example ", "olive.o", "OLIVE.o", " Olive.O "]
)
def test_email_and_username_work_in_any_letter_case(cast, attempt, login):
    User.objects.filter(pk=cast.olive.pk).update(username="olive.o")
    assert attempt(login).status_code == 302


def test_a_username_signs_in_its_own_user(cast, attempt, as_user):
    User.objects.filter(pk=cast.carol.pk).update(username="carol.c")
    client = as_user(None)
    attempt("carol.c", client=client)
    assert client.session["_auth_user_id"] == str(cast.carol.pk)


def test_signing_in_is_written_down_with_its_address(cast, attempt):
    attempt(cast.olive.email, ip="192.0.2.9")
    row = Activity.objects.get(verb="user.signed_in")
    assert (row.actor, row.tenant, row.detail.address) == (cast.olive, cast.acme, "192.0.2.9")


def test_signing_in_leaves_a_session_row(cast, attempt):
    attempt(cast.olive.email)
    assert UserSession.objects.get().user == cast.olive


def test_signing_in_mails_nothing_to_an_unverified_address(cast, attempt):
    assert not EmailAddress.objects.get(user=cast.olive).verified
    attempt(cast.olive.email)
    assert not mail.outbox


def test_signing_out_ends_the_session(cast, sign_in):
    client = sign_in(cast.olive)
    client.post("/accounts/logout/")
    assert (is_in(client), Activity.objects.filter(verb="user.signed_out").count()) == (False, 1)


def test_signing_out_takes_a_post(cast, sign_in):
    client = sign_in(cast.olive)
    client.get("/accounts/logout/")
    assert is_in(client)


def test_the_session_key_changes_at_sign_in(cast, as_user, attempt):
    client = as_user(None)
    session = client.session
    session["planted"] = "by a stranger"
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    attempt(cast.olive.email, client=client)
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_the_csrf_token_changes_at_sign_in(cast, as_user, attempt):
    client = as_user(None)
    client.get(LOGIN)
    before = client.cookies["csrftoken"].value
    attempt(cast.olive.email, client=client)
    assert client.cookies["csrftoken"].value != before


@pytest.mark.parametrize("path", ["/accounts/signup/"])
def test_nobody_signs_up(as_user, db, path):
    data = {"email": "new@new.example", "password1": PASSWORD, "username": "newnew"}
    as_user(None).post(path, data)
    assert not User.objects.filter(email="new@new.example").exists()


# --- Who does not, and what the answer says ---------------------------------------------------------------------------
def test_wrong_unknown_pending_and_disabled_get_one_answer(cast, attempt, pending):
    deactivate_user(cast.mel, by=cast.olive)
    logins = ["olive@acme.example", "nobody@acme.example", cast.mel.email, pending.email]
    answers = [attempt(login, WRONG, ip=f"192.0.2.{n}") for n, login in enumerate(logins)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({masked(answer, login) for answer, login in zip(answers, logins, strict=True)}) == 1


def test_wrong_and_unknown_usernames_get_one_answer(cast, attempt):
    User.objects.filter(pk=cast.olive.pk).update(username="olive.o")
    answers = [attempt(login, WRONG, ip=f"192.0.2.{n}") for n, login in enumerate(["olive.o", "nobody"])]
    assert masked(answers[0], "olive.o") == masked(answers[1], "nobody")


@pytest.mark.parametrize(
    "login",
    [
        "olive@acme.example",
        "nobody@acme.example",
        "mel@harbour.example",
        "pia@harbour.example",
        "olive.o",
        "nobody",
        "island@x",
    ],
)
def test_every_wrong_try_costs_one_hash(cast, attempt, pending, hashes, login):
    User.objects.filter(pk=cast.olive.pk).update(username="olive.o")
    deactivate_user(cast.mel, by=cast.olive)
    hashes.clear()
    attempt(login, WRONG)
    assert len(hashes) == 1


@pytest.mark.parametrize("login", ["olive@acme.example", "olive.o"])
def test_a_right_try_costs_one_hash(cast, attempt, hashes, login):
    User.objects.filter(pk=cast.olive.pk).update(username="olive.o")
    hashes.clear()
    assert attempt(login).status_code == 302
    assert len(hashes) == 1


@pytest.mark.parametrize("login", ["olive@acme.example", "nobody@acme.example"])
def test_a_password_over_128_characters_is_never_hashed(cast, attempt, hashes, login):
    hashes.clear()
    assert attempt(login, "x" * 129).status_code == 200
    assert not hashes


def test_a_password_of_128_characters_signs_in(cast, attempt):
    long = "Correct-horse7!!" * 8
    set_password(cast.olive, password=long, by=cast.olive)
    assert attempt(cast.olive.email, long).status_code == 302


@pytest.mark.parametrize("login", ["", "\x00", "a" * 255, "olive@acme.example\x00", "'; --", "ol\u202eive"])
def test_an_odd_login_is_answered(cast, attempt, login):
    assert attempt(login, WRONG).status_code == 200


def test_the_password_is_not_sent_back(cast, attempt):
    assert WRONG not in attempt(cast.olive.email, WRONG).text


def test_a_requested_address_does_not_sign_in_before_it_is_confirmed(cast, attempt):
    request_email_change(cast.carol, email="carol@new.example", by=cast.carol)
    assert attempt("carol@new.example").status_code == 200


# --- Where to next ----------------------------------------------------------------------------------------------------
def test_next_leads_to_a_page_of_ours(cast, attempt):
    assert attempt(cast.olive.email, path=f"{LOGIN}?next=/profile/").headers["Location"] == "/profile/"


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example/", "http://localhost.evil.example",
     "%0d%0aevil", "javascript:alert(1)", "///evil.example", "\\\\evil.example", "http:///evil.example", "https://localhost@evil.example"],
)  # fmt: skip
def test_next_never_leads_away(cast, as_user, target):
    answer = as_user(None).post(LOGIN, {"login": cast.olive.email, "password": PASSWORD, "next": target})
    location = answer.headers.get("Location", "/")
    assert answer.status_code == 302
    assert re.match(r"/(?![/\\])", location) or location == target == "%0d%0aevil"


# --- createsuperuser --------------------------------------------------------------------------------------------------
@pytest.fixture
def superuser(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command(
        "createsuperuser",
        interactive=False,
        email="Root@Platform.example",
        first_name="Root",
        last_name="R",
        verbosity=0,
    )
    return User.objects.get()


def test_createsuperuser_makes_staff(superuser):
    assert (superuser.email, superuser.is_staff, superuser.is_superuser, superuser.status) == (
        "root@platform.example",
        True,
        True,
        "Active",
    )


def test_who_createsuperuser_made_signs_in_to_the_admin(superuser, sign_in):
    assert sign_in(superuser).get("/admin/").status_code == 200


def test_who_createsuperuser_made_has_an_address_to_be_warned_at(superuser):
    assert EmailAddress.objects.get_primary_email(superuser) == "root@platform.example"
