"""The source as the house rules read it: which files there are, in which room, and a rule asked of each."""

import ast
from collections.abc import Callable
from pathlib import Path

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


def name_of(path: Path) -> str:
    """A module's path from the project's folder."""
    return str(path.relative_to(ROOT))


def everywhere(rule: Callable[[str, Path], list[str]], paths: list[Path]) -> list[str]:
    """The problems that a rule finds in these files."""
    return [f"{name_of(path)}: {problem}" for path in paths for problem in rule(path.read_text(), path)]


def chain(node: ast.AST) -> str:
    """A name with its attributes, as it stands in the source."""
    return ast.unparse(node)
