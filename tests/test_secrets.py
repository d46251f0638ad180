"""Passwords, links and API tokens after everything that people do with them.

They are in no row, no session, no cache, no log line and no other mail.

tests/secrecy.py does it all by real requests, with the queue in the database, and looks after every step.
"""

import base64
import logging
from dataclasses import dataclass

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.core.cache import cache
from django_tasks_db.models import DBTaskResult

from customers.actions.notes import add_note
from reseller_portal.lib import clock
from tests.secrecy import (
    Story,
    found,
    live_through,
    spellings,
    texts_of_cache,
    texts_of_database,
    texts_of_mail,
    texts_of_sessions,
)

CANARY = "Ca&n4ry-of-the-scan<"
QUIET = ("django.request", "django.server", "django_tasks", "django_tasks_db")


@dataclass
class Lived:
    story: Story
    lines: list[str]
    mails: list[str]


_kept: list[Lived] = []


@pytest.fixture
def lived(request, settings):
    """What was left behind; lived through once, since it is texts and needs no database afterwards."""
    if not _kept:
        cast, lines = request.getfixturevalue("cast"), request.getfixturevalue("lines")
        settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]}}
        levels = {name: logging.getLogger(name).level for name in QUIET}
        for name in QUIET:
            logging.getLogger(name).setLevel(logging.DEBUG)
        try:
            story = live_through(cast)
        finally:
            for name, level in levels.items():
                logging.getLogger(name).setLevel(level)
        _kept.append(Lived(story, list(lines), [texts_of_mail(message) for message in mail.outbox]))
    return _kept[0]


# --- Passwords --------------------------------------------------------------------------------------------------------
def test_no_password_is_in_any_table_or_the_cache(lived):
    assert found(lived.story.passwords, lived.story.rows) == []


def test_no_password_is_in_any_session(lived):
    assert found(lived.story.passwords, lived.story.sessions) == []


def test_no_password_is_in_any_log_line(lived):
    assert found(lived.story.passwords, lived.lines) == []


def test_no_password_is_in_any_mail(lived):
    assert found(lived.story.passwords, lived.mails) == []


def test_no_password_is_in_any_page_but_the_generated_one_in_the_one_that_shows_it(lived):
    shown = found(lived.story.passwords, lived.story.pages)
    assert [line.partition(" in ")[0] for line in shown] == ["the generated one"]


# --- API tokens -------------------------------------------------------------------------------------------------------
def test_the_secret_of_an_api_token_is_in_one_page_only(lived):
    """That no table, session, log line or mail holds it is said with the links."""
    own = {"the API token": lived.story.tokens["the API token"]}
    assert len(found(own, lived.story.pages)) == 1


# --- Links ------------------------------------------------------------------------------------------------------------
def test_no_link_is_in_any_table_or_the_cache(lived):
    assert found(lived.story.tokens, lived.story.rows) == []


def test_no_link_is_in_any_log_line(lived):
    assert found(lived.story.tokens, lived.lines) == []


def test_each_link_is_in_its_own_mail_and_no_other(lived):
    story = lived.story
    carriers = {name: [n for n, text in enumerate(lived.mails) if found({name: token}, [text])]
                for name, token in story.tokens.items()}  # fmt: skip
    assert carriers == {name: [story.mailed[name]] if name in story.mailed else [] for name in story.tokens}


def test_no_link_is_in_a_session_but_that_of_a_reset_while_it_is_open(lived):
    """allauth keeps it there so that the form's address is without it. Setting the password kills it."""
    held = found(lived.story.tokens, lived.story.sessions)
    assert {line.partition(" in ")[0] for line in held} == {"the reset"}


# --- That there was something to find ---------------------------------------------------------------------------------
def test_everything_was_done(lived):
    assert sorted(lived.story.tokens) == [
        "the API token",
        "the confirmation", "the copied link", "the mailed invitation", "the new address", "the reset", "the welcome",
    ]  # fmt: skip
    assert len(set(lived.story.passwords.values())) == len(lived.story.passwords) == 12


def test_what_was_searched_holds_what_may_be_there(lived):
    """The same search, for what no rule forbids."""
    rows = lived.story.rows
    for table in ("customers_user", "customers_activitydetail", DBTaskResult._meta.db_table, "cache"):
        assert any(row.startswith(table) for row in rows), table
    assert found({"an address": "ann@acme-corp.example"}, rows)
    assert any("_auth_user_id" in text for text in lived.story.sessions)
    assert any('"portal.request"' in line for line in lived.lines)
    assert any("the disk is full" in line for line in lived.lines)


def plant_in_a_note(cast):
    add_note(cast.harbour, text=f"Told them {CANARY}", by=cast.olive)
    return texts_of_database()


def plant_in_the_queue(cast):
    DBTaskResult.objects.create(
        task_path="customers.tasks.mail_welcome", args_kwargs={"args": [CANARY], "kwargs": {}}, status="READY",
        backend_name="default", run_after=clock.now(), exception_class_path="", traceback="",
    )  # fmt: skip
    return texts_of_database()


def plant_in_a_session(cast):
    session = SessionStore()
    session["typed"] = {"password": CANARY}
    session.save()
    return texts_of_sessions()


def plant_in_the_cache(cast):
    cache.set("attempts", {"typed": CANARY})
    return texts_of_cache()


def plant_in_a_mail(cast):
    message = mail.EmailMultiAlternatives("Hello", "Hello", "a@x.example", ["b@x.example"])
    message.attach_alternative(f"<p>{CANARY.replace('&', '&amp;').replace('<', '&lt;')}</p>", "text/html")
    return [texts_of_mail(message)]


@pytest.mark.parametrize(
    "plant", [plant_in_a_note, plant_in_the_queue, plant_in_a_session, plant_in_the_cache, plant_in_a_mail]
)
def test_one_that_is_planted_is_found(cast, plant):
    assert len(found({"the canary": CANARY}, plant(cast))) == 1


def test_one_that_is_logged_is_found(lines):
    logging.getLogger("customers.views").debug("typed %s", CANARY)
    assert len(found({"the canary": CANARY}, lines)) == 1


@pytest.mark.parametrize("spelling", sorted(spellings(CANARY)))
def test_one_that_is_spelled_otherwise_is_found(spelling):
    assert found({"the canary": CANARY}, [f"a=b&password={spelling}&c"])


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
def test_one_that_is_packed_with_others_is_found(before):
    packed = base64.b64encode(f"{before}{CANARY} and more".encode()).decode()
    assert found({"the canary": CANARY}, [packed])
