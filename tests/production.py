"""What the portal answers in production, printed as JSON: run in a process of its own, since settings name cookies and
switch the style guide on or off when they are imported. See tests/test_headers.py."""

import json
import logging
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

HOST = "portal.example"
# (what, who asks, method, path, extra request headers). A path of @… is an answer that has to be provoked.
PAGES = (
    ("sign-in", None, "GET", "/accounts/login/", {}),
    ("reset", None, "GET", "/accounts/password/reset/", {}),
    ("list", "owner", "GET", "/customers/", {}),
    ("dashboard", "owner", "GET", "/dashboard/", {}),
    ("fragment", "owner", "GET", "/customers/?page=1", {"HX-Request": "true"}),
    ("console", "customer", "GET", "/console/", {}),
    ("profile", "owner", "GET", "/profile/", {}),
    ("password", "owner", "GET", "/accounts/password/change/", {}),
    ("devices", "owner", "GET", "/profile/devices/", {}),
    ("admin sign-in", None, "GET", "/admin/login/", {}),
    ("admin", "staff", "GET", "/admin/", {}),
    ("admin list", "staff", "GET", "/admin/customers/user/", {}),
    ("home", None, "GET", "/", {}),
    ("expired link", None, "GET", "/welcome/never/", {}),
    ("403", "owner", "GET", "/console/", {}),
    ("404", "owner", "GET", "/nowhere/", {}),
    ("404 of a visitor", None, "GET", "/nowhere/", {}),
    ("405", "owner", "GET", "/theme/", {}),
    ("theme", None, "POST", "/theme/", {}),
    ("signing in", None, "POST", "/accounts/login/", {}),
    ("livez", None, "GET", "/livez", {}),
    ("readyz", None, "GET", "/readyz", {}),
    ("styleguide", "owner", "GET", "/styleguide/", {}),
    ("mails", "owner", "GET", "/mails/", {}),
    ("mail", "owner", "GET", "/mails/welcome/html/", {}),
    ("400", "owner", "GET", "@400", {}),
    ("500", "owner", "GET", "@500", {}),
    ("403 of a form", "owner", "POST", "@csrf", {}),
    ("429", None, "POST", "@429", {}),
    ("strange host", None, "GET", "@host", {}),
    ("style sheet", None, "GET", "@css", {}),
    ("script", None, "GET", "@js", {}),
)


def _environment(folder: str) -> None:
    os.environ.update(
        {
            "PORTAL_DATA_DIR": folder,
            "PORTAL_ORIGIN": f"https://{HOST}",
            "PORTAL_SECRET_KEY": "only for tests",
            "DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3",
            "CACHE_URL": "locmemcache://",
            "EMAIL_URL": "memorymail://",
            "PORTAL_LOG_LEVEL": "CRITICAL",
            "DJANGO_SETTINGS_MODULE": "reseller_portal.settings",
        }
    )
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


def _cast() -> dict[str | None, Any]:
    from customers.actions import organizations, users

    password = "Correct-horse7"
    staff = users.create_staff(email="stan@portal.example", first_name="S", last_name="S", password=password, by=None)
    acme = organizations.create_reseller(
        name="Acme", email="a@acme.example", currency="EUR", time_zone="Europe/Amsterdam", by=staff
    )
    harbour = organizations.create_customer(acme, name="Harbour", email="h@harbour.example", by=staff)
    people: dict[str | None, Any] = {None: None, "staff": staff}
    for name, organization, level in (("owner", acme, "owner"), ("customer", harbour, "administrator")):
        user = users.add_user(
            organization,
            email=f"{name}@acme.example",
            first_name="N",
            last_name="N",
            level=level,
            invite=False,
            by=staff,
        )
        people[name] = users.set_password(user, password=password, by=user)
    return people


def _client(user: Any, **defaults: Any) -> Any:
    from django.test import Client

    client = Client(raise_request_exception=False, headers={"host": HOST}, **defaults)
    if user is not None:
        client.force_login(user)
    return client


def _asked(client: Any, method: str, path: str, extra: dict[str, str]) -> Any:
    from unittest import mock

    from django.contrib.staticfiles.storage import staticfiles_storage
    from django.core.exceptions import SuspiciousOperation

    ask = getattr(client, method.lower())
    broken = {"@400": SuspiciousOperation("odd"), "@500": RuntimeError("broken")}
    if path in broken:
        with mock.patch("customers.views.customers.answer", side_effect=broken[path]):
            return ask("/customers/", secure=True)
    if path == "@csrf":
        client.handler.enforce_csrf_checks = True
        return ask("/profile/", secure=True)
    if path == "@429":
        for attempt in range(40):
            response = ask("/accounts/password/reset/", {"email": f"{attempt}@acme.example"}, secure=True)
        return response
    if path == "@host":
        return ask("/accounts/login/", secure=True, headers={"host": "evil.example"})
    if path in ("@css", "@js"):
        path = staticfiles_storage.url("css/app.css" if path == "@css" else "js/app.js")
    given = {"login": "owner@acme.example", "password": "Correct-horse7", "theme": "dark"} if method == "POST" else {}
    return ask(path, given, secure=True, headers=extra)


def _facts(response: Any) -> dict[str, Any]:
    cookies = {
        name: {key: morsel[key] for key in ("secure", "httponly", "samesite", "path", "domain")}
        for name, morsel in response.cookies.items()
    }
    type_ = response.headers.get("Content-Type", "")
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return {
        "status": response.status_code,
        "headers": {name.lower(): value for name, value in response.headers.items()},
        "cookies": cookies,
        "body": body.decode(errors="replace") if type_.startswith("text/html") else "",
    }


def main() -> None:
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="portal-production-") as folder:
        _environment(folder)
        import django

        django.setup()
        from django.core.cache import cache
        from django.core.management import call_command

        for command in ("migrate", "collectstatic"):
            call_command(command, interactive=False, verbosity=0)
        people, answers = _cast(), {}
        for what, who, method, path, extra in PAGES:
            cache.clear()
            answers[what] = _facts(_asked(_client(people[who]), method, path, extra))
        plain = _client(None)
        for what, path in (("plain http", "/accounts/login/?next=/profile/"), ("plain livez", "/livez")):
            answers[what] = _facts(plain.get(path))
        from django.db import connections

        connections.close_all()
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
