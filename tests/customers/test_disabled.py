"""Somebody disabled, or whose organization or reseller is: out at once, and out until enabled."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from customers.actions.organizations import disable_organization, enable_organization
from customers.actions.users import deactivate_user
from customers.models import Activity

PASSWORD = "Correct-horse7"
LOGIN = "/accounts/login/"
WRONG = "Wrong-horse77"


def is_in(client):
    return client.get("/profile/").status_code == 200


# --- Disabled ---------------------------------------------------------------------------------------------------------
def _user(cast):
    deactivate_user(cast.carol, by=cast.olive)


def _organization(cast):
    disable_organization(cast.harbour, by=cast.olive)


def _reseller(cast):
    disable_organization(cast.acme, by=cast.stan)


disabled = pytest.mark.parametrize("disable", [_user, _organization, _reseller])


@disabled
def test_the_right_password_of_somebody_disabled_reaches_the_inactive_page(cast, attempt, disable):
    disable(cast)
    assert attempt(cast.carol.email).headers["Location"] == "/accounts/inactive/"


@disabled
def test_somebody_disabled_is_not_signed_in(cast, attempt, as_user, disable):
    disable(cast)
    client = as_user(None)
    attempt(cast.carol.email, client=client)
    assert not is_in(client)
    assert not Activity.objects.filter(verb="user.signed_in").exists()


@disabled
def test_somebody_disabled_is_out_at_the_next_request(cast, sign_in, disable):
    clients = [sign_in(cast.carol) for _ in range(3)]
    disable(cast)
    assert [is_in(client) for client in clients] == [False] * 3


@disabled
def test_the_sessions_of_somebody_disabled_are_gone(cast, sign_in, disable):
    keys = [sign_in(cast.carol).session.session_key for _ in range(2)]
    disable(cast)
    assert not Session.objects.filter(session_key__in=keys).exists()
    assert not UserSession.objects.filter(user=cast.carol).exists()


@disabled
def test_a_strangers_session_stays(cast, sign_in, disable):
    client = sign_in(cast.mia)
    disable(cast)
    assert is_in(client)


def test_a_session_does_not_wake_up_when_enabled_again(cast, sign_in):
    client = sign_in(cast.carol)
    disable_organization(cast.harbour, by=cast.olive)
    enable_organization(cast.harbour, by=cast.olive)
    assert not is_in(client)


@pytest.mark.parametrize("who", ["olive", "sue", "carol", "mel"])
def test_a_disabled_reseller_stops_its_people_and_its_customers(cast, sign_in, who):
    client = sign_in(getattr(cast, who))
    disable_organization(cast.acme, by=cast.stan)
    assert not is_in(client)


def test_a_session_that_has_no_row_is_out_too(cast, as_user):
    client = as_user(cast.carol)
    disable_organization(cast.acme, by=cast.stan)
    assert not is_in(client)


def test_after_enabling_the_password_works_again(cast, attempt):
    disable_organization(cast.harbour, by=cast.olive)
    enable_organization(cast.harbour, by=cast.olive)
    assert attempt(cast.carol.email).headers["Location"] == "/"
