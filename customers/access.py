"""What a view lets whom do."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods
from django_htmx.middleware import HtmxDetails

from .models import User
from .scope import Scope

View = Callable[..., HttpResponseBase]


class ScopedRequest(HttpRequest):
    """A request as a screen gets it: signed in, with its scope. For annotations; the middleware sets these."""

    user: User
    scope: Scope
    htmx: HtmxDetails


def screen(permission: str | None, *methods: str) -> Callable[[View], View]:
    """A screen for those whose level has the permission (None: anybody signed in); others get 403, other methods 405.

    `methods` are those besides GET and HEAD; none given means the screen only shows.
    """

    def decorate(view: View) -> View:
        @require_http_methods(["GET", "HEAD", *methods])
        @wraps(view)
        def checked(request: ScopedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if permission is not None and not request.scope.may(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return checked

    return decorate
