"""Requests that no page of ours would send: extra fields, strange hosts, forged origins, odd values (security T4, T16,
T17, T27, T29, T30), at every address."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.test import Client

from customers.models import Organization, User
from tests import sweep
from tests.world import PASSWORD, World, build, our_models

EVIL = "evil.example"


@pytest.fixture
def world(db: None) -> World:
    return build()


def _knocker(world: World, name: str, **defaults: Any) -> sweep.Knocker:
    return sweep.Knocker(world.actors[name], **defaults)


def _routes(*, admin: bool = True) -> list[sweep.Route]:
    return [route for route in sweep.routes() if admin or not route.name.startswith("admin:")]


# --- T4: fields that no form has --------------------------------------------------------------------------------------
HOSTILE = {"is_staff": "on", "is_superuser": "on", "is_active": "on", "role": "RESELLER", "level": "owner",
           "kind": "reseller", "must_change_password": "on", "password": PASSWORD + "x", "username": "mallory",
           "language": "en-us", "theme": "dark", "time_zone": "Asia/Tokyo"}  # fmt: skip
# What an action does besides storing the form's fields.
EFFECTS = {
    "customers:welcome": {"password", "accepted_at", "last_login"},
    "account_login": {"last_login"},
    "account_change_password": {"password"},
    "account_reset_password_from_key": {"password"},
}


def _model_fields() -> set[str]:
    names = {f.attname for m in our_models() for f in m._meta.concrete_fields}
    return names | {f.name for m in our_models() for f in m._meta.concrete_fields} | {"groups", "user_permissions"}


def _with_extras(form: sweep.PageForm, world: World) -> dict[str, str]:
    """What the form holds, and every field of every model beside it, with and without the form's prefix."""
    prefixes = {""} | {name.partition("-")[0] + "-" for name in form.fields if "-" in name}
    extras = {}
    for name in _model_fields():
        value = HOSTILE.get(name) or (str(world.organizations["a0"].pk) if "id" in name or "tenant" in name else "1")
        extras |= {prefix + name: value for prefix in prefixes}
    return extras | form.fields


def _row(model: Any, pk: int) -> dict[str, Any]:
    return model.objects.filter(pk=pk).values().get()


def mass_assignment_problems(world: World, name: str, route: sweep.Route, user: User) -> list[str]:
    """Fields of the user's or its organization's row that changed though no form on the page has them."""
    problems, knocker = [], _knocker(world, name)
    for form in sweep.forms_on(knocker, route.path(world)):
        if "logout" in form.action:
            continue
        own = {field.rpartition("-")[2] for field in form.fields} | EFFECTS.get(route.name, set())
        rows = ((User, user.pk), (Organization, user.organization_id))
        before = [_row(*row) for row in rows]
        knocker.ask("POST", form.action, _with_extras(form, world))
        for (model, pk), was in zip(rows, before, strict=True):
            now = _row(model, pk)
            allowed = own if model is User else {"seats"}
            changed = {field for field in was if was[field] != now[field]} - allowed
            problems += [f"{name} {route.name} {form.action}: {model.__name__}.{field}" for field in sorted(changed)]
    return problems


@pytest.mark.parametrize("name", ["b-read_only", "b1-administrator", "b1-member", "d0-contributor"])
def test_no_form_takes_a_field_it_does_not_show(world: World, name: str) -> None:
    actor = world.actors[name]
    plain = [route for route in _routes(admin=False) if not route.kwargs and route.name != "portal:styleguide"]
    assert [p for route in plain for p in mass_assignment_problems(world, name, route, actor.user)] == []


def test_the_first_password_form_takes_nothing_but_a_password(world: World) -> None:
    route = next(route for route in _routes() if route.name == "customers:welcome")
    pending = world.people["a1-pending"]
    knocker = _knocker(world, "visitor")
    (form,) = sweep.forms_on(knocker, route.path(world))
    before = _row(User, pending.pk)
    response = knocker.ask("POST", form.action, _with_extras(form, world) | {"password": "Another-horse9"})
    after = _row(User, pending.pk)
    assert response.status_code == 302
    assert {field for field in before if before[field] != after[field]} == EFFECTS["customers:welcome"]


def test_the_hunt_for_extra_fields_reaches_the_profiles_forms(world: World) -> None:
    forms = sweep.forms_on(_knocker(world, "b-owner"), "/profile/")
    assert {form.fields.get("section") for form in forms} >= {"name", "email", "preferences"}


