"""The one place where a request gets its scope, its time zone and its language."""

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from customers.scope import NOBODY, Scope


def _zone(scope: Scope) -> str:
    if scope.user and scope.user.time_zone:
        return scope.user.time_zone
    return scope.organization.root.time_zone if scope.organization else settings.TIME_ZONE


class ScopeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # A plain user, not the lazy one: the scope is compared and copied.
        user = request.user if request.user.is_authenticated else None
        scope = request.scope = Scope(user) if user else NOBODY  # type: ignore[attr-defined, arg-type]
        language = (scope.user and scope.user.language) or settings.LANGUAGE_CODE
        with timezone.override(zoneinfo.ZoneInfo(_zone(scope))), translation.override(language):
            return self.get_response(request)
