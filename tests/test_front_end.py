"""The house rules (design/architecture.md), read out of the source: templates, style sheets and elements. Each rule is a function
of a file's text, and each is shown a violation, so that a rule that stopped seeing anything is noticed."""

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.house import APPS, CSS, ELEMENTS, ROOT, TEMPLATES, everywhere

pytestmark = pytest.mark.once


# --- Templates --------------------------------------------------------------------------------------------------------
_COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->", re.DOTALL)
_MARKUP_RULES = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc\s*=)[^>]*>", re.IGNORECASE),
    "an inline style": re.compile(r"<style\b|[\s\"']style\s*=", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^>]*[\s\"'/]on[a-z]+\s*=", re.IGNORECASE),
    "hx-on": re.compile(r"\b(?:data-)?hx-on", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript\s*:", re.IGNORECASE),
    "evaluated hx-vals": re.compile(r"hx-(?:vals|headers|vars)\s*=\s*[\"']?\s*js:", re.IGNORECASE),
    "the safe filter": re.compile(r"\|\s*safe(?:seq)?\b|autoescape\s+off"),
}


def markup_against_the_policy(source: str, path: Path) -> list[str]:
    text = _COMMENT.sub("", source)
    return [f"{what}: {found.group()[:60]}" for what, rule in _MARKUP_RULES.items() if (found := rule.search(text))]


def templates() -> list[Path]:
    """Every template of ours, wherever an app keeps it, but the mails: they may hold inline style."""
    found = [*TEMPLATES.rglob("*"), *(p for app in APPS for p in (ROOT / app).rglob("templates/**/*"))]
    return [p for p in found if p.suffix in (".html", ".txt", ".svg") and TEMPLATES / "mail" not in p.parents]


def test_templates_hold_nothing_that_the_policy_would_block() -> None:
    assert len(templates()) > 50
    assert everywhere(markup_against_the_policy, templates()) == []


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        '<script type="module">x()</script>',
        '<p style="color:red">',
        "<p class='a'style='x'>",
        "<style>p{}</style>",
        '<button onclick="x()">',
        '<div\n  onload = "x()">',
        '<form hx-on:submit="x()">',
        '<a href="javascript:x()">',
        "<div hx-vals='js:{a: 1}'>",
        "{{ name|safe }}",
        "{% autoescape off %}",
    ],
)
def test_markup_against_the_policy_is_found(source: str) -> None:
    assert markup_against_the_policy(source, TEMPLATES / "x.html") != []


def test_plain_markup_is_fine() -> None:
    source = (
        '{# never style="x" #}<script src="{% static "js/app.js" %}" type="module"></script><p class="one">on = 1</p>'
    )
    assert markup_against_the_policy(source, TEMPLATES / "x.html") == []


# --- Style sheets and elements ----------------------------------------------------------------------------------------
def stylesheet_problems(contents: str, files: set[str]) -> list[str]:
    """Files that the table of contents leaves out, repeats, or puts into a layer that the order does not name."""
    order = re.search(r"^@layer ([^;]+);", contents, re.MULTILINE)
    layers = {name.strip() for name in order.group(1).split(",")} if order else set()
    imports = re.findall(r'^@import url\("([^"]+)"\)(?: layer\((\w+)\))?;', contents, re.MULTILINE)
    names = [name for name, _ in imports]
    problems = [f"{name} is imported {names.count(name)} times" for name in sorted(files) if names.count(name) != 1]
    problems += [f"{name} is not there" for name in names if name not in files]
    return problems + [f"{name} is in no declared layer" for name, layer in imports if layer not in layers]


def test_every_stylesheet_is_imported_once_into_a_declared_layer() -> None:
    files = {str(path.relative_to(CSS)) for path in CSS.rglob("*.css")} - {"app.css"}
    assert len(files) > 20
    assert stylesheet_problems((CSS / "app.css").read_text(), files) == []


@pytest.mark.parametrize(
    "contents",
    [
        "@layer base;\n",
        '@layer base;\n@import url("a.css") layer(base);\n@import url("a.css") layer(base);',
        '@layer base;\n@import url("a.css") layer(other);',
        '@layer base;\n@import url("a.css");',
        '@layer base;\n@import url("a.css") layer(base);\n@import url("b.css") layer(base);',
    ],
)
def test_a_stylesheet_out_of_order_is_found(contents: str) -> None:
    assert stylesheet_problems(contents, {"a.css"}) != []


def blocks_of(contents: str) -> set[str]:
    """The classes that a stylesheet styles alone and outright: .card { is one, .card > li { and .card--wide { are not."""
    return set(re.findall(r"^\.([a-z]+(?:-[a-z]+)*) \{", contents, re.MULTILINE))


def test_no_two_stylesheets_style_the_same_block() -> None:
    files = [path for path in CSS.rglob("*.css") if path.name not in {"print.css", "states.css"}]
    styled = Counter(block for path in files for block in blocks_of(path.read_text()))
    assert [block for block, times in styled.items() if times > 1] == []


_JS_IMPORT = re.compile(r"""(?:^|;)\s*import\s+(?:[^"';]*\sfrom\s+)?["']([^"']+)["']""", re.MULTILINE)


def unreached_elements(entry: str, elements: dict[str, str]) -> list[str]:
    """Elements that neither the entry imports nor an element that it reaches."""
    reached: set[str] = set()
    waiting = [Path(name).name for name in _JS_IMPORT.findall(entry)]
    while waiting:
        if (name := waiting.pop()) not in reached and name in elements:
            reached.add(name)
            waiting += [Path(other).name for other in _JS_IMPORT.findall(elements[name])]
    return sorted(set(elements) - reached)


def test_every_element_is_reached_from_the_entry() -> None:
    elements = {path.name: path.read_text() for path in ELEMENTS.glob("*.js")}
    assert len(elements) > 5
    assert unreached_elements((ELEMENTS.parent / "app.js").read_text(), elements) == []


def test_an_element_that_nobody_imports_is_found() -> None:
    elements = {"a.js": 'import { f } from "./b.js";', "b.js": "", "c.js": ""}
    assert unreached_elements('import "./elements/a.js";', elements) == ["c.js"]