def test_an_extra_field_that_is_taken_would_be_found(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(user: User, *, by: User, **given: str) -> User:
        User.objects.filter(pk=user.pk).update(must_change_password=True)
        return user

    monkeypatch.setattr("customers.views.accounts.update_profile", careless)
    route = next(route for route in _routes() if route.name == "customers:profile")
    found = mass_assignment_problems(world, "b-read_only", route, world.actors["b-read_only"].user)
    assert "b-read_only customers:profile /profile/: User.must_change_password" in found


# --- T16: hosts -------------------------------------------------------------------------------------------------------
PROBES = ("portal:livez", "portal:readyz")


@pytest.mark.parametrize(
    "host",
    [
        EVIL,
        f"localhost.{EVIL}",
        f"{EVIL}:8000",
        "localhost@" + EVIL,
        "",
        "[::1]",
        "localhost:x",
        f"localhost,{EVIL}",
        "*",
    ],
)
def test_a_strange_host_is_refused_at_every_address(world: World, host: str) -> None:
    client = Client(headers={"host": host}, raise_request_exception=False)
    statuses = {route.name: client.get(route.path(world)).status_code for route in _routes()}
    assert {name: code for name, code in statuses.items() if code != 400 and name not in PROBES} == {}


def test_a_strange_host_sees_nothing_of_the_portal(world: World) -> None:
    response = _knocker(world, "b-owner").ask("GET", "/customers/", host=EVIL)
    assert response.status_code == 400
    assert EVIL not in sweep.text_of(response)
    assert world.actors["visitor"].foreign_canaries(sweep.text_of(response)) == set()


def test_a_forwarded_host_is_nobodys_word(world: World) -> None:
    forged = {"x-forwarded-host": EVIL, "x-forwarded-server": EVIL, "forwarded": f"host={EVIL}", "x-host": EVIL}
    leaks = []
    for name in ("visitor", "b-owner"):
        knocker = _knocker(world, name)
        for route in _routes(admin=False):
            for method in ("GET", "POST"):
                if EVIL in sweep.text_of(knocker.ask(method, route.path(world), **forged)):
                    leaks.append(f"{name} {method} {route.name}")
    assert leaks == []


def test_a_mailed_link_leads_to_the_configured_origin_whatever_the_headers_say(world: World) -> None:
    forged = {"x-forwarded-host": EVIL, "x-forwarded-proto": "https", "forwarded": f"host={EVIL}"}
    _knocker(world, "visitor").ask(
        "POST", "/accounts/password/reset/", {"email": world.people["b0-owner"].email}, **forged
    )
    given = {"section": "email", "email-email": "new@people.example", "email-current_password": PASSWORD}
    _knocker(world, "b-owner").ask("POST", "/profile/", given, **forged)
    assert len(mail.outbox) == 2
    assert [m for m in mail.outbox if EVIL in m.message().as_string()] == []
    assert all("http://localhost:8000/" in m.body for m in mail.outbox)


# --- T17: redirects ---------------------------------------------------------------------------------------------------
ABROAD = [
    f"https://{EVIL}/", f"http://{EVIL}", f"//{EVIL}", f"///{EVIL}", f"////{EVIL}", f"/\\{EVIL}", f"\\\\{EVIL}", f"\\/{EVIL}",
    f"https:{EVIL}", f"https:/{EVIL}", f"https:///{EVIL}", f"/\t/{EVIL}", f"\t//{EVIL}", f"\n//{EVIL}", f" //{EVIL}",
    f"/%0d%0aLocation:%20https://{EVIL}", f"/\r\nLocation: https://{EVIL}", f"/%0d%0a/{EVIL}", f"\x00//{EVIL}", f"\x0b//{EVIL}",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x",
    f"http://localhost@{EVIL}/", f"http://localhost:8000@{EVIL}", f"//localhost@{EVIL}", f"http://localhost.{EVIL}/",
    f"http://{EVIL}#localhost", f"http://{EVIL}?localhost", f"ftp://{EVIL}", f"http:\\\\{EVIL}", f"//{EVIL}\\@localhost",
    f"／／{EVIL}", f"//[::1]@{EVIL}", "http://[", f"/\u2028/{EVIL}", f"//{EVIL}%00.localhost",
]  # fmt: skip


def _host_a_browser_goes_to(location: str) -> str | None:
    """As the URL standard reads it: tabs and newlines dropped, backslashes as slashes, any number of slashes."""
    address = "".join(c for c in location if c not in "\t\n\r").strip("".join(map(chr, range(33)))).replace("\\", "/")
    scheme, colon, rest = address.partition(":")
    if colon and scheme.isalpha():
        return rest.lstrip("/") if scheme.lower() in ("http", "https") else scheme
    if address.startswith("//"):
        return address.lstrip("/")
    return None


@pytest.mark.parametrize("location", [f"//{EVIL}", f"/\\{EVIL}", f"https:{EVIL}", "javascript:x", f"/\t/{EVIL}"])
def test_the_reading_of_a_location_is_a_browsers(location: str) -> None:
    assert _host_a_browser_goes_to(location) is not None
    assert _host_a_browser_goes_to("/customers/?next=//x") is None


@pytest.mark.parametrize("way", ["login", "login_page", "theme", "logout", "reauthenticate", "admin"])
def test_next_never_leads_abroad(world: World, way: str) -> None:
    owner = world.people["b0-owner"]
    abroad = []
    for following in ABROAD:
        cache.clear()
        visitor, signed_in = _knocker(world, "visitor"), _knocker(world, "b-owner")
        credentials = {"login": owner.email, "password": PASSWORD, "next": following}
        response = {
            "login": lambda v=visitor, c=credentials: v.ask("POST", "/accounts/login/", c),
            "login_page": lambda s=signed_in, f=following: s.ask("GET", "/accounts/login/", {"next": f}),
            "theme": lambda v=visitor, f=following: v.ask("POST", "/theme/", {"theme": "dark", "next": f}),
            "logout": lambda s=signed_in, f=following: s.ask("POST", "/accounts/logout/", {"next": f}),
            "reauthenticate": lambda s=signed_in, f=following: s.ask(
                "POST", "/accounts/reauthenticate/", {"password": PASSWORD, "next": f}
            ),
            "admin": lambda v=visitor, f=following: v.ask("GET", "/admin/login/", {"next": f}),
        }[way]()
        assert response.status_code == 302, following
        if _host_a_browser_goes_to(response["Location"]) is not None:
            abroad.append((following, response["Location"]))
    assert abroad == []


def test_next_leads_to_a_page_of_ours(world: World) -> None:
    response = _knocker(world, "visitor").ask("POST", "/theme/", {"theme": "dark", "next": "/profile/?a=1"})
    assert response["Location"] == "/profile/?a=1"


# --- T27: forged forms ------------------------------------------------------------------------------------------------
CSRF_EXEMPT: frozenset[str] = frozenset()


def test_the_views_without_a_token_are_the_listed_ones() -> None:
    assert {route.name for route in _routes() if getattr(route.view, "csrf_exempt", False)} == CSRF_EXEMPT


@pytest.mark.parametrize("name", ["visitor", "b-owner", "stan"])
def test_a_post_without_a_token_is_refused_at_every_address(world: World, name: str) -> None:
    knocker = _knocker(world, name, enforce_csrf_checks=True)
    statuses = {route.name: knocker.ask("POST", route.path(world)).status_code for route in _routes()}
    assert {name: code for name, code in statuses.items() if code != 403} == {}


@pytest.mark.parametrize(
    "origin", [f"https://{EVIL}", "null", f"http://localhost.{EVIL}", "https://localhost", "http://localhost:1"]
)
def test_a_post_from_another_origin_is_refused_at_every_address_even_with_a_token(world: World, origin: str) -> None:
    token = {"x-csrftoken": "a" * 32}
    knocker = _knocker(world, "b-owner", enforce_csrf_checks=True)
    got = {}
    for route in _routes():
        knocker.client.cookies["csrftoken"] = "a" * 32
        got[route.name] = knocker.ask("POST", route.path(world), origin=origin, **token).status_code
    assert {name: code for name, code in got.items() if code != 403} == {}


def test_a_post_from_the_own_origin_with_its_token_is_taken(world: World) -> None:
    knocker = _knocker(world, "visitor", enforce_csrf_checks=True)
    knocker.client.cookies["csrftoken"] = "a" * 32
    response = knocker.ask("POST", "/theme/", {"theme": "dark"}, origin="http://localhost", **{"x-csrftoken": "a" * 32})
    assert response.status_code == 302


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


def _server_errors(knocker: sweep.Knocker, paths: list[str], parameters: tuple[str, ...]) -> list[str]:
    problems = []
    for path in paths:
        # A page that reads none of them is asked a part of them.
        for nasty in NASTY if path in ALONE or "login" in path else NASTY[::4]:
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
    wanted = [r for r in _routes(admin=False) if r.name not in ("portal:styleguide", "portal:readyz")]
    # Where somebody is only sent to sign in, one value is as good as all of them: LoginRequiredMiddleware answers.
    knocker = _knocker(world, name)
    paths = [p for r in wanted if sweep.verdict(knocker.ask("GET", p := r.path(world))) == "allow"]
    assert len(paths) > 5
    assert _server_errors(knocker, paths, PARAMETERS) == []


def test_no_value_of_a_parameter_breaks_the_admin(world: World) -> None:
    lists = [r.path(world) for r in sweep.routes() if r.name.endswith("_changelist")]
    assert _server_errors(_knocker(world, "stan"), lists, ADMIN_PARAMETERS) == []


def test_an_unknown_sort_key_shows_the_list_as_usual(world: World) -> None:
    knocker = _knocker(world, "b-owner")
    plain, odd = (knocker.ask("GET", "/customers/", given) for given in ({}, {"sort": "tenant__users__password"}))
    assert odd.status_code == 200
    assert odd.content.count(b"<tr") == plain.content.count(b"<tr") > 1


@pytest.mark.parametrize(
    "nasty", ["abc", "0", "-1", "9" * 19, "9" * 40, "1.5", "%00", "%F0%9F%8E%99", "_5F", "x" * 3000]
)
def test_no_id_in_an_address_breaks_a_page(world: World, nasty: str) -> None:
    knocker = _knocker(world, "stan")
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
    "b-owner": ("/profile/", "/accounts/password/change/", "/accounts/reauthenticate/", "/accounts/sessions/"),
}


