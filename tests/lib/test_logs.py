"""Log lines: JSON, one a line, without secrets."""

import json
import logging
import re

import pytest
from django.core import mail

from customers.actions.invites import create_link
from customers.actions.users import add_user
from customers.links import set_password_token
from customers.roles import Level
from reseller_portal.lib import ambient
from reseller_portal.lib.logs import JsonFormatter

pytestmark = pytest.mark.once

CANARY = "Canary-horse77!"


def formatted(message, *args, **extra):
    record = logging.LogRecord("portal.test", logging.WARNING, "", 0, message, args, None)
    record.__dict__.update(extra)
    return JsonFormatter().format(record)


def test_a_line_says_when_how_bad_who_and_what():
    line = json.loads(formatted("%s rows", 3))
    assert (line["level"], line["logger"], line["message"]) == ("warning", "portal.test", "3 rows")


def test_a_line_has_the_request_id():
    with ambient.of_request(request_id="abc123", address=None):
        assert json.loads(formatted("x"))["request_id"] == "abc123"


def test_a_line_has_the_facts_of_its_record():
    assert json.loads(formatted("x", facts={"status": 200}))["status"] == 200


@pytest.mark.parametrize("character", list("\n\r\x00\x1b\x7f\x85\x9b\u2028\u2029\u202e"))
def test_control_characters_are_escaped(character):
    line = formatted(f"a{character}b")
    assert character not in line
    assert json.loads(line)["message"] == f"a{character}b"


def test_a_traceback_stands_in_the_same_line():
    try:
        raise ValueError("broken")
    except ValueError as error:
        info = (ValueError, error, error.__traceback__)
    line = formatted("x", exc_info=info)
    assert line.count("\n") == 0
    assert "ValueError: broken" in json.loads(line)["error"]


@pytest.mark.django_db
def test_a_request_logs_its_route_and_status(lines, as_user):
    as_user(None).get("/accounts/login/?next=/secret-place/")
    line = next(json.loads(line) for line in lines if '"portal.request"' in line)
    assert (line["route"], line["status"], line["actor"]) == ("account_login", 200, None)


def test_no_address_is_logged_with_what_was_searched_for(lines, cast, as_user):
    as_user(cast.olive).get("/customers/?q=CanarySearch")
    assert not any("CanarySearch" in line for line in lines)


def test_a_password_is_never_in_a_log_line(lines, cast, as_user):
    client = as_user(None)
    client.post("/accounts/login/", {"login": "olive@acme.example", "password": CANARY})
    client.post("/accounts/login/", {"login": CANARY, "password": CANARY})
    client.force_login(cast.olive)
    client.post("/accounts/password/change/", {"oldpassword": CANARY, "password1": CANARY, "password2": CANARY})
    client.post("/profile/", {"section": "email", "email-email": "new@acme.example", "email-current_password": CANARY})
    assert any('"portal.request"' in line for line in lines)
    assert not any(CANARY in line for line in lines)


def test_a_link_that_signs_in_is_never_in_a_log_line(lines, cast, as_user):
    nina = add_user(
        cast.acme, email="nina@acme.example", first_name="Nina", last_name="", level=Level.SUPPORT, by=cast.olive
    )
    token, client = set_password_token(nina), as_user(None)
    client.get(f"/welcome/{token}/")
    client.post(f"/welcome/{token}/", {"password": CANARY})
    client.get(f"/welcome/{token}/")
    assert not any(token in line or CANARY in line for line in lines)


def test_a_reset_link_is_never_in_a_log_line(lines, cast, as_user):
    client = as_user(None)
    client.post("/accounts/password/reset/", {"email": "olive@acme.example"})
    path = re.search(r"http://localhost:8000(/accounts/password/reset/key/\S+)", mail.outbox[-1].body).group(1)
    client.get(path, follow=True)
    key = path.rstrip("/").rpartition("-")[2]
    assert not any(key in line for line in lines)


def test_a_session_is_never_in_a_log_line(lines, cast, as_user):
    client = as_user(cast.olive)
    client.get("/customers/")
    assert not any(client.cookies["sessionid"].value in line for line in lines)


def test_an_invitation_is_never_in_a_log_line(lines, cast, as_user, client):
    link, given = create_link(cast.acme, uses=1, by=cast.olive), {"name": "Nova", "email": "n@nova.example"}
    path, token = f"/join/{link.token}/", link.token
    client.get(path)
    client.post(path, given | {"password": CANARY})
    client.post(path, given | {"password": CANARY, "first_name": "Nina"})
    client.get(path)
    as_user(None, enforce_csrf_checks=True).post(path, given)
    assert any("CSRF" in line for line in lines)
    assert not any(token in line or CANARY in line for line in lines)


def test_a_link_whose_page_breaks_is_not_in_its_line(lines, cast, as_user, monkeypatch):
    link = create_link(cast.acme, uses=1, by=cast.olive)
    monkeypatch.setattr("customers.links.invite_of", lambda token: 1 / 0)
    as_user(None, raise_request_exception=False).get(f"/join/{link.token}/")
    assert any("ZeroDivisionError" in line for line in lines)
    assert not any(link.token in line for line in lines)


def test_an_ordinary_address_is_named_in_full():
    line = formatted("Forbidden: %s", "/customers/4711/users/12/deactivation/")
    assert "/customers/4711/users/12/deactivation/" in line
