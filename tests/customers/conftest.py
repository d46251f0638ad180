"""Signing in the way a person does, through the form, and reading the links that were mailed."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

PASSWORD = "Correct-horse7"


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
