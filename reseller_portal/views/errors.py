"""Error pages in our look."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 for a request that makes no sense, a strange host included. Says nothing of anybody."""
    return HttpResponse(_page("400.html", request), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: what is shown is a reference for the log line, and nothing else about what happened."""
    return HttpResponse(_page("500.html", request), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or stale."""
    return render(request, "403_csrf.html", status=403)


def _page(template: str, request: HttpRequest) -> str:
    # Without context processors: they need a session and a database, which may be what is broken.
    from django.template.loader import render_to_string

    return render_to_string(template, {"request_id": getattr(request, "request_id", "")})
