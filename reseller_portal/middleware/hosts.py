"""Which hosts we answer to. The first door: an unknown host sees nothing of anybody (security T16)."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import split_domain_port

from ..views.errors import bad_request

PROBES = ("/livez", "/readyz")


class HostMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # The header itself, since Django's get_host() raises on odd ones, and X-Forwarded-Host is nobody's word here.
        host = split_domain_port(request.META.get("HTTP_HOST", ""))[0]
        if request.path in PROBES or host == urlsplit(settings.PORTAL_ORIGIN).hostname:
            return self.get_response(request)
        if settings.DEVELOPMENT and host == "127.0.0.1" and request.method == "GET":
            return HttpResponseRedirect(settings.PORTAL_ORIGIN + request.get_full_path())
        return bad_request(request)
