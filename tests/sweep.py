"""The tenancy sweep (security 2.4): every address, every method, every actor, with real ids of another tenant.

Each function returns a list of problems, so that a drill can break something and see that the list fills.
"""

from collections.abc import Iterable, Iterator

from tests.access import ACCESS, Row
from tests.knocking import HTMX, METHODS, Knocker, Route, masked, real_id, routes, text_of, undone, verdict
from tests.pages import forms_on, swapped_forms, swapped_links
from tests.world import NEVER_ISSUED, Actor, World, changed_tables, snapshot

# A header changes what is drawn and not who gets it, so one kind of caller of each side shows it.
FRAGMENTS_FOR = ("visitor", "owner", "member")


def unlisted() -> list[str]:
    """Routes without a row, rows without a route."""
    names = {route.name for route in routes()}
    listed = {name for name in ACCESS if name != "admin:*"}
    missing = [f"{route.name} ({route.pattern}) has no row" for route in routes() if route.row is None]
    return missing + [f"the row {name} has no route" for name in sorted(listed - names)]


def _wanted(route: Route, row: Row, actor: Actor, method: str) -> str:
    """The row's verdict, for a stranger with A's ids 404 instead of allow, and 405 for a method that is not declared."""
    plain = row.verdicts[actor.role]
    stranger = actor.home != "a1" if "home" in row.tags else actor.tenant != "a"
    if plain == "allow" and route.ids and stranger and not row.package and "token" not in row.tags:
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
        for headers in ({}, HTMX) if method in ("GET", "POST") and actor.role in FRAGMENTS_FOR else ({},):
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
            if not route.ids or "token" in route.row.tags:  # type: ignore[union-attr]
                continue
            real, never = route.path(world), route.path(world, real=False)
            ids = [real_id(world, route, kwarg) for kwarg in route.ids] + [NEVER_ISSUED]
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
        own = [form for route in swept if not route.ids for form in forms_on(knocker, route.path(world))]
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
            if route.ids and actor.tenant not in ("a", "b"):
                continue
            page = knocker.ask("GET", route.path(world, tenant=actor.tenant))
            asked = [*swapped_forms(world, actor, page), *swapped_links(world, actor, page)]
            for method, path, given, name in asked:
                response = knocker.ask(method, path, given)
                where = f"{actor.name} {method} {path} with a foreign {name}"
                if method == "POST" and response.status_code < 400:
                    problems.append(f"{where}: {response.status_code}")
                if leaks := actor.foreign_canaries(text_of(response)):
                    problems.append(f"{where}: shows {', '.join(sorted(leaks))}")
        problems += [f"{actor.name}, ids swapped: {change}" for change in changed_tables(before, root)]
    return problems
