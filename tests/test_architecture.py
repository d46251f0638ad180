"""The house rules (design/architecture.md), read out of the source. Each rule is a function of a file's text, and each
is shown a violation, so that a rule that stopped seeing anything is noticed."""

import ast
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import URLResolver, get_resolver

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
APPS = ("customers", "credits", "branding", "billing", "reseller_portal")
TEMPLATES = ROOT / "templates"
CSS, ELEMENTS = ROOT / "static" / "css", ROOT / "static" / "js" / "elements"


def modules() -> list[Path]:
    """Every module of ours, migrations left out: Django writes those."""
    found = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]


def room(path: Path) -> str:
    """Which room of its app a module is: views, forms, actions …"""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if len(parts) > 1 else ""


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def everywhere(rule: Callable[[str, Path], list[str]], paths: list[Path]) -> list[str]:
    return [f"{_name(path)}: {problem}" for path in paths for problem in rule(path.read_text(), path)]


# --- Storeys ----------------------------------------------------------------------------------------------------------
MAY_IMPORT = {
    "lib": set[str](),
    "customers": {"lib"},
    "credits": {"customers", "lib"},
    "branding": {"customers", "lib"},
    "billing": {"credits", "customers", "lib"},
}


def storey(dotted: str) -> str:
    """lib, customers, credits, branding, billing or the roof; nothing for a package."""
    first, _, rest = dotted.partition(".")
    if first == "reseller_portal":
        return "lib" if rest.partition(".")[0] == "lib" else "the roof"
    return first if first in APPS else ""


def _imported(tree: ast.AST, package: list[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            # `from reseller_portal import lib` names the storey in the alias.
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "import_module":
            yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


def imports_upward(source: str, path: Path) -> list[str]:
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    own = storey(".".join(parts))
    if own not in MAY_IMPORT:
        return []
    package = parts if path.name == "__init__.py" else parts[:-1]
    package = [part for part in package if part != "__init__"]
    used = {storey(name) for name in _imported(ast.parse(source), package)} - {"", own}
    return [f"{own} imports {name}" for name in sorted(used - MAY_IMPORT[own])]


def test_imports_go_down_only() -> None:
    assert everywhere(imports_upward, modules()) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("customers/views/x.py", "def f():\n    from billing.models import Plan"),
        ("customers/models/x.py", "from reseller_portal import settings"),
        ("customers/x.py", "import reseller_portal.context"),
        ("credits/models.py", "from branding import models"),
        ("branding/views.py", "from credits.models import Account"),
        ("reseller_portal/lib/x.py", "from customers.models import User"),
        ("reseller_portal/lib/x.py", "from ..context import shell"),
        ("reseller_portal/lib/x.py", "from .. import context"),
        ("customers/x.py", "import importlib\nimportlib.import_module('billing.models')"),
    ],
)
def test_an_import_that_goes_up_is_found(path: str, source: str) -> None:
    assert len(imports_upward(source, ROOT / path)) == 1


def test_an_import_that_goes_down_is_fine() -> None:
    source = (
        "from credits.models import Account\nfrom reseller_portal.lib import clock\nfrom . import tasks\nimport django"
    )
    assert imports_upward(source, ROOT / "billing/views.py") == []


# --- Queries outside models and actions -------------------------------------------------------------------------------
ASKING_ROOMS = ("views", "forms", "tables", "filters", "api")
# (module, expression): why it needs no scope.
PLAIN_MANAGERS = {
    ("customers/views/accounts.py", "EmailAddress.objects.filter"): "allauth's, of the signed-in user by name",
}
_FORBIDDEN_CALLS = {"raw": "raw SQL", "cursor": "raw SQL", "extra": "raw SQL", "RawSQL": "raw SQL"}


def _chain(node: ast.AST) -> str:
    return ast.unparse(node)


