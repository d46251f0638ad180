"""What every answer says to a browser, under production settings: the Observatory's rubric and our own additions."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests import observatory
from tests.production import HOST, PAGES

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
KINDS = [page[0] for page in PAGES]
# Refused before anything else is asked; a promise about somebody else's domain (HSTS) is not ours to make.
ANSWERED = [kind for kind in KINDS if kind != "strange host"]
STATUSES = {
    "sign-in": 200, "list": 200, "fragment": 200, "console": 200, "profile": 200, "admin sign-in": 302, "admin": 200,
    "admin list": 200, "403": 403, "404": 404, "404 of a visitor": 404, "405": 405, "400": 400, "500": 500,
    "403 of a form": 403, "429": 429, "strange host": 400, "livez": 200, "readyz": 200, "style sheet": 200, "script": 200,
    "styleguide": 404, "mails": 404, "mail": 404, "expired link": 410, "signing in": 302, "theme": 302,
}  # fmt: skip
STATIC = ("style sheet", "script")


@pytest.fixture(scope="session")
def answers() -> dict[str, Any]:
    """Each kind of answer, from a process of its own with production's settings."""
    # Nothing that was set for the tests may make production's settings something else.
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "DJANGO_"))}
    command = [sys.executable, "-W", "ignore", str(ROOT / "tests" / "production.py")]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=clean, timeout=300)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


@pytest.mark.parametrize("kind", STATUSES)
def test_the_answer_is_of_the_kind_it_stands_for(answers: dict[str, Any], kind: str) -> None:
    assert answers[kind]["status"] == STATUSES[kind]


@pytest.mark.parametrize("kind", ANSWERED)
def test_every_answer_has_full_marks(answers: dict[str, Any], kind: str) -> None:
    redirected = observatory.redirection(answers["plain http"], HOST)
    assert observatory.score(answers[kind], redirected) >= 100


def test_a_strange_host_lacks_nothing_but_the_promise_of_tls(answers: dict[str, Any]) -> None:
    refused = answers["strange host"]
    assert observatory.hsts(refused) == -20
    refused = {**refused, "headers": refused["headers"] | {"strict-transport-security": "max-age=31536000"}}
    assert observatory.score(refused) >= 100


@pytest.mark.parametrize("kind", [*KINDS, "plain http", "plain livez"])
def test_every_answer_has_our_policy_and_opener_policy(answers: dict[str, Any], kind: str) -> None:
    headers, policy = answers[kind]["headers"], observatory.policy_of(answers[kind])
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert policy == {
        "default-src": ["'none'"], "script-src": ["'self'"], "style-src": ["'self'"], "img-src": ["'self'", "data:"],
        "font-src": ["'self'"], "connect-src": ["'self'"], "form-action": ["'self'"], "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"], "manifest-src": ["'self'"],
    }  # fmt: skip


@pytest.mark.parametrize("kind", [*KINDS, "plain http"])
def test_no_answer_says_what_it_is_made_with(answers: dict[str, Any], kind: str) -> None:
    assert {"server", "x-powered-by", "via"} & set(answers[kind]["headers"]) == set()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in STATIC])
def test_no_page_may_be_kept(answers: dict[str, Any], kind: str) -> None:
    words = {word.strip() for word in answers[kind]["headers"]["cache-control"].split(",")}
    assert words >= {"private", "no-store"}


@pytest.mark.parametrize("kind", STATIC)
def test_a_static_file_is_kept_for_good_and_for_nobody_elses_site(answers: dict[str, Any], kind: str) -> None:
    headers = answers[kind]["headers"]
    assert "immutable" in headers["cache-control"]
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("kind", ["list", "fragment"])
def test_page_and_fragment_vary_by_who_asks(answers: dict[str, Any], kind: str) -> None:
    assert {"HX-Request", "Cookie"} <= set(answers[kind]["headers"]["vary"].split(", "))


def test_the_fragment_is_not_the_page(answers: dict[str, Any]) -> None:
    assert "<html" in answers["list"]["body"]
    assert "<html" not in answers["fragment"]["body"]


