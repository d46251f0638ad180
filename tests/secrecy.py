"""Every way that a password, a link or an API token is made and used, by real requests.

And what these leave behind, as texts to search.
"""

import base64
import html
import pickle
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from unittest import mock
from urllib.parse import quote, quote_plus

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from customers.actions.tokens import note_use
from customers.actions.users import set_password
from customers.models import User
from customers.tokens import token_of

HOST = {"host": "localhost"}
LOGIN, CHANGE, RESET = "/accounts/login/", "/accounts/password/change/", "/accounts/password/reset/"
FORM = {
    "first_name": "Ann", "last_name": "Archer", "username": "ann.archer", "position": "", "time_zone": "",
    "email": "ann@acme-corp.example", "kind": "company", "company": "Acme Corporation", "vat_number": "",
    "country": "NL", "address_1": "", "address_2": "", "postal_code": "", "city": "", "region": "", "phone": "",
    "reference": "",
}  # fmt: skip
NOVA = {"name": "Nova Sound", "first_name": "Nina", "last_name": "Novak", "email": "nina@nova.example", "phone": ""}


# --- What can be searched ---------------------------------------------------------------------------------------------
def texts_of_database() -> Iterator[str]:
    """Every row of every table, models or not; the sessions' are packed, and unpacked below."""
    with connection.cursor() as cursor:
        for table in set(connection.introspection.table_names(cursor)) - {Session._meta.db_table}:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            yield from (f"{table}: {row!r}" for row in cursor.fetchall())


def texts_of_sessions() -> Iterator[str]:
    """What lies in the sessions."""
    return (f"session: {session.get_decoded()!r}" for session in Session.objects.all())


def texts_of_cache() -> Iterator[str]:
    """What the cache holds; in production a table."""
    return (f"cache: {key} {pickle.loads(value)!r}" for key, value in cache._cache.items())


def texts_of_mail(message: Any) -> str:
    parts = [
        message.subject,
        message.from_email,
        *message.to,
        message.body,
        *(part for part, _ in message.alternatives),
    ]
    return html.unescape("\n".join([*parts, repr(message.extra_headers)]))


