"""A user who must change the password sees nothing else until it is done."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

ALLOWED = ("account_change_password", "account_logout", "account_reauthenticate", "portal:theme")


class ForcedChangeMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.scope.user  # type: ignore[attr-defined]
        if user and user.must_change_password and request.path not in [reverse(name) for name in ALLOWED]:
            if request.htmx:  # type: ignore[attr-defined]
                # htmx would follow a redirect and put the page into a part of another.
                return HttpResponse(status=204, headers={"HX-Redirect": reverse("account_change_password")})
            return redirect("account_change_password")
        return self.get_response(request)
