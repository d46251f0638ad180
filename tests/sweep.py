"""The tenancy sweep (security 2.4): every address, every method, every actor, with real ids of another tenant.

Each function returns a list of problems, so that a drill can break something and see that the list fills.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access import ACCESS, Row
from tests.world import NEVER_ISSUED, Actor, World, changed_tables, snapshot

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
    def row(self) -> Row | None:
        return ACCESS.get(self.name) or (ACCESS.get("admin:*") if self.name.startswith("admin:") else None)

    def path(self, world: World, *, real: bool = True, tenant: str = "a") -> str:
        """The address with a tenant's ids in it, A's unless said otherwise, or with ids that were never issued."""
        given = {k: _real(world, self, k, tenant) if real else _never(world, self, k) for k in self.kwargs}
        return reverse(self.name, kwargs=given)


def routes() -> list[Route]:
    """Everything the resolver knows by a name. The nameless are the admin's own redirects and its catch-all."""
    found = [route for route in _walk(get_resolver().url_patterns) if not route.name.endswith("None")]
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
    "object_id": lambda world, tenant: world.organizations[f"{tenant}1"].pk,
    "admin:user pk": lambda world, tenant: world.people[f"{tenant}1-member"].pk,
    "admin:user object_id": lambda world, tenant: world.people[f"{tenant}1-member"].pk,
    "app_label": lambda world, tenant: "customers",
    "content_type_id": lambda world, tenant: 1,
}


def _real(world: World, route: Route, kwarg: str, tenant: str = "a") -> Any:
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


def verdict(response: Any) -> str:
    """allow, login, or the status: a redirect to a sign-in page and htmx's 401 are both `login`."""
    location = response.headers.get("HX-Redirect" if response.status_code == 401 else "Location", "")
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


# --- The parts of the sweep -------------------------------------------------------------------------------------------
def unlisted() -> list[str]:
    """Routes without a row, rows without a route."""
    names = {route.name for route in routes()}
    listed = {name for name in ACCESS if name != "admin:*"}
    missing = [f"{route.name} ({route.pattern}) has no row" for route in routes() if route.row is None]
    return missing + [f"the row {name} has no route" for name in sorted(listed - names)]


def _wanted(route: Route, row: Row, actor: Actor, method: str) -> str:
    """The row's verdict, for a stranger with A's ids 404 instead of allow, and 405 for a method that is not declared."""
    plain = row.verdicts[actor.role]
    if plain == "allow" and route.kwargs and actor.tenant != "a" and not row.package and "token" not in row.tags:
        plain = "404"
    elif plain == "allow" and method == "POST" and actor.role not in row.writers:
        plain = "403"
    if row.package and method == "POST" and "leaves" in row.tags:
        return "login"
    if row.package or plain == "login" or method in row.methods:
        return plain
    return "405"


def _agrees(row: Row, actor: Actor, got: str, wanted: str) -> bool:
    """A package keeps its methods, and inside the admin its own refusals: what counts is who gets in."""
    if row.package and got == "405":
        return True
    return got == wanted or (actor.role == "staff" and "admin" in row.tags and got in ("403", "404"))


def _verdict_problems(world: World, knocker: Knocker, route: Route, methods: Iterable[str]) -> Iterator[str]:
    row, actor = route.row, knocker.actor
    assert row is not None
    path = route.path(world)
    for method in methods:
        for headers in ({}, HTMX) if method in ("GET", "POST") else ({},):
            with undone():
                response = knocker.ask(method, path, **headers)
            where = f"{actor.name} {method} {path}{' (htmx)' if headers else ''}"
            got, wanted = verdict(response), _wanted(route, row, actor, method)
            if not _agrees(row, actor, got, wanted):
                yield f"{where}: {got}, not {wanted}"
            if headers and got == "login" and not row.package and response.status_code != 401:
                yield f"{where}: htmx would swap the sign-in page in"
            if "token" not in row.tags and (leaks := actor.foreign_canaries(text_of(response))):
                yield f"{where}: shows {', '.join(sorted(leaks))}"


def verdict_problems(
    world: World, actors: Iterable[Actor], swept: Iterable[Route], methods: Iterable[str] = METHODS
) -> list[str]:
    """(a) real ids of A, (b) the table's verdict, with and without htmx, (c) no foreign canary."""
    problems = []
    for actor in actors:
        knocker = Knocker(actor)
        # Methods are refused before anybody is asked who they are: two kinds of caller are enough for the odd ones.
        odd = actor.role in ("visitor", "owner")
        own = [method for method in methods if odd or method in ("GET", "POST", "DELETE")]
        for route in swept:
            if "specimen" in route.row.tags and actor.role not in ("visitor", "owner"):  # type: ignore[union-attr]
                continue  # slow to draw, and it shows made-up rows only
            # Posting nothing into the admin would still press its buttons; a link's holder may use the link.
            unsafe = (route.row.package and actor.role == "staff") or "token" in route.row.tags  # type: ignore[union-attr]
            used = [method for method in methods if method in ("GET", "HEAD")] if unsafe else own
            knocker.ask("GET", "/")  # signed in before the savepoint, so that the session outlives it
            problems += _verdict_problems(world, knocker, route, used)
    return problems