def spellings(secret: str) -> set[str]:
    """A secret as it stands in a text, an address, a form that was sent, a page, and inside of something in base 64."""
    packed = set()
    for shift, first in enumerate((0, 2, 3)):  # by how many bytes come before it
        text = base64.b64encode(b"\0" * shift + secret.encode()).decode()
        packed.add(text[first : (shift + len(secret)) * 8 // 6])
    return {secret, quote(secret, safe=""), quote_plus(secret), html.escape(secret), *packed}


def found(secrets: dict[str, str], texts: Iterable[str]) -> list[str]:
    """Which secrets stand in which texts: their names, and how those texts begin."""
    texts = list(texts)
    return [
        f"{name} in {text[:60]}"
        for name, secret in secrets.items()
        for text in texts
        if any(spelling in text for spelling in spellings(secret))
    ]


# --- What is done -----------------------------------------------------------------------------------------------------
@dataclass
class Story:
    """The secrets that came up, and everything that the database and the cache held at any moment meanwhile."""

    passwords: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    mailed: dict[str, int] = field(default_factory=dict)  # by token, which mail it came in
    rows: set[str] = field(default_factory=set)
    sessions: set[str] = field(default_factory=set)
    pages: list[str] = field(default_factory=list)

    def look(self) -> None:
        self.rows.update(texts_of_database(), texts_of_cache())
        self.sessions.update(texts_of_sessions())

    def work(self) -> None:
        """What the worker does with what is queued."""
        worker = Worker(queue_names=["mail"], interval=0, batch=True, backend_name="default", startup_delay=False,
                        max_tasks=None, worker_id="w", excluded_queue_names=[])  # fmt: skip
        for queued in DBTaskResult.objects.ready():
            queued.claim("w")
            worker.run_task(queued)

    def send(self, client: Client, path: str, given: dict[str, str], status: int = 302) -> Any:
        answer = client.post(path, given)
        assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text}"
        self.look()
        self.work()
        self.look()
        self.pages.append(answer.text)
        return answer

    def open(self, client: Client, path: str, *, follow: bool = False) -> Any:
        answer = client.get(path, follow=follow)
        self.look()
        self.pages.append(answer.text)
        return answer

    def password(self, name: str) -> str:
        """A new one, told from all others, whose marks are written differently in addresses and pages."""
        return self.passwords.setdefault(name, f"Ca&n4ry-{uuid.uuid4().hex[:10]}<")

    def link(self, name: str, pattern: str) -> str:
        """The path of the link in the last mail; its token is what `pattern` finds."""
        path = re.search(rf"{re.escape(settings.PORTAL_ORIGIN)}(/\S+)", mail.outbox[-1].body)[1]  # type: ignore[index]
        self.tokens[name] = re.search(pattern, path)[1]  # type: ignore[index]
        self.mailed[name] = len(mail.outbox) - 1
        return path


def visitor(**how: Any) -> Client:
    return Client(headers=HOST, **how)


def key() -> str:
    return str(uuid.uuid4())


def sign_in(story: Story, cast: Any) -> Client:
    """Olive, who mistypes it once."""
    own, client = story.password("Olive's"), visitor()
    set_password(cast.olive, password=own, by=cast.olive)
    story.send(client, LOGIN, {"login": cast.olive.email, "password": story.password("a wrong one")}, 200)
    story.send(client, LOGIN, {"login": cast.olive.email, "password": own})
    return client


def full_form(story: Story, olive: Client) -> None:
    """Refused once, broken once, sent; and the customer signs in."""
    refused, given = story.password("a refused one"), story.password("of the full form")
    story.send(olive, "/customers/create/", FORM | {"key": key(), "password": refused, "password_again": given}, 422)
    whole = FORM | {"password": given, "password_again": given}
    olive.raise_request_exception = False
    with mock.patch("customers.actions.accounts.save_billing_details", side_effect=RuntimeError("the disk is full")):
        story.send(olive, "/customers/create/", whole | {"key": key()}, 500)
    olive.raise_request_exception = True
    story.send(olive, "/customers/create/", whole | {"key": key()})
    story.send(visitor(), LOGIN, {"login": FORM["email"], "password": given})


def reset_by_reseller(story: Story, olive: Client, cast: Any) -> None:
    """Generated, confirmed, used once, and changed as it must be."""
    path, carol = f"/customers/{cast.harbour.pk}/password/", visitor()
    page = story.send(olive, path, {"step": "generate"}, 200).text
    generated = html.unescape(re.search(r'id="new-password" value="([^"]+)"', page)[1])  # type: ignore[index]
    story.passwords["the generated one"] = generated
    mark = re.search(r'name="mark" value="([^"]*)"', page)[1]  # type: ignore[index]
    story.send(olive, path, {"step": "confirm", "mark": mark})
    story.send(carol, LOGIN, {"login": cast.carol.email, "password": generated})
    own = story.password("what Carol changed it to")
    story.send(carol, CHANGE, {"oldpassword": generated, "password1": own, "password2": own})


def invitations(story: Story, olive: Client) -> None:
    """A link that is copied, and one that is mailed: opened, refused, registered with, and opened again."""
    page = story.send(olive, "/customers/invite/", {"section": "link", "uses": "1", "key": key()}, 200).text
    copied = story.tokens["the copied link"] = re.search(r"/join/([\w-]{43})/", page)[1]  # type: ignore[index]
    _join(story, f"/join/{copied}/", NOVA, "of who joined by the copied link")
    confirmation = story.link("the confirmation", r"/confirm-email/([^/]+)/")
    story.open(visitor(), confirmation)
    story.send(visitor(), confirmation, {})
    story.send(olive, "/customers/invite/", {"section": "mail", "emails": "ivo@ivory.example", "key": key()})
    mailed = story.link("the mailed invitation", r"/join/([\w-]{43})/")
    _join(story, mailed, NOVA | {"name": "Ivory", "email": "ivo@ivory.example"}, "of who joined by mail")


def _join(story: Story, path: str, facts: dict[str, str], name: str) -> None:
    client = visitor()
    story.open(client, path)
    story.send(
        client, path, facts | {"key": key(), "first_name": "", "password": story.password(f"{name}, refused")}, 422
    )
    story.send(client, path, facts | {"key": key(), "password": story.password(name)})
    story.open(visitor(), path)


def welcome(story: Story, olive: Client) -> None:
    """Somebody is added to the team, and sets a first password."""
    tom = {"first_name": "Tom", "last_name": "Vos", "email": "tom@acme.example", "level": "support", "key": key()}
    story.send(olive, "/settings/team/new/", tom)
    path, client = story.link("the welcome", r"/welcome/([^/]+)/"), visitor()
    story.open(client, path)
    story.send(client, path, {"password": story.password("Tom's")})
    story.open(visitor(), path)


def forgotten(story: Story, cast: Any) -> None:
    """Mel asks for a new password and sets it."""
    client, own = visitor(), story.password("Mel's")
    story.send(client, RESET, {"email": cast.mel.email})
    path = story.link("the reset", r"/reset/key/[^-/]+-([^/]+)/")
    form = story.open(client, path).headers["Location"]
    story.open(client, form)
    story.send(client, form, {"password1": own, "password2": own})
    story.open(visitor(), path)
    story.send(visitor(), LOGIN, {"login": cast.mel.email, "password": own})


def new_address(story: Story, olive: Client) -> None:
    """Olive asks to sign in with another address, which is mailed a link."""
    given = {"section": "email", "email-email": "olive@new.example"}
    story.send(olive, "/profile/", given | {"email-current_password": story.passwords["Olive's"]})
    path = story.link("the new address", r"/confirm-email/([^/]+)/")
    story.open(visitor(), path)
    story.send(visitor(), path, {})


def api_token(story: Story, olive: Client, cast: Any) -> None:
    """Refused once, made, sent again, used, seen in the list, and revoked."""
    path, form = f"/customers/{cast.harbour.pk}/tokens/", {"name": "Nightly", "lasts": "90", "key": key()}
    story.send(olive, f"{path}new/", form, 422)
    form |= {"scopes": "usage:write"}
    page = story.send(olive, f"{path}new/", form, 200).text
    secret = story.tokens["the API token"] = re.search(r'id="token-secret" value="([^"]+)"', page)[1]  # type: ignore[index]
    story.send(olive, f"{path}new/", form, 200)
    token = token_of(secret)
    assert token
    note_use(token)
    story.open(olive, path)
    story.send(olive, f"{path}{token.pk}/revocation/", {})


def live_through(cast: Any) -> Story:
    """All of it, in turn."""
    story = Story()
    olive = sign_in(story, cast)
    full_form(story, olive)
    reset_by_reseller(story, olive, cast)
    invitations(story, olive)
    welcome(story, olive)
    forgotten(story, cast)
    new_address(story, olive)
    api_token(story, olive, cast)
    assert User.objects.filter(email="olive@new.example").exists()
    return story
