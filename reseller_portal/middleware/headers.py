"""The headers that no package sets, on pages, errors and static files alike."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_REFUSED = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "microphone",
    "midi",
    "payment",
    "usb",
)
_PERMISSIONS = ", ".join(f"{feature}=()" for feature in _REFUSED)


class HeadersMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        # Django's own middleware sets these too, but stands behind the host check and never sees its refusals.
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if response.status_code == 429:
            response.headers.setdefault("Retry-After", "60")
        if not request.path.startswith("/static/"):
            # Pages hold other people's data: neither a proxy nor the back button of a shared machine may keep them.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