def difference_problems(world: World, actors: Iterable[Actor], swept: Iterable[Route]) -> list[str]:
    """(d) To a stranger A's id and one that was never issued look the same."""
    problems = []
    for actor in actors:
        knocker = Knocker(actor)
        knocker.ask("GET", "/")  # the first answer of a session alone sets its cookie
        for route in swept:
            if not route.kwargs or "token" in route.row.tags:  # type: ignore[union-attr]
                continue
            real, never = route.path(world), route.path(world, real=False)
            ids = [_real(world, route, kwarg) for kwarg in route.kwargs] + [NEVER_ISSUED]
            for method in ("GET", "POST"):
                one, other = (masked(knocker.ask(method, path), *ids) for path in (real, never))
                if one != other:
                    problems.append(f"{actor.name} {method} {real}: differs from an id that was never issued")
    return problems


def write_problems(world: World, actors: Iterable[Actor], swept: Iterable[Route]) -> list[str]:
    """(e) A stranger's whole sweep, forms filled in as its own screens fill them, changes no row of A's."""
    root, problems = world.organizations["a0"], []
    for actor in actors:
        before, knocker = snapshot(root), Knocker(actor)
        own = [form for route in swept if not route.kwargs for form in forms_on(knocker, route.path(world))]
        filled = {name: value for form in own for name, value in form.fields.items()}
        for route in swept:
            if "token" not in route.row.tags:  # type: ignore[union-attr]
                for method in METHODS:
                    knocker.ask(method, route.path(world), filled)
        problems += [f"{actor.name}: {change}" for change in changed_tables(before, root)]
    return problems


def swap_problems(world: World, actors: Iterable[Actor], swept: Iterable[Route]) -> list[str]:
    """(g) An own form or link with one id swapped for A's is refused, shows nothing of A's and changes nothing."""
    root, problems = world.organizations["a0"], []
    for actor in actors:
        if actor.user is None:
            continue
        knocker, before = Knocker(actor), snapshot(root)
        for route in swept:
            row = route.row
            if row is None or "token" in row.tags or "GET" not in row.methods or row.verdicts[actor.role] != "allow":
                continue
            if route.kwargs and actor.tenant not in ("a", "b"):
                continue
            page = knocker.ask("GET", route.path(world, tenant=actor.tenant))
            asked = [*_swapped_forms(world, actor, page), *_swapped_links(world, actor, page)]
            for method, path, given, name in asked:
                response = knocker.ask(method, path, given)
                where = f"{actor.name} {method} {path} with a foreign {name}"
                if method == "POST" and response.status_code < 400:
                    problems.append(f"{where}: {response.status_code}")
                if leaks := actor.foreign_canaries(text_of(response)):
                    problems.append(f"{where}: shows {', '.join(sorted(leaks))}")
        problems += [f"{actor.name}, ids swapped: {change}" for change in changed_tables(before, root)]
    return problems


# --- Forms, as they stand on the page ---------------------------------------------------------------------------------
@dataclass
class PageForm:
    action: str
    method: str
    fields: dict[str, str]
    choices: dict[str, list[str]]


class _Forms(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.forms, self.links, self.select = page, [], [], ""
        self.open: PageForm | None = None

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith(("/", "?")):
            self.links.append(given["href"])
        if tag == "form":
            self.open = PageForm(given.get("action") or self.page, given.get("method", "get").upper(), {}, {})
            self.forms.append(self.open)
        elif self.open and (name := given.get("name") or (self.select if tag == "option" else "")):
            self._field(tag, name, given)

    def _field(self, tag: str, name: str, given: dict[str, str]) -> None:
        assert self.open is not None
        if tag == "select":
            self.select = name
        elif tag == "option":
            self.open.choices.setdefault(name, []).append(given.get("value", ""))
            if "selected" in given or name not in self.open.fields:
                self.open.fields[name] = given.get("value", "")
        elif given.get("type") not in ("radio", "checkbox") or "checked" in given:
            self.open.fields[name] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        if tag == "select":
            self.select = ""


def parsed(response: Any) -> _Forms:
    parser = _Forms(response.wsgi_request.path)
    if response.headers.get("Content-Type", "").startswith("text/html"):
        parser.feed(response.content.decode())
    return parser


def forms_on(knocker: Knocker, path: str) -> list[PageForm]:
    """The POST forms of a page."""
    return [form for form in parsed(knocker.ask("GET", path)).forms if form.method == "POST"]


def _own_ids(world: World, actor: Actor) -> dict[str, str]:
    """The actor's own ids, each with A's of the same noun beside it."""
    ids = {str(o.pk): str(world.organizations["a1"].pk) for label, o in world.organizations.items()
           if label.startswith(actor.tenant)}  # fmt: skip
    people = {str(u.pk): str(world.people["a1-member"].pk) for label, u in world.people.items()
              if label.startswith(actor.tenant) and label != "staff"}  # fmt: skip
    return people | ids


def _swapped_forms(world: World, actor: Actor, page: Any) -> Iterator[tuple[str, str, dict[str, str], str]]:
    own = _own_ids(world, actor)
    for form in parsed(page).forms:
        if "logout" in form.action:
            continue
        for name, value in form.fields.items():
            swaps = {own[v] for v in (value, *form.choices.get(name, [])) if v in own}
            for swap in swaps:
                yield form.method, form.action, {**form.fields, name: swap}, name


def _swapped_links(world: World, actor: Actor, page: Any) -> Iterator[tuple[str, str, dict[str, str], str]]:
    own = _own_ids(world, actor)
    for link in sorted(set(parsed(page).links)):
        parts = urlsplit(link)
        query = dict(parse_qsl(parts.query))
        for name, value in query.items():
            if value in own and name not in ("page", "rows"):
                swapped = urlencode({**query, name: own[value]})
                yield "GET", f"{parts.path or page.wsgi_request.path}?{swapped}", {}, name
