"""The house rules (design/architecture.md), read out of the source: what every module keeps to. Each rule is a function
of a file's text, and each is shown a violation, so that a rule that stopped seeing anything is noticed."""

import ast
import io
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import URLResolver, get_resolver

from tests.house import ROOT, chain, everywhere, modules, name_of, room

pytestmark = pytest.mark.once


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
    if name_of(path) in RECEIVERS:
        return []
    problems = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = chain(node.func)
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
    return sorted((names & _UNESCAPED - ESCAPES.get(name_of(path), set())) | (called & _UNESCAPED))


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
    "customers.views.join.join",
    "reseller_portal.api.__init__.document",  # it asks for a token itself
    "reseller_portal.api.answering.answer",  # as each operation does
    "reseller_portal.views.health.livez",
    "reseller_portal.views.health.readyz",
    "reseller_portal.views.home.theme",
    "reseller_portal.views.mails.mail_html",
    "reseller_portal.views.mails.mail_text",
    "reseller_portal.views.mails.mails",
    "reseller_portal.views.styleguide.styleguide",
}


def opt_outs(source: str, path: Path) -> list[str]:
    """Functions that need no sign-in, by their full name, and anything else that switches the check off."""
    module, tree = ".".join(path.relative_to(ROOT).with_suffix("").parts), ast.parse(source)
    found, decorated = [], 0
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            mine = [d for d in node.decorator_list if chain(d).split(".")[-1] == "login_not_required"]
            found += [f"{module}.{node.name}"] * len(mine)
            decorated += len(mine)
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Name | ast.Attribute)]
    uses = [node for node in named if chain(node).endswith("login_not_required")]
    found += [f"{module}: used otherwise"] * (len(uses) > decorated)
    switched = [n for n in named if getattr(n, "attr", "") == "login_required" and isinstance(n.ctx, ast.Store)]
    return found + [f"{module}: {chain(node)}" for node in switched]


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
    assert _bare_names() == {"account_email", "admin_password"}


# --- Smaller house rules ----------------------------------------------------------------------------------------------
def save_overrides(source: str, path: Path) -> list[str]:
    """`save()` overrides, generic foreign keys, floats and decimals in models."""
    tree, problems = ast.parse(source), []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in ("save", "delete"):
            problems.append(f"{node.name}() overridden")
        if isinstance(node, ast.Name | ast.Attribute):
            name = chain(node).split(".")[-1]
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


RULES = ("test_architecture.py", "test_front_end.py", "test_house_rules.py")


def test_every_rule_is_shown_a_violation() -> None:
    """Each rule's name stands in a test that holds the house to it, and in one that shows it something wrong."""
    source = "\n".join((Path(__file__).parent / name).read_text() for name in RULES)
    rules = re.findall(r"^def (?!test_)([a-z]\w+)\([^)]*\) -> list\[str\]:", source, re.MULTILINE)
    assert len(rules) > 12
    assert [rule for rule in rules if rule != "everywhere" and source.count(rule) < 3] == []
