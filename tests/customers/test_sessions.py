"""How long a session lasts, and ending the others."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.models import Activity

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
BACKGROUND = {"X-Background-Request": "true"}


@pytest.fixture
def at():
    """The clock, at so many minutes after the sign-in."""
    with time_machine.travel(START, tick=False) as traveller:
        yield lambda minutes: traveller.move_to(START + timedelta(minutes=minutes))


@pytest.fixture
def client(cast, at, sign_in):
    return sign_in(cast.olive)


def is_in(client, **extra):
    return client.get("/profile/", **extra).status_code == 200


def test_a_session_lasts_59_minutes_without_a_request(client, at):
    is_in(client)
    at(59)
    assert is_in(client)


def test_a_session_ends_after_60_minutes_without_a_request(client, at):
    is_in(client)
    at(60)
    assert not is_in(client)


def test_whoever_was_idle_is_told(client, at):
    is_in(client)
    at(60)
    assert "after an hour without activity" in client.get("/profile/", follow=True).text


def test_a_request_keeps_a_session_awake(client, at):
    for minute in range(0, 300, 50):
        at(minute)
        assert is_in(client)


def test_a_session_ends_after_12_hours_whatever_happens(client, at):
    for minute in range(0, 720, 30):
        at(minute)
        assert is_in(client)
    at(720)
    assert not is_in(client)


def test_whoever_worked_for_12_hours_is_told(client, at):
    for minute in range(0, 720, 30):
        at(minute)
        is_in(client)
    at(720)
    assert "after 12 hours" in client.get("/profile/", follow=True).text


def test_a_background_request_keeps_no_session_awake(client, at):
    is_in(client)
    for minute in (20, 40, 59):
        at(minute)
        assert is_in(client, headers=BACKGROUND)
    at(61)
    assert not is_in(client)


def test_an_ended_session_is_gone_from_the_database(client, at):
    is_in(client)
    key = client.session.session_key
    at(61)
    is_in(client)
    assert not Session.objects.filter(session_key=key).exists()


def test_a_session_ended_by_age_does_not_come_back(client, at):
    is_in(client)
    at(61)
    is_in(client)
    at(10)
    assert not is_in(client)


def test_last_seen_is_not_written_within_5_minutes(client, at):
    is_in(client)
    seen = client.session["seen_at"]
    at(4.9)
    is_in(client)
    assert client.session["seen_at"] == seen


def test_last_seen_is_written_after_5_minutes(client, at):
    is_in(client)
    seen = client.session["seen_at"]
    at(5)
    is_in(client)
    assert client.session["seen_at"] == seen + 300


def test_a_request_within_5_minutes_writes_nothing(client, at):
    is_in(client)
    at(4)
    with CaptureQueriesContext(connection) as captured:
        is_in(client)
    assert not [q["sql"] for q in captured if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]


# --- The others -------------------------------------------------------------------------------------------------------
def test_the_list_of_devices_shows_each_session(cast, sign_in):
    here = sign_in(cast.olive, headers={"host": "localhost", "user-agent": "Firefox here"})
    sign_in(cast.olive, headers={"host": "localhost", "user-agent": "Firefox there"})
    assert here.get("/profile/devices/").text.count("Firefox") >= 2


def test_the_list_of_devices_shows_nobody_elses(cast, sign_in):
    sign_in(cast.gus, headers={"host": "localhost", "user-agent": "Gus-Browser"})
    assert "Gus-Browser" not in sign_in(cast.olive).get("/profile/devices/").text


def test_signing_out_everywhere_else_keeps_this_session_only(cast, sign_in):
    here, there, stranger = sign_in(cast.olive), sign_in(cast.olive), sign_in(cast.gus)
    here.post("/profile/devices/")
    assert [is_in(client) for client in (here, there, stranger)] == [True, False, True]


def test_signing_out_everywhere_else_removes_the_sessions(cast, sign_in):
    here, there = sign_in(cast.olive), sign_in(cast.olive)
    key = there.session.session_key
    here.post("/profile/devices/")
    assert not Session.objects.filter(session_key=key).exists()
    assert UserSession.objects.filter(user=cast.olive).count() == 1


def test_signing_out_everywhere_else_is_written_down(cast, sign_in):
    here, _ = sign_in(cast.olive), sign_in(cast.olive)
    here.post("/profile/devices/")
    assert Activity.objects.filter(verb="user.signed_out_everywhere", actor=cast.olive).count() == 1


def test_a_session_of_an_earlier_password_is_not_shown(cast, sign_in):
    here = sign_in(cast.olive, headers={"host": "localhost", "user-agent": "Firefox here"})
    cast.olive.set_password("Another-horse8")
    cast.olive.save(update_fields=["password"])
    there = sign_in(cast.olive, "Another-horse8", headers={"host": "localhost", "user-agent": "Firefox there"})
    assert not is_in(here)
    assert "Firefox here" not in there.get("/profile/devices/").text


def test_as_many_queries_for_one_device_as_for_ten(cast, sign_in):
    def asked(client):
        with CaptureQueriesContext(connection) as captured:
            client.get("/profile/devices/")
        return len(captured)

    here = sign_in(cast.olive)
    asked(here)  # the first request notes when the session was seen
    alone = asked(here)
    for _ in range(9):
        sign_in(cast.olive)
    assert asked(here) == alone <= 12
