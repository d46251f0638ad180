"""Every mail as its reader gets it, with sample facts. Development only."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..lib.mail import Letter, write

FOLDER = settings.BASE_DIR / "templates" / "mail"
# A mail is drawn alone, as a mail program would: nothing of ours, no scripts, nothing from elsewhere.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
SENDER = "Northwind Voice"
PIA = SimpleNamespace(
    email="pia@daylight.example",
    first_name="Pia",
    organization=SimpleNamespace(name="Daylight Clinics"),
    get_short_name="Pia",
    get_full_name="Pia Vos",
)


def _to(path: str) -> str:
    return f"{settings.PORTAL_ORIGIN}/{path}/"


NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SUSPENDED = SimpleNamespace(
    pk=1045,
    name="Daylight Clinics",
    disabled_at=NOON,
    suspension=SimpleNamespace(waits_for="There is EUR 12.50 in its balance. Deduct it first."),
)
OF_SUSPENDED = {"customer": SUSPENDED, "deletes_at": NOON + timedelta(days=90), "link": _to("customers/1045")}


# What each mail is drawn with, by its name; `user` and `sender` are everybody's. One without a row fails a test.
SAMPLES: dict[str, dict[str, Any]] = {
    "deletion_announced": OF_SUSPENDED,
    "deletion_waiting": OF_SUSPENDED,
    "email_changed": {},
    "email_confirmation": {"link": _to("accounts/confirm-email/MTI:1vOaKx:3xQyUaEzN0dBq5sVt8hWm2rFjGcLpXk")},
    "invitation": {
        "invite": SimpleNamespace(email=PIA.email),
        "link": _to("join/u3Vd0rQm7sTtYh2NpLkXbCxQyUaEzN0dBq5sVt8hWm2"),
    },
    "low_credits": {
        "customer": SUSPENDED,
        "meter": {"available": "90", "assigned": "1,000"},
        "line": 10,
        "is_own": True,
        "link": _to("console/credits"),
    },
    "password_changed": {"link": _to("accounts/password/reset")},
    "password_replaced": {},
    "password_reset": {"link": _to("accounts/password/reset/key/1a-d2x7kq-9f3c1b7e5a8d4062")},
    "welcome": {"link": _to("welcome/WzEyLCI4ZjJhNDdjMWU5Il0:1vOaKx:f3Vd0rQm7sTtYh2NpLkXbC")},
}


def names() -> list[str]:
    """Every mail there is, read from the folder, so that a new one cannot be forgotten."""
    return sorted(path.stem for path in FOLDER.glob("*.html") if path.stem != "base" and path.stem[0] != "_")


def _letter(name: str) -> Letter:
    if name not in SAMPLES or name not in names():
        raise Http404
    return write(name, sender=SENDER, context={"user": PIA, **SAMPLES[name]})


@login_not_required
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """All mails by name, each with its subject and its text."""
    letters = [(name, _letter(name) if name in SAMPLES else None) for name in names()]
    return render(request, "portal/mails.html", {"letters": letters, "sender": SENDER, "reader": PIA})


@login_not_required
@require_safe
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """One mail's HTML body, as it is sent."""
    return HttpResponse(_letter(name).html, headers={"Content-Security-Policy": POLICY})


@login_not_required
@require_safe
def mail_text(request: HttpRequest, name: str) -> HttpResponse:
    """One mail's text body, as it is sent."""
    return HttpResponse(_letter(name).text, content_type="text/plain; charset=utf-8")