def unscoped_queries(source: str, path: Path) -> list[str]:
    """`.objects` (or `_default_manager`, `_base_manager`) not followed at once by `.visible_to(`."""
    tree, problems = ast.parse(source), []
    managers = {"objects", "_default_manager", "_base_manager"}
    scoped = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "visible_to" and isinstance(node.value, ast.Attribute)
    }
    parents = {id(child): node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in managers and id(node) not in scoped:
            parent = parents.get(id(node))
            expression = _chain(parent) if isinstance(parent, ast.Attribute) else _chain(node)
            if (_name(path), expression) not in PLAIN_MANAGERS:
                problems.append(f"{expression} without visible_to")
    return problems


def raw_queries(source: str, path: Path) -> list[str]:
    """Raw SQL, an order or a filter straight from the request."""
    problems = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if called in _FORBIDDEN_CALLS:
            problems.append(f"{called}(: {_FORBIDDEN_CALLS[called]}")
        if called == "order_by" and any("request" in _chain(arg) for arg in node.args):
            problems.append("order_by( of the request")
        if any(word.arg is None and "request" in _chain(word.value) for word in node.keywords):
            problems.append("**request")
    return problems


def _asking() -> list[Path]:
    return [path for path in modules() if room(path) in ASKING_ROOMS and path.parts[len(ROOT.parts)] != "lib"]


def test_screens_ask_through_the_scope() -> None:
    assert everywhere(unscoped_queries, [p for p in _asking() if "styleguide" not in p.name]) == []


def test_every_plain_manager_on_the_list_is_still_there() -> None:
    sources = {path: (ROOT / path).read_text() for path, _ in PLAIN_MANAGERS}
    assert [pair for pair in PLAIN_MANAGERS if pair[1] not in sources[pair[0]]] == []


def test_no_screen_writes_sql_or_passes_the_request_on() -> None:
    paths = [path for path in _asking() if path.name != "health.py"]  # its SELECT 1 is the probe
    assert everywhere(raw_queries, paths) == []


@pytest.mark.parametrize(
    "source",
    [
        "Customer.objects.get(pk=pk)",
        "Customer.objects.all().visible_to(scope)",
        "get_object_or_404(Customer.objects, pk=pk)",
        "rows = Customer.objects",
        "Customer._default_manager.filter(pk=1)",
        "user.customers_manager.model.objects.first()",
    ],
)
def test_a_query_without_a_scope_is_found(source: str) -> None:
    assert unscoped_queries(source, ROOT / "customers/views/x.py") != []


def test_a_query_through_the_scope_is_fine() -> None:
    source = "get_object_or_404(Customer.objects.visible_to(request.scope).active(), pk=pk)"
    assert unscoped_queries(source, ROOT / "customers/views/x.py") == []


@pytest.mark.parametrize(
    "source",
    [
        "rows.raw('SELECT 1')",
        "connection.cursor()",
        "rows.order_by(request.GET['sort'])",
        "rows.filter(**request.GET)",
        "rows.filter(**request.GET.dict())",
        "rows.extra(where=['1=1'])",
    ],
)
def test_raw_sql_and_the_request_in_a_query_are_found(source: str) -> None:
    assert raw_queries(source, ROOT / "customers/views/x.py") != []


# --- Actions ----------------------------------------------------------------------------------------------------------
_WRITES = {"save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create",
           "record_activity", "enqueue"}  # fmt: skip
# Writers that take no `by`, each with the reason.
WITHOUT_BY: dict[tuple[str, str], str] = {}


def careless_actions(source: str, path: Path) -> list[str]:
    """Public functions of an actions module: those with `by` are atomic and take it by name; those that write have it."""
    problems = []
    for node in ast.parse(source).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        positional = {argument.arg for argument in (*node.args.posonlyargs, *node.args.args)}
        named = {argument.arg for argument in node.args.kwonlyargs}
        decorators = {_chain(decorator) for decorator in node.decorator_list}
        calls = {getattr(c.func, "attr", getattr(c.func, "id", "")) for c in ast.walk(node) if isinstance(c, ast.Call)}
        if "by" in positional:
            problems.append(f"{node.name} takes by in order")
        if "by" in positional | named and "transaction.atomic" not in decorators:
            problems.append(f"{node.name} is not atomic")
        writes = calls & _WRITES
        if writes and "by" not in positional | named and (_name(path), node.name) not in WITHOUT_BY:
            problems.append(f"{node.name} writes ({', '.join(sorted(writes))}) and does not say by whom")
    return problems


def _actions() -> list[Path]:
    return [path for path in modules() if room(path) == "actions"]


def test_actions_are_atomic_and_say_by_whom() -> None:
    assert len(_actions()) > 3
    assert everywhere(careless_actions, _actions()) == []


@pytest.mark.parametrize(
    "source",
    [
        "def rename(user, *, by):\n    user.save()",
        "@transaction.atomic\ndef rename(user, by):\n    user.save()",
        "@transaction.atomic\ndef rename(user):\n    user.save()",
        "@transaction.atomic\ndef rename(user):\n    User.objects.filter(pk=1).update(a=1)",
    ],
)
def test_a_careless_action_is_found(source: str) -> None:
    assert careless_actions(source, ROOT / "customers/actions/x.py") != []


def test_a_careful_action_is_fine() -> None:
    source = "@transaction.atomic\ndef rename(user, *, by):\n    user.save()\n\ndef _fold(user):\n    user.save()"
    assert careless_actions(source, ROOT / "customers/actions/x.py") == []


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


# --- Migrations, docstrings, signals, escapes, names ------------------------------------------------------------------
def test_no_model_has_changed_without_a_migration(db: None) -> None:
    out = io.StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=out, stderr=out)
    assert "No changes detected" in out.getvalue()


