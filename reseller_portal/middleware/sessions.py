"""How long a session lasts: 12 hours at most, 60 minutes without a request by a person."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

WRITE_EVERY_SECONDS = 5 * 60
# Polls of an open page carry it, so that a forgotten tab does not keep a session alive.
BACKGROUND_HEADER = "X-Background-Request"


class SessionAgeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._check(request, int(time.time()))
        return self.get_response(request)

    @staticmethod
    def _check(request: HttpRequest, now: int) -> None:
        started = request.session.setdefault("started_at", now)
        seen = request.session.setdefault("seen_at", now)
        if now - started >= settings.SESSION_ABSOLUTE_SECONDS:
            logout(request)
            messages.info(request, "You were signed out after 12 hours. Sign in again to go on.")
        elif now - seen >= settings.SESSION_IDLE_SECONDS:
            logout(request)
            messages.info(request, "You were signed out after an hour without activity. Sign in again to go on.")
        elif now - seen >= WRITE_EVERY_SECONDS and BACKGROUND_HEADER not in request.headers:
            request.session["seen_at"] = now
