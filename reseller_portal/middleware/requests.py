"""The outermost middleware: a request id, the client's address, and one log line a request."""

import logging
import time
import uuid
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from ..lib import ambient

log = logging.getLogger("portal.request")
QUIET_PATHS = ("/livez", "/readyz", "/static/")


def _address(request: HttpRequest) -> str | None:
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return None  # a unix socket without a proxy in front


class RequestMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex[:12]
        request.request_id = request_id  # type: ignore[attr-defined]
        with ambient.of_request(request_id=request_id, address=_address(request)):
            started = time.perf_counter()
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request_id
            if not request.path.startswith(QUIET_PATHS):
                self._log(request, response, time.perf_counter() - started)
        return response

    @staticmethod
    def _log(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        # The route's name, not the address: addresses hold tokens and what people searched for.
        route = request.resolver_match.view_name if request.resolver_match else None
        user = getattr(request, "user", None)
        token = getattr(request, "token", None)  # of a program: its ID is logged, of its secret nothing
        facts = {
            "method": request.method,
            "route": route,
            "status": response.status_code,
            "ms": round(seconds * 1000, 1),
            "actor": getattr(user, "pk", None),
            "tenant": getattr(token or user, "tenant_id", None),
            **({"token": token.pk} if token else {}),
        }
        log.info("request", extra={"facts": facts})
