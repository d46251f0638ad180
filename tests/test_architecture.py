"""The house rules (design/architecture.md), read out of the source: storeys, queries and actions. Each rule is a function
of a file's text, and each is shown a violation, so that a rule that stopped seeing anything is noticed."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import APPS, ROOT, chain, everywhere, modules, name_of, room

pytestmark = pytest.mark.once


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
            expression = chain(parent) if isinstance(parent, ast.Attribute) else chain(node)
            if (name_of(path), expression) not in PLAIN_MANAGERS:
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
        if called == "order_by" and any("request" in chain(arg) for arg in node.args):
            problems.append("order_by( of the request")
        if any(word.arg is None and "request" in chain(word.value) for word in node.keywords):
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
# whole: atomic, and tried again. settled: whole, and raises a stored refusal after it. Without a savepoint, whoever is
# outside rolls back both or none.
ATOMIC = {"transaction.atomic", "transaction.atomic(savepoint=False)", "whole", "settled"}
WITHOUT_BY: dict[tuple[str, str], str] = {
    ("credits/actions/accounts.py", "open_account"): "an empty account is nobody's deed",
    ("customers/actions/tokens.py", "note_use"): "that a program asked is nobody's deed",
    ("credits/actions/spending.py", "keep_reservation"): "its request says by whom",
    ("credits/actions/spending.py", "note_end"): "the same",
    ("billing/actions/metrics.py", "open_metric"): "a metric that nothing was reported of is nobody's deed",
    ("customers/actions/jobs.py", "take_lease"): "the scheduler's own bookkeeping",
    ("customers/actions/jobs.py", "give_back_lease"): "the same",
    ("customers/actions/jobs.py", "begin_job"): "the same",
    ("customers/actions/jobs.py", "end_job"): "the same",
}


def careless_actions(source: str, path: Path) -> list[str]:
    """Public functions of an actions module: those with `by` are atomic and take it by name; those that write have it."""
    problems = []
    for node in ast.parse(source).body:
        if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
            continue
        positional = {argument.arg for argument in (*node.args.posonlyargs, *node.args.args)}
        named = {argument.arg for argument in node.args.kwonlyargs}
        decorators = {chain(decorator) for decorator in node.decorator_list}
        calls = {getattr(c.func, "attr", getattr(c.func, "id", "")) for c in ast.walk(node) if isinstance(c, ast.Call)}
        if "by" in positional:
            problems.append(f"{node.name} takes by in order")
        if "by" in positional | named and not decorators & ATOMIC:
            problems.append(f"{node.name} is not atomic")
        writes = calls & _WRITES
        if writes and "by" not in positional | named and (name_of(path), node.name) not in WITHOUT_BY:
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
