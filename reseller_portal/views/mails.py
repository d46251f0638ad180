"""Every mail as its reader gets it, with sample facts. Development only."""

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


# What each mail is drawn with, by its name; `user` and `sender` are everybody's. One without a row fails a test.
SAMPLES: dict[str, dict[str, Any]] = {
    "email_changed": {},
    "email_confirmation": {"link": _to("accounts/confirm-email/MTI:1vOaKx:3xQyUaEzN0dBq5sVt8hWm2rFjGcLpXk")},
    "password_changed": {"link": _to("accounts/password/reset")},
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
