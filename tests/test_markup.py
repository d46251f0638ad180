"""What people type stays text: no name, note or reason adds an element or an attribute to any page (security T25)."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from tests.knocking import Knocker, knocker_of, routes, verdict
from tests.world import CANARY, World

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAYLOADS = [
    '<script>x()</script>', '<SCRIPT SRC=//x></SCRIPT>', '<scr<script>ipt>x()', '<script/x>x()</script>',
    '</script><script>x()', '<img src=x onerror=x()>', '<img/src=x onerror=x()>', '<IMG SRC=javascript:x()>',
    '<image src=x onerror=x()>', '<svg onload=x()>', '<svg/onload=x()>', '<svg><a xlink:href=javascript:x()>',
    '<svg><style>*{}</style>', '<math><mi x=y>', '<body onload=x()>', '<iframe src=javascript:x()>',
    "<iframe srcdoc='<b>'>", '<embed src=x>', '<object data=x>', '<base href=//x>', '<link rel=stylesheet href=//x>',
    '<style>*{color:red}</style>', '<meta http-equiv=refresh content=0>', '<form action=//x>',
    '<input autofocus onfocus=x()>', '<button formaction=//x>', '<details open ontoggle=x()>',
    '<video><source onerror=x()>', '<a href=javascript:x()>y</a>', "<a href='java&#9;script:x()'>",
    '<a href=data:text/html,x>', '<b>bold</b>', '<p>', '</div></main>', '</title><script>x()</script>', '</textarea><b>',
    '</template><b>', '</option></select><b>', '</dialog>', '<!-- comment', '-->', '<![CDATA[x]]>', '<?xml x?>',
    '<!DOCTYPE x>', '" onmouseover="x()', "' onmouseover='x()", '" autofocus onfocus=x() x="', '"><b>x</b>', "'><b>x</b>",
    '` onmouseover=x()', '" hx-get="/x" x="', '" style="color:red', "'; x(); '", '\\"><b>', '{{ 7 }}', '{% load x %}',
    '&lt;b&gt;', '&#60;b&#62;', '&#x3c;b>', '%3Cb%3E', '<b>', '＜script＞', '<\u200bb>', '<b\xa0x>',
]  # fmt: skip
BESIDE = 16  # how many stand in one value; short columns cut the last ones off
FREE = (models.CharField, models.TextField)
HELD = (models.EmailField, models.SlugField)
TYPED = re.compile(CANARY.pattern, re.IGNORECASE)


class _Skeleton(HTMLParser):
    """The elements of a page in their order, each with the names of its attributes; the texts do not count."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(sorted(name for name, _ in attrs))))

    def handle_comment(self, data: str) -> None:
        self.found.append(("comment", ()))

    def handle_decl(self, decl: str) -> None:
        self.found.append(("declaration", ()))

    def unknown_decl(self, data: str) -> None:
        self.found.append(("declaration", ()))


def skeleton(html: str) -> list[tuple[str, tuple[str, ...]]]:
    parser = _Skeleton()
    parser.feed(html)
    return parser.found


def texts() -> list[tuple[type[models.Model], str, int]]:
    """Each column that holds what people typed: model, name, length."""
    found = []
    for model in (
        model for app in ("customers", "credits", "billing") for model in apps.get_app_config(app).get_models()
    ):
        for field in model._meta.concrete_fields:
            if isinstance(field, FREE) and not isinstance(field, HELD) and not field.choices and not field.unique:
                found.append((model, field.name, field.max_length or 2_000))
    return [
        one
        for one in found
        if not getattr(one[0], "append_only", False) and "search_text" not in one and "name_key" not in one
    ]


def type_everywhere(columns: list[tuple[Any, str, int, Any, str]], text: str) -> None:
    for model, name, length, pk, value in columns:
        model._base_manager.filter(pk=pk).update(**{name: TYPED.sub(lambda _: text, value)[:length]})


def typed(world: World) -> list[tuple[Any, str, int, Any, str]]:
    """Every value that holds a canary, which is what the world's people typed."""
    return [
        (model, name, length, pk, value)
        for model, name, length in texts()
        for pk, value in model._base_manager.values_list("pk", name)
        if isinstance(value, str) and TYPED.search(value)
    ]


def pages(world: World, name: str) -> tuple[Knocker, list[str]]:
    knocker = knocker_of(world, name)
    # Signing in or out on the way would add rows to the activity.
    wanted = [
        route for route in routes(admin=False) if route.row and not route.row.tags & {"auth", "token", "specimen"}
    ]
    shown = []
    for path in (route.path(world) for route in wanted):
        answer = knocker.ask("GET", path)
        if verdict(answer) == "allow" and "text/html" in answer.headers.get("Content-Type", "") and answer.content:
            shown.append(path)
    return knocker, shown


@pytest.mark.parametrize(("name", "least"), [("a-owner", 30), ("a1-administrator", 5)])
def test_no_text_becomes_markup_on_any_page(world: World, name: str, least: int) -> None:
    columns, (knocker, paths) = typed(world), pages(world, name)
    assert len(columns) > 20
    assert len(paths) >= least
    type_everywhere(columns, "plain words")
    plain = {path: skeleton(knocker.ask("GET", path).text) for path in paths}
    problems = []
    for start in range(0, len(PAYLOADS), BESIDE):
        type_everywhere(columns, " ".join(PAYLOADS[start : start + BESIDE]))
        changed = [path for path in paths if skeleton(knocker.ask("GET", path).text) != plain[path]]
        problems += [f"{path} with {PAYLOADS[start]!r} and the next" for path in changed]
    assert problems == []


@pytest.mark.parametrize(
    "payload", ["<b>x</b>", "<img src=x onerror=x()>", '" onmouseover="x()', "<!-- x -->", "<!DOCTYPE x>"]
)
def test_what_is_not_escaped_is_seen(payload: str) -> None:
    page = '<p title="{}">{}</p>'
    assert skeleton(page.format(payload, payload)) != skeleton(page.format("plain", "plain"))
