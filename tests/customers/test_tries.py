"""Guessing comes to an end at every page where it could be tried (security T13), and only for who guesses."""

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC

from customers.links import set_password_token
from reseller_portal.middleware.tries import GUARDED
from tests.access import ACCESS

PASSWORD, WRONG = "Correct-horse7", "Wrong-horse77"
LOGIN, STRANGER, HOME = "/accounts/login/", "192.0.2.66", "192.0.2.1"
CHANGE = {"oldpassword": WRONG, "password1": "New-horse77!", "password2": "New-horse77!"}
EMAIL = {"section": "email", "email-email": "x@new.example", "email-current_password": WRONG}
# A bad try at each page: (route, address, what is posted or None for a link that is opened). {n} is another each time.
AS_VISITOR = [
    ("account_login", LOGIN, {"login": "olive@acme.example", "password": WRONG}),
    ("account_login", LOGIN, {"login": "nobody{n}@acme.example", "password": WRONG}),
    ("account_reset_password", "/accounts/password/reset/", {"email": "olive@acme.example"}),
    ("account_reset_password", "/accounts/password/reset/", {"email": "nobody{n}@acme.example"}),
    ("account_reset_password", "/accounts/password/reset/", {"email": "no address"}),
    ("account_reset_password_from_key", "/accounts/password/reset/key/1-guess{n}/", None),
    ("account_reset_password_from_key", "/accounts/password/reset/key/1-guess{n}/", {"password1": PASSWORD}),
    ("account_confirm_email", "/accounts/confirm-email/guess{n}/", None),
    ("account_confirm_email", "/accounts/confirm-email/guess{n}/", {}),
    ("customers:join", "/join/guess{n}/", None),
    ("customers:join", "/join/guess{n}/", {"password": PASSWORD}),
    ("customers:welcome", "/welcome/guess{n}/", None),
    ("customers:welcome", "/welcome/guess{n}/", {"password": PASSWORD}),
    ("customers:welcome", "/welcome/{token}/", {"password": "short"}),
]
SIGNED_IN = [
    ("account_reauthenticate", "/accounts/reauthenticate/", {"password": WRONG}),
    ("account_change_password", "/accounts/password/change/", CHANGE),
    ("customers:profile", "/profile/", EMAIL),
]
# Tagged auth, and nothing to guess: they show something, sign out, or lead elsewhere.
NOTHING_TO_GUESS = {
    "account_confirm_login_code",
    "account_email",
    "account_email_verification_sent",
    "account_inactive",
    "account_logout",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_set_password",
    "account_signup",
    "customers:devices",
}
tries = pytest.mark.parametrize(
    ("route", "path", "given"),
    [*AS_VISITOR, *SIGNED_IN],
    ids=[f"{t[0]}-{n}" for n, t in enumerate(AS_VISITOR + SIGNED_IN)],
)


@pytest.fixture
def guess(cast, pending, as_user, sign_in):
    """One bad try after another from one address; the answers."""

    def tried(route, path, given, *, times=30):
        client = sign_in(cast.olive) if (route, path, given) in SIGNED_IN else as_user(None)
        token, answers = set_password_token(pending), []
        for n in range(times):
            address = path.format(n=n, token=token)
            data = given and {name: value.format(n=n) for name, value in given.items()}
            ask = client.get if given is None else client.post
            answers.append(ask(address, data, REMOTE_ADDR=STRANGER))
        return answers

    return tried


def is_let_in(client, user):
    answer = client.post(LOGIN, {"login": user.email, "password": PASSWORD}, REMOTE_ADDR=HOME)
    return (answer.status_code, answer.headers.get("Location")) == (302, "/")


def test_every_page_about_signing_in_is_tried_or_has_nothing_to_guess():
    tagged = {name for name, row in ACCESS.items() if "auth" in row.tags}
    assert {route for route, *_ in AS_VISITOR + SIGNED_IN} | NOTHING_TO_GUESS == tagged


def test_the_limit_guards_every_page_that_is_tried():
    assert {route for route, *_ in AS_VISITOR + SIGNED_IN} == GUARDED


@tries
def test_thirty_bad_tries_end_in_429(guess, route, path, given):
    answer = guess(route, path, given)[-1]
    assert (answer.status_code, answer.headers.get("Retry-After")) == (429, "60")


@tries
def test_the_first_bad_try_is_answered(guess, route, path, given):
    assert guess(route, path, given, times=1)[0].status_code != 429


@tries
def test_the_right_password_from_another_address_still_works(cast, guess, as_user, route, path, given):
    guess(route, path, given)
    assert is_let_in(as_user(None), cast.olive)


def test_a_link_works_for_its_reader_while_a_stranger_guesses(pending, guess, as_user):
    guess("customers:welcome", "/welcome/guess{n}/", None)
    answer = as_user(None).post(f"/welcome/{set_password_token(pending)}/", {"password": PASSWORD}, REMOTE_ADDR=HOME)
    assert answer.status_code == 302


def test_opening_a_good_link_often_is_no_guessing(pending, as_user):
    path = f"/welcome/{set_password_token(pending)}/"
    assert {as_user(None).get(path).status_code for _ in range(30)} == {200}


def test_opening_a_good_confirmation_often_is_no_guessing(cast, as_user):
    address = EmailAddress.objects.create(user=cast.carol, email="carol@new.example")
    path = f"/accounts/confirm-email/{EmailConfirmationHMAC(address).key}/"
    assert {as_user(None).get(path).status_code for _ in range(30)} == {200}


def test_saving_the_profile_often_is_no_guessing(cast, as_user):
    client, given = as_user(cast.carol), {"section": "name", "name-first_name": "Carol", "name-last_name": "C"}
    assert {client.post("/profile/", given).status_code for _ in range(30)} == {302}


def test_the_page_says_what_to_do(guess):
    assert "Too many attempts" in guess("customers:welcome", "/welcome/guess{n}/", None)[-1].text
