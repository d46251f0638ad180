"""Requests that no page of ours would send: strange hosts, ways abroad, forged origins (security T16, T17, T27), at every
address."""

from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.knocking import knocker_of, routes, text_of
from tests.world import PASSWORD, World

EVIL = "evil.example"


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
    statuses = {route.name: client.get(route.path(world)).status_code for route in routes()}
    assert {name: code for name, code in statuses.items() if code != 400 and name not in PROBES} == {}


def test_a_strange_host_sees_nothing_of_the_portal(world: World) -> None:
    response = knocker_of(world, "b-owner").ask("GET", "/customers/", host=EVIL)
    assert response.status_code == 400
    assert EVIL not in text_of(response)
    assert world.actors["visitor"].foreign_canaries(text_of(response)) == set()


def test_a_forwarded_host_is_nobodys_word(world: World) -> None:
    forged = {"x-forwarded-host": EVIL, "x-forwarded-server": EVIL, "forwarded": f"host={EVIL}", "x-host": EVIL}
    leaks = []
    for name in ("visitor", "b-owner"):
        knocker = knocker_of(world, name)
        for route in routes(admin=False):
            for method in ("GET", "POST"):
                if EVIL in text_of(knocker.ask(method, route.path(world), **forged)):
                    leaks.append(f"{name} {method} {route.name}")
    assert leaks == []


def test_a_mailed_link_leads_to_the_configured_origin_whatever_the_headers_say(world: World) -> None:
    forged = {"x-forwarded-host": EVIL, "x-forwarded-proto": "https", "forwarded": f"host={EVIL}"}
    knocker_of(world, "visitor").ask(
        "POST", "/accounts/password/reset/", {"email": world.people["b0-owner"].email}, **forged
    )
    given = {"section": "email", "email-email": "new@people.example", "email-current_password": PASSWORD}
    knocker_of(world, "b-owner").ask("POST", "/profile/", given, **forged)
    assert len(mail.outbox) == 2
    assert [m for m in mail.outbox if EVIL in m.message().as_string()] == []
    assert all("http://localhost:8000/" in m.body for m in mail.outbox)


def test_a_forwarded_host_that_got_through_would_be_seen(world: World) -> None:
    response = knocker_of(world, "visitor").ask("GET", "/accounts/login/", {"next": f"/{EVIL}"})
    assert EVIL in text_of(response)
    assert urlsplit(response.wsgi_request.build_absolute_uri()).hostname == "localhost"


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
        visitor, signed_in = knocker_of(world, "visitor"), knocker_of(world, "b-owner")
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
    response = knocker_of(world, "visitor").ask("POST", "/theme/", {"theme": "dark", "next": "/profile/?a=1"})
    assert response["Location"] == "/profile/?a=1"


# --- T27: forged forms ------------------------------------------------------------------------------------------------
CSRF_EXEMPT: frozenset[str] = frozenset()


def test_the_views_without_a_token_are_the_listed_ones() -> None:
    assert {route.name for route in routes() if getattr(route.view, "csrf_exempt", False)} == CSRF_EXEMPT


@pytest.mark.parametrize("name", ["visitor", "b-owner", "stan"])
def test_a_post_without_a_token_is_refused_at_every_address(world: World, name: str) -> None:
    knocker = knocker_of(world, name, enforce_csrf_checks=True)
    statuses = {route.name: knocker.ask("POST", route.path(world)).status_code for route in routes()}
    assert {name: code for name, code in statuses.items() if code != 403} == {}


@pytest.mark.parametrize(
    "origin", [f"https://{EVIL}", "null", f"http://localhost.{EVIL}", "https://localhost", "http://localhost:1"]
)
def test_a_post_from_another_origin_is_refused_at_every_address_even_with_a_token(world: World, origin: str) -> None:
    token = {"x-csrftoken": "a" * 32}
    knocker = knocker_of(world, "b-owner", enforce_csrf_checks=True)
    got = {}
    for route in routes():
        knocker.client.cookies["csrftoken"] = "a" * 32
        got[route.name] = knocker.ask("POST", route.path(world), origin=origin, **token).status_code
    assert {name: code for name, code in got.items() if code != 403} == {}


def test_a_post_from_the_own_origin_with_its_token_is_taken(world: World) -> None:
    knocker = knocker_of(world, "visitor", enforce_csrf_checks=True)
    knocker.client.cookies["csrftoken"] = "a" * 32
    response = knocker.ask("POST", "/theme/", {"theme": "dark"}, origin="http://localhost", **{"x-csrftoken": "a" * 32})
    assert response.status_code == 302
