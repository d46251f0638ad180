"""One answer for both: the page for a browser, the fragment for htmx."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers


def wants_fragment(request: HttpRequest) -> bool:
    """True for an htmx request that swaps part of a page. A history restore or a boosted link wants the page."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.history_restore_request and not htmx.boosted


def answer(
    request: HttpRequest, page: str, fragment: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render `page`, or the `fragment` that it includes when htmx asks. A refused form passes status 422."""
    template = fragment if wants_fragment(request) else page
    response = render(request, template, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def done(request: HttpRequest, text: str, *, to: str, event: str = "", link: str = "") -> HttpResponse:
    """Say what was done. A browser goes `to` an address; htmx closes the dialog and fires `event` for who listens.

    `link`, if given, is offered in the toast.
    """
    if not wants_fragment(request):
        messages.success(request, text, extra_tags=link)
        return redirect(to)
    response = render(request, "_done.html", {"text": text, "link": link})
    if event:
        response.headers["HX-Trigger"] = event
    return response


def leave(request: HttpRequest, text: str, *, to: str) -> HttpResponse:
    """Say what was done on another page, for what was done on a thing that is no longer here."""
    messages.success(request, text)
    if not wants_fragment(request):
        return redirect(to)
    return HttpResponse(status=204, headers={"HX-Redirect": to})
