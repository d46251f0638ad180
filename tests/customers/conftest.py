"""Signing in the way a person does, through the form, and reading the links that were mailed; the pages of staff."""

import re
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client

PASSWORD = "Correct-horse7"
LOGIN = "/accounts/login/"


@pytest.fixture
def sign_in(as_user: Any) -> Any:
    """A client whose user signed in through the form; unlike force_login it leaves a session row and activity."""

    def through_the_form(user: Any, password: str = PASSWORD, **defaults: Any) -> Client:
        client = as_user(None, **defaults)
        answer = client.post("/accounts/login/", {"login": user.email, "password": password})
        assert answer.status_code == 302, answer.text
        return client

    return through_the_form


@pytest.fixture
def mailed_path(settings: Any) -> Any:
    """The path of the link in the last mail, which must point to the portal's own origin."""

    def last(number: int = -1) -> str:
        found = re.search(rf"{re.escape(settings.PORTAL_ORIGIN)}(/\S+)", mail.outbox[number].body)
        assert found, mail.outbox[number].body
        return found.group(1)

    return last


@pytest.fixture
def attempt(as_user: Any) -> Any:
    """One try at the form, from an address; returns the answer."""

    def post(login, password=PASSWORD, *, client=None, ip="192.0.2.1", path=LOGIN):
        return (client or as_user(None)).post(path, {"login": login, "password": password}, REMOTE_ADDR=ip)

    return post


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often a password was hashed."""
    counted, real = [], MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: counted.append(1) or real(*given))
    return counted


@pytest.fixture
def pending(cast: Any) -> Any:
    """Pia of Harbour, who was added and has set no password yet."""
    from customers.actions.users import add_user
    from customers.roles import Level

    facts = {"email": "pia@harbour.example", "first_name": "Pia", "last_name": "", "level": Level.MEMBER}
    return add_user(cast.harbour, **facts, invite=False, by=cast.olive)


@pytest.fixture
def staff(cast: Any, as_user: Any) -> Client:
    """Stan's, in the admin."""
    return as_user(cast.stan)
