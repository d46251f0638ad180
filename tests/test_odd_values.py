"""Odd values and odd methods at every address: an answer, never an error (security T5, T29, T30)."""

import pytest

from tests.knocking import Knocker, knocker_of, routes, verdict
from tests.pages import forms_on
from tests.world import World

# --- T29, T30: odd values ---------------------------------------------------------------------------------------------
NASTY = [
    "", " ", "0", "-1", "1.5", "1e9", "9" * 12, "9" * 19, "9" * 40, "-" + "9" * 30, "0x10", "1_000", "٣", "１", "²", "NaN",
    "Infinity", "null", "None", "true", "[]", "{}", "\x00", "a\x00b", "\x1b[2J", "\r\nX: y", "\u202eabc", "\ud7ff\ufffe", "🎙" * 50,
    "é" * 300, "x" * 20_000, "'", "\"';--", "' OR 1=1 --", "%", "_%_%", "\\", "password", "organization__users__password",
    "-tenant__users__password", "?", "id);DROP TABLE x", "../../etc/passwd", "<script>alert(1)</script>", "{{ 7|add:7 }}", "${7*7}",
]  # fmt: skip
PARAMETERS = ("sort", "page", "rows", "q", "next", "theme")
ADMIN_PARAMETERS = ("q", "p", "o", "all", "status", "kind__exact", "tenant__id__exact", "level__exact", "is_active__exact",
                    "verb", "e", "_popup", "_to_field", "_changelist_filters")  # fmt: skip


def _server_errors(knocker: Knocker, paths: list[str], parameters: tuple[str, ...]) -> list[str]:
    problems = []
    for path in paths:
        # A page that reads none of them is asked a part of them.
        for nasty in NASTY if path in ALONE or "login" in path else NASTY[::8]:
            alone = [{name: nasty} for name in ALONE.get(path, ())]
            for given in [dict.fromkeys(parameters, nasty), *alone]:
                if knocker.ask("GET", path, given).status_code >= 500:
                    problems.append(f"{path} {sorted(given)} = {nasty[:40]!r}")
    return problems


# Each parameter alone too, where one that is refused would hide the rest.
ALONE = {
    "/customers/": ("sort", "page", "rows"),
    "/admin/customers/organization/": ("q", "p", "o", "tenant__id__exact"),
    "/admin/customers/user/": ("q", "o"),
    "/admin/customers/activity/": ("q", "p"),
}


@pytest.mark.parametrize("name", ["visitor", "b-owner"])
def test_no_value_of_a_parameter_breaks_a_page(world: World, name: str) -> None:
    wanted = [r for r in routes(admin=False) if r.name not in ("portal:styleguide", "portal:readyz")]
    # Where somebody is only sent to sign in, one value is as good as all of them: LoginRequiredMiddleware answers.
    knocker = knocker_of(world, name)
    paths = [p for r in wanted if verdict(knocker.ask("GET", p := r.path(world))) == "allow"]
    assert len(paths) > 5
    assert _server_errors(knocker, paths, PARAMETERS) == []


def test_no_value_of_a_parameter_breaks_the_admin(world: World) -> None:
    lists = [r.path(world) for r in routes() if r.name.endswith("_changelist")]
    assert _server_errors(knocker_of(world, "stan"), lists, ADMIN_PARAMETERS) == []


def test_an_unknown_sort_key_shows_the_list_as_usual(world: World) -> None:
    knocker = knocker_of(world, "b-owner")
    plain, odd = (knocker.ask("GET", "/customers/", given) for given in ({}, {"sort": "tenant__users__password"}))
    assert odd.status_code == 200
    assert odd.content.count(b"<tr") == plain.content.count(b"<tr") > 1


@pytest.mark.parametrize(
    "nasty", ["abc", "0", "-1", "9" * 19, "9" * 40, "1.5", "%00", "%F0%9F%8E%99", "_5F", "x" * 3000]
)
def test_no_id_in_an_address_breaks_a_page(world: World, nasty: str) -> None:
    knocker = knocker_of(world, "stan")
    paths = [f"/admin/customers/{model}/{nasty}/{leaf}" for model in ("user", "organization", "activity")
             for leaf in ("change/", "history/", "suspension/", "sessions/")]  # fmt: skip
    paths += [
        f"/welcome/{nasty}/",
        f"/accounts/confirm-email/{nasty}/",
        f"/accounts/password/reset/key/{nasty}-{nasty}/",
    ]
    assert [p for p in paths if knocker.ask("GET", p).status_code >= 500] == []


POSTING = {
    "visitor": ("/accounts/login/", "/accounts/password/reset/"),
    "b-owner": ("/profile/", "/accounts/password/change/", "/accounts/reauthenticate/", "/profile/devices/"),
}


def test_no_value_of_a_form_field_breaks_a_page(world: World) -> None:
    problems = []
    for name, paths in POSTING.items():
        knocker = knocker_of(world, name)
        # The theme's and the sign-out's stand on every page: the first page's will do.
        forms = {form.action + str(sorted(form.fields)): form for p in paths for form in forms_on(knocker, p)}
        for form in forms.values():
            for nasty in NASTY[::2]:
                fixed = {k: v for k, v in form.fields.items() if k == "section"}
                response = knocker.ask("POST", form.action, dict.fromkeys(form.fields, nasty) | fixed)
                if response.status_code >= 500:
                    problems.append(f"{form.action} {sorted(form.fields)} = {nasty[:40]!r}")
    assert problems == []


# --- T5: methods ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_our_screens_answer_no_other_method(world: World, method: str) -> None:
    knocker = knocker_of(world, "b-owner")
    ours = [r for r in routes() if r.row and not r.row.package and r.row.verdicts["owner"] == "allow"]
    statuses = {r.name: knocker.client.generic(method, r.path(world)).status_code for r in ours}
    statuses = {r.name: knocker.ask(method, r.path(world)).status_code for r in ours} if method != "TRACE" else statuses
    assert {name: code for name, code in statuses.items() if code != 405 and code != 302} == {}


def test_nothing_is_written_by_a_get(world: World) -> None:
    from tests.world import snapshot

    knocker = knocker_of(world, "b-owner")
    knocker.ask("GET", "/customers/")
    before = snapshot(world.organizations["b0"])
    for route in routes(admin=False):
        # A download is on the record.
        if route.row and not route.row.tags & {"token", "export"}:
            knocker.ask("GET", route.path(world))
            knocker.ask("HEAD", route.path(world))
    assert snapshot(world.organizations["b0"]) == before