def test_no_value_of_a_form_field_breaks_a_page(world: World) -> None:
    problems = []
    for name, paths in POSTING.items():
        knocker = _knocker(world, name)
        # The theme's and the sign-out's stand on every page: the first page's will do.
        forms = {form.action + str(sorted(form.fields)): form for p in paths for form in sweep.forms_on(knocker, p)}
        for form in forms.values():
            for nasty in NASTY[::2]:
                fixed = {k: v for k, v in form.fields.items() if k == "section"}
                response = knocker.ask("POST", form.action, dict.fromkeys(form.fields, nasty) | fixed)
                if response.status_code >= 500:
                    problems.append(f"{form.action} {sorted(form.fields)} = {nasty[:40]!r}")
    assert problems == []


def test_every_model_is_known_to_the_hunt_for_extra_fields() -> None:
    assert {f.attname for f in apps.get_model("customers.User")._meta.concrete_fields} <= _model_fields()


# --- T5: methods ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_our_screens_answer_no_other_method(world: World, method: str) -> None:
    knocker = _knocker(world, "b-owner")
    ours = [r for r in sweep.routes() if r.row and not r.row.package and r.row.verdicts["owner"] == "allow"]
    statuses = {r.name: knocker.client.generic(method, r.path(world)).status_code for r in ours}
    statuses = {r.name: knocker.ask(method, r.path(world)).status_code for r in ours} if method != "TRACE" else statuses
    assert {name: code for name, code in statuses.items() if code != 405 and code != 302} == {}


def test_nothing_is_written_by_a_get(world: World) -> None:
    from tests.world import snapshot

    knocker = _knocker(world, "b-owner")
    knocker.ask("GET", "/customers/")
    before = snapshot(world.organizations["b0"])
    for route in _routes(admin=False):
        # A download is on the record.
        if route.row and not route.row.tags & {"token", "export"}:
            knocker.ask("GET", route.path(world))
            knocker.ask("HEAD", route.path(world))
    assert snapshot(world.organizations["b0"]) == before


def test_a_forwarded_host_that_got_through_would_be_seen(world: World) -> None:
    response = _knocker(world, "visitor").ask("GET", "/accounts/login/", {"next": f"/{EVIL}"})
    assert EVIL in sweep.text_of(response)
    assert urlsplit(response.wsgi_request.build_absolute_uri()).hostname == "localhost"
