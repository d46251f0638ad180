"""Every address of the portal, somebody who knocks there, and the verdict on the answer."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from billing.models import Transcription
from credits.models import LedgerRequest
from customers.models import ApiToken, Invite, Note, Tag
from tests.access import ACCESS, CHANGES, Row
from tests.world import NEVER_ISSUED, Actor, World

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
HTMX = {"HX-Request": "true", "HX-Target": "main", "HX-Current-URL": "http://localhost/"}
SIGN_IN = ("/accounts/login/", "/admin/login/")


# --- Addresses --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    view: Any
    kwargs: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The arguments that name somebody's row; a month and the name of a mail are everybody's."""
        return tuple(kwarg for kwarg in self.kwargs if kwarg not in ("year", "month", "name"))

    @property
    def row(self) -> Row | None:
        return ACCESS.get(self.name) or (ACCESS.get("admin:*") if self.name.startswith("admin:") else None)

    def path(self, world: World, *, real: bool = True, tenant: str = "a") -> str:
        """The address with a tenant's ids in it, A's unless said otherwise, or with ids that were never issued."""
        given = {
            k: real_id(world, self, k, tenant) if real or k not in self.ids else _never(world, self, k)
            for k in self.kwargs
        }
        return reverse(self.name, kwargs=given)


OF_API = ("api:openapi-view", "api:openapi-json")


def routes(*, admin: bool = True) -> list[Route]:
    """Everything the resolver knows by a name. The nameless are the admin's own redirects and its catch-all.

    The operations of the API, which know tokens and no sessions, are swept in tests/api.
    """
    found = [route for route in _walk(get_resolver().url_patterns) if not route.name.endswith("None")]
    found = [route for route in found if not route.name.startswith("api:") or route.name in OF_API]
    found = [route for route in found if admin or not route.name.startswith("admin:")]
    return list({route.name: route for route in found}.values())


def _walk(patterns: Iterable[Any], namespace: str = "", prefix: str = "") -> Iterator[Route]:
    for entry in patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, inner, pattern)
        elif isinstance(entry, URLPattern):
            kwargs = tuple(re.findall(r"<(?:\w+:)?(\w+)>", pattern))
            yield Route(f"{namespace}{entry.name}", pattern, entry.callback, kwargs)


# Ids of a tenant by the argument's name. A route whose argument means something else has its name before it.
KWARGS = {
    "pk": lambda world, tenant: world.organizations[f"{tenant}1"].pk,
    "customer_pk": lambda world, tenant: world.organizations[f"{tenant}1"].pk,
    "user_pk": lambda world, tenant: world.people[f"{tenant}1-member"].pk,
    "invite_pk": lambda world, tenant: Invite.objects.filter(tenant=world.organizations[f"{tenant}0"], uses=3).get().pk,
    "tag_pk": lambda world, tenant: Tag.objects.get(tenant=world.organizations[f"{tenant}0"]).pk,
    "note_pk": lambda world, tenant: Note.objects.get(organization=world.organizations[f"{tenant}1"]).pk,
    **{
        f"customers:teammate_{noun} user_pk": lambda world, tenant: world.people[f"{tenant}0-support"].pk
        for noun in CHANGES
    },
    "transcription_pk": lambda world, tenant: (
        Transcription.objects.get(organization=world.organizations[f"{tenant}1"]).pk
    ),
    "token_pk": lambda world, tenant: ApiToken.objects.get(organization=world.organizations[f"{tenant}1"]).pk,
    "customers:settings_token_revocation token_pk": lambda world, tenant: (
        ApiToken.objects.get(organization=world.organizations[f"{tenant}0"]).pk
    ),
    "name": lambda world, tenant: "welcome",
    "year": lambda world, tenant: 2026,
    "month": lambda world, tenant: 11,
    "request_pk": lambda world, tenant: LedgerRequest.objects.get(key=f"world-money-{tenant}1").pk,
    "object_id": lambda world, tenant: world.organizations[f"{tenant}1"].pk,
    "admin:user pk": lambda world, tenant: world.people[f"{tenant}1-member"].pk,
    "admin:user object_id": lambda world, tenant: world.people[f"{tenant}1-member"].pk,
    "app_label": lambda world, tenant: "customers",
    "content_type_id": lambda world, tenant: 1,
}