@pytest.mark.parametrize("name", ["__Host-sessionid", "__Host-csrftoken"])
def test_the_cookies_are_bound_to_this_host_and_hidden_from_scripts(answers: dict[str, Any], name: str) -> None:
    flags = answers["signing in"]["cookies"][name]
    assert flags == {"secure": True, "httponly": True, "samesite": "Lax", "path": "/", "domain": ""}


@pytest.mark.parametrize("kind", KINDS)
def test_every_cookie_is_secure_and_hidden_from_scripts(answers: dict[str, Any], kind: str) -> None:
    assert [n for n, flags in answers[kind]["cookies"].items() if not (flags["secure"] and flags["httponly"])] == []


def test_there_is_no_style_guide_in_production(answers: dict[str, Any]) -> None:
    assert answers["styleguide"]["status"] == 404


def test_there_are_no_mail_previews_in_production(answers: dict[str, Any]) -> None:
    assert (answers["mails"]["status"], answers["mail"]["status"]) == (404, 404)


def test_plain_http_leads_to_the_same_page_by_tls(answers: dict[str, Any]) -> None:
    assert answers["plain http"]["status"] == 301
    assert answers["plain http"]["headers"]["location"] == f"https://{HOST}/accounts/login/?next=/profile/"


def test_a_probe_may_be_asked_over_plain_http(answers: dict[str, Any]) -> None:
    assert answers["plain livez"]["status"] == 200


def test_a_broken_page_says_nothing_of_what_broke(answers: dict[str, Any]) -> None:
    body = answers["500"]["body"]
    assert "Traceback" not in body
    assert "broken" not in body
    assert answers["500"]["headers"]["x-request-id"] in body


# --- The rubric can fail ----------------------------------------------------------------------------------------------
GOOD: dict[str, Any] = {
    "status": 200,
    "cookies": {"__Host-sessionid": {"secure": True, "httponly": True, "samesite": "Lax"}},
    "headers": {
        "content-security-policy": "default-src 'none'; script-src 'self'; form-action 'self'; frame-ancestors 'none'",
        "strict-transport-security": "max-age=31536000",
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    },
}


def _with(**headers: str | None) -> dict[str, Any]:
    changed = GOOD["headers"] | {name.replace("_", "-"): value for name, value in headers.items()}
    return {**GOOD, "headers": {name: value for name, value in changed.items() if value is not None}}


def test_the_rubric_gives_the_bonuses() -> None:
    assert observatory.score(GOOD) == 100 + 10 + 5 + 5 + 5 + 10


@pytest.mark.parametrize(
    ("answer", "marks"),
    [
        (_with(content_security_policy=None), 55),  # -25, and -20 for framing
        (_with(content_security_policy="script-src 'self' 'unsafe-inline'; frame-ancestors 'none'"), 80),
        (_with(content_security_policy="default-src 'none'; script-src http://x.example; frame-ancestors 'none'"), 80),
        (_with(content_security_policy="default-src 'self'; frame-ancestors 'none'"), 130),
        (_with(strict_transport_security=None), 80),
        (_with(strict_transport_security="max-age=60"), 125),
        (_with(x_content_type_options=None), 130),
        (_with(referrer_policy="unsafe-url"), 125),
        (_with(access_control_allow_origin="*", access_control_allow_credentials="true"), 50),
        (_with(cross_origin_resource_policy="nonsense"), 120),
        ({**GOOD, "cookies": {"sessionid": {"secure": "", "httponly": True, "samesite": "Lax"}}}, 120),
        ({**GOOD, "cookies": {"sessionid": {"secure": True, "httponly": "", "samesite": "Lax"}}}, 70),
        ({**GOOD, "cookies": {"csrftoken": {"secure": True, "httponly": True, "samesite": ""}}}, 80),
    ],
)
def test_the_rubric_takes_marks_off(answer: dict[str, Any], marks: int) -> None:
    assert observatory.score(answer) == marks


@pytest.mark.parametrize(
    ("location", "modifier"),
    [(f"https://{HOST}/x", 0), ("https://evil.example/", -5), (f"http://{HOST}/x", -20), ("", -20)],
)
def test_the_rubric_follows_the_redirect_to_tls(location: str, modifier: int) -> None:
    plain = {"status": 301 if location else 200, "headers": {"location": location}}
    assert observatory.redirection(plain, HOST) == modifier