def without_docstring(source: str, path: Path) -> list[str]:
    tree = ast.parse(source)
    return ["no docstring"] if tree.body and not ast.get_docstring(tree) else []


def test_every_module_says_what_lives_there() -> None:
    assert everywhere(without_docstring, modules()) == []


def test_a_module_without_a_docstring_is_found() -> None:
    assert without_docstring("import os", ROOT / "x.py") == ["no docstring"]


RECEIVERS = {"customers/receivers.py"}


def signal_receivers(source: str, path: Path) -> list[str]:
    """`@receiver` and `signal.connect(` outside their one module; `post_migrate` may be connected anywhere."""
    if _name(path) in RECEIVERS:
        return []
    problems = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = _chain(node.func)
            if called.endswith("receiver") or (called.endswith(".connect") and called != "post_migrate.connect"):
                problems.append(called)
    return problems


def test_signals_are_received_in_one_place() -> None:
    assert everywhere(signal_receivers, modules()) == []


@pytest.mark.parametrize(
    "source", ["@receiver(post_save)\ndef f(**k): ...", "post_save.connect(f)", "x.signals.s.connect(f)"]
)
def test_a_signal_receiver_is_found(source: str) -> None:
    assert signal_receivers(source, ROOT / "customers/actions/x.py") != []


def test_post_migrate_may_be_received() -> None:
    assert signal_receivers("post_migrate.connect(f)", ROOT / "reseller_portal/apps.py") == []


_UNESCAPED = {"mark_safe", "SafeString", "SafeText", "format_html", "format_html_join", "html_safe"}
# Annotations and icons: the name appears, nothing of a person's passes through it.
ESCAPES: dict[str, set[str]] = {"reseller_portal/templatetags/portal.py": {"SafeString"}}


def unescaped_html(source: str, path: Path) -> list[str]:
    tree = ast.parse(source)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    called = {
        getattr(node.func, "id", getattr(node.func, "attr", ""))
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    }
    return sorted((names & _UNESCAPED - ESCAPES.get(_name(path), set())) | (called & _UNESCAPED))


def test_no_html_escapes_the_escaping() -> None:
    assert everywhere(unescaped_html, modules()) == []


@pytest.mark.parametrize(
    "source",
    [
        "from django.utils.safestring import mark_safe",
        "x = safestring.mark_safe(y)",
        "SafeString(x)",
    ],
)
def test_html_that_is_not_escaped_is_found(source: str) -> None:
    assert unescaped_html(source, ROOT / "reseller_portal/templatetags/portal.py") != []


OPEN_TO_VISITORS = {
    "customers.views.accounts.welcome",
    "reseller_portal.views.health.livez",
    "reseller_portal.views.health.readyz",
    "reseller_portal.views.home.theme",
    "reseller_portal.views.styleguide.styleguide",
}


