"""A visitor's htmx request: a redirect would be followed and swapped into the page, so it becomes a 401."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url


class SignInRedirectMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        location = response.headers.get("Location", "")
        if request.htmx and location.partition("?")[0] == resolve_url(settings.LOGIN_URL):  # type: ignore[attr-defined]
            return HttpResponse(status=401, headers={"HX-Redirect": location})
        return response