def real_id(world: World, route: Route, kwarg: str, tenant: str = "a") -> Any:
    if token := world.tokens.get(f"{route.name} {kwarg}"):
        return token
    noun = "admin:user " if route.name.startswith("admin:customers_user") else ""
    for name in (f"{route.name} {kwarg}", noun + kwarg, kwarg):
        if name in KWARGS:
            return KWARGS[name](world, tenant)
    raise KeyError(f"say in KWARGS what {kwarg} of {route.name} is")


def _never(world: World, route: Route, kwarg: str) -> Any:
    if f"{route.name} {kwarg}" in world.tokens:
        return "1z-set-never" if kwarg == "key" else "1z"
    return "customers" if kwarg == "app_label" else NEVER_ISSUED


# --- Asking and judging -----------------------------------------------------------------------------------------------
class Knocker:
    """A client that stays signed in as an actor, whatever it posts."""

    def __init__(self, actor: Actor, **defaults: Any) -> None:
        self.actor = actor
        self.client = Client(raise_request_exception=False, headers={"host": "localhost"}, **defaults)
        self._session = ""

    def ask(self, method: str, path: str, given: dict[str, Any] | None = None, **headers: str) -> Any:
        present = self.client.cookies.get("sessionid")
        if self.actor.user is not None and (present is None or present.value != self._session):
            self.client.cookies.clear()
            self.client.force_login(self.actor.user)
            self._session = self.client.cookies["sessionid"].value
        cache.clear()
        query = getattr(self.client, method.lower())
        if method in ("GET", "HEAD", "POST"):
            return query(path, given or {}, headers=headers)
        return query(path, headers=headers)


def knocker_of(world: World, name: str, **defaults: Any) -> Knocker:
    return Knocker(world.actors[name], **defaults)


def verdict(response: Any) -> str:
    """allow, login, or the status: a redirect to a sign-in page and htmx's 401 are both `login`."""
    names = ("HX-Redirect", "X-Sign-In") if response.status_code == 401 else ("Location",)
    location = next((response.headers[name] for name in names if name in response.headers), "")
    if urlsplit(location).path in SIGN_IN and response.status_code in (302, 401):
        return "login"
    return "allow" if response.status_code < 400 or response.status_code == 422 else str(response.status_code)


def _body(response: Any) -> bytes:
    if response.streaming:
        response.read = getattr(response, "read", None) or b"".join(response.streaming_content)
        return response.read
    return response.content


def text_of(response: Any) -> str:
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    cookies = "\n".join(morsel.OutputString() for morsel in response.cookies.values())
    if response.streaming:  # it can be read once only
        response.streaming_content = [b"".join(response.streaming_content)]
    return f"{headers}\n{cookies}\n{response.getvalue().decode(errors='replace')}"


_MASKS = (
    (re.compile(r"(csrfmiddlewaretoken\" value=\"|X-CSRFToken\": \"|csrftoken=|sessionid=)[^\";]+"), r"\1…"),
    (re.compile(r"\b[0-9a-f]{12}\b"), "…"),
    (re.compile(r"(expires=)[^;\n]+"), r"\1…"),
    (re.compile(r"^(Content-Length|Expires|Last-Modified): .*$", re.MULTILINE), ""),
)


def masked(response: Any, *ids: Any) -> str:
    text = f"{response.status_code}\n{text_of(response)}"
    for identity in ids:
        text = re.sub(rf"(?<![0-9A-Za-z]){re.escape(str(identity))}(?![0-9A-Za-z])", "<id>", text)
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back: what one actor may do must not change what the next one finds."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
