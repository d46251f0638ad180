"""Forms and links as they stand on a page, and the same with one id of another tenant swapped in."""

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.knocking import Knocker
from tests.world import Actor, World


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


NUMBERS = ("first", "second")  # per cent: 10 is nobody's ID there


def swapped_forms(world: World, actor: Actor, page: Any) -> Iterator[tuple[str, str, dict[str, str], str]]:
    own = _own_ids(world, actor)
    for form in parsed(page).forms:
        if "logout" in form.action:
            continue
        for name, value in form.fields.items():
            if name in NUMBERS:
                continue
            swaps = {own[v] for v in (value, *form.choices.get(name, [])) if v in own}
            for swap in swaps:
                yield form.method, form.action, {**form.fields, name: swap}, name


def swapped_links(world: World, actor: Actor, page: Any) -> Iterator[tuple[str, str, dict[str, str], str]]:
    own = _own_ids(world, actor)
    for link in sorted(set(parsed(page).links)):
        parts = urlsplit(link)
        query = dict(parse_qsl(parts.query))
        for name, value in query.items():
            if value in own and name not in ("page", "rows"):
                swapped = urlencode({**query, name: own[value]})
                yield "GET", f"{parts.path or page.wsgi_request.path}?{swapped}", {}, name
