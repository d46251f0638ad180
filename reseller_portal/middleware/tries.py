"""One limit for every page where somebody could guess a password or a link, so that none is forgotten (security T13).

allauth counts wrong passwords a login and address; here all that failed from one address is counted, page by page.
"""

from collections.abc import Callable
from typing import Any

from allauth.core.internal.ratelimit import RateLimitUsage, consume, respond_429
from django.http import HttpRequest, HttpResponse

LIMIT = "20/m/ip"
GUARDED = frozenset(
    {
        "account_change_password",
        "account_confirm_email",
        "account_login",
        "account_reauthenticate",
        "account_reset_password",
        "account_reset_password_from_key",
        "customers:join",
        "customers:profile",
        "customers:welcome",
    }
)


# Each of these makes a customer, so the good ones count too: a link for any number must not make them by the thousand.
ALL_COUNT = frozenset({"customers:join"})


def _is_try(request: HttpRequest) -> bool:
    """Whether it could be a guess: a form that is sent, or a link, which says all in its address."""
    match = request.resolver_match
    return match is not None and match.view_name in GUARDED and (request.method == "POST" or bool(match.kwargs))


def _failed(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the guess was wrong: a form that came back, an error, or allauth's page for a link that leads nowhere."""
    if request.method == "POST":
        if request.resolver_match.view_name in ALL_COUNT:  # type: ignore[union-attr]
            return True
        return response.status_code == 200 or response.status_code >= 400
    context = getattr(response, "context_data", None) or {}
    return response.status_code >= 400 or bool(context.get("token_fail")) or not context.get("can_confirm", True)


class TriesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        counted: RateLimitUsage | None = getattr(request, "counted_try", None)
        if counted and not _failed(request, response):
            counted.rollback()
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not _is_try(request):
            return None
        # Counted before it is answered: of many at one moment none slips through.
        action = request.resolver_match.view_name  # type: ignore[union-attr]
        counted = consume(request, app="portal", action=action, config={action: LIMIT}, limit_get=True)
        request.counted_try = counted  # type: ignore[attr-defined]
        return None if counted else respond_429(request)
