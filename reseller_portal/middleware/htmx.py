"""A visitor's htmx request: a redirect would be followed and swapped into the page, so it becomes a 401.

Where something may have been typed, in a form that is sent or under a poll, nobody is taken off the page: it says that
the session ended. Once somebody has signed in again, elsewhere, the next poll brings the page the new token it needs.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import resolve_url

from .sessions import BACKGROUND_HEADER


class SignInRedirectMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        location = response.headers.get("Location", "")
        if request.htmx and location.partition("?")[0] == resolve_url(settings.LOGIN_URL):  # type: ignore[attr-defined]
            stays = request.method == "POST" or BACKGROUND_HEADER in request.headers
            return HttpResponse(status=401, headers={"X-Sign-In" if stays else "HX-Redirect": location})
        if BACKGROUND_HEADER in request.headers:
            response.headers["X-CSRFToken"] = get_token(request)
        return response