def opt_outs(source: str, path: Path) -> list[str]:
    """Functions that need no sign-in, by their full name, and anything else that switches the check off."""
    module, tree = ".".join(path.relative_to(ROOT).with_suffix("").parts), ast.parse(source)
    found, decorated = [], 0
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            mine = [d for d in node.decorator_list if _chain(d).split(".")[-1] == "login_not_required"]
            found += [f"{module}.{node.name}"] * len(mine)
            decorated += len(mine)
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Name | ast.Attribute)]
    uses = [node for node in named if _chain(node).endswith("login_not_required")]
    found += [f"{module}: used otherwise"] * (len(uses) > decorated)
    switched = [n for n in named if getattr(n, "attr", "") == "login_required" and isinstance(n.ctx, ast.Store)]
    return found + [f"{module}: {_chain(node)}" for node in switched]


def test_the_views_open_to_visitors_are_the_listed_ones() -> None:
    assert {name for path in modules() for name in opt_outs(path.read_text(), path)} == OPEN_TO_VISITORS


@pytest.mark.parametrize(
    "source",
    ["@login_not_required\ndef f(request): ...", "f = login_not_required(g)", "g.login_required = False",
     "@decorators.login_not_required\ndef f(r): ..."],
)  # fmt: skip
def test_a_view_that_opts_out_is_found(source: str) -> None:
    assert opt_outs(source, ROOT / "customers/views/x.py") != []


_ROLE = re.compile(r"[a-z][a-z0-9-]*(?:_[a-z0-9]+)*")


def odd_names(names: list[str]) -> list[str]:
    """URL names that are not `app:role`: one namespace, then words of lower case."""
    return [name for name in names if not (name.count(":") == 1 and all(map(_ROLE.fullmatch, name.split(":"))))]


def _own_url_names() -> list[str]:
    names = []
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver) and entry.namespace and entry.namespace != "admin":
            names += [f"{entry.namespace}:{inner.name}" for inner in entry.url_patterns]
    return names


def test_url_names_are_app_and_role() -> None:
    assert len(_own_url_names()) > 5
    assert odd_names(_own_url_names()) == []


def test_an_odd_url_name_is_found() -> None:
    assert odd_names(["customers:list", "customers:userList", "list", "a:b:c"]) == [
        "customers:userList",
        "list",
        "a:b:c",
    ]


def _bare_names() -> set[str]:
    """Names of ours outside a namespace: only what overrides a package's page."""
    return {p.name for p in get_resolver().url_patterns if not isinstance(p, URLResolver)}


def test_only_a_package_s_name_stands_outside_a_namespace() -> None:
    assert _bare_names() == {"account_email"}


# --- Smaller house rules ----------------------------------------------------------------------------------------------
def save_overrides(source: str, path: Path) -> list[str]:
    """`save()` overrides, generic foreign keys, floats and decimals in models."""
    tree, problems = ast.parse(source), []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in ("save", "delete"):
            problems.append(f"{node.name}() overridden")
        if isinstance(node, ast.Name | ast.Attribute):
            name = _chain(node).split(".")[-1]
            if name in ("GenericForeignKey", "FloatField", "DecimalField"):
                problems.append(name)
    return problems


def test_models_have_no_save_of_their_own_and_no_floats() -> None:
    assert everywhere(save_overrides, [path for path in modules() if room(path) == "models"]) == []


@pytest.mark.parametrize(
    "source",
    [
        "class A(Model):\n    def save(self): ...",
        "x = models.FloatField()",
        "y = GenericForeignKey()",
    ],
)
def test_a_model_with_a_save_of_its_own_is_found(source: str) -> None:
    assert save_overrides(source, ROOT / "customers/models/x.py") != []


def test_every_rule_is_shown_a_violation() -> None:
    """Each rule's name stands in a test that holds the house to it, and in one that shows it something wrong."""
    source = Path(__file__).read_text()
    rules = re.findall(r"^def (?!test_)([a-z]\w+)\([^)]*\) -> list\[str\]:", source, re.MULTILINE)
    assert len(rules) > 12
    assert [rule for rule in rules if rule != "everywhere" and source.count(rule) < 3] == []
