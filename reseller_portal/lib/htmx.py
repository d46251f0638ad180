"""One answer for both: the page for a browser, the fragment for htmx."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers


def wants_fragment(request: HttpRequest) -> bool:
    """True for an htmx request that swaps part of a page. A history restore or a boosted link wants the page."""
    htmx = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.history_restore_request and not htmx.boosted


def page_beneath(request: HttpRequest) -> SplitResult:
    """The path and query of the page that htmx asks from; empty without htmx, and for another host's page."""
    try:
        return urlsplit(request.htmx.current_url_abs_path or "")  # type: ignore[attr-defined]
    except ValueError:  # an address that cannot be one
        return urlsplit("")


def answer(
    request: HttpRequest, page: str, fragment: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render `page`, or the `fragment` that it includes when htmx asks. A refused form passes status 422."""
    template = fragment if wants_fragment(request) else page
    response = render(request, template, dict(context), status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def dialog(
    request: HttpRequest,
    heading: str,
    part: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    again: bool = False,
) -> HttpResponse:
    """A dialog over the page for htmx, a page of its own otherwise; after a refusal htmx gets its form `part` again.

    So it does for a dialog of several steps that says `again`: it stays open and shows the next one.

    The part stands in both and knows from `modal` where it is. Its `back` is where Cancel leads on the page.
    """
    modal = wants_fragment(request)
    facts = {**context, "heading": heading, "part": part, "modal": modal}
    return answer(request, "dialog.html", part if again or status == 422 else "_dialog.html", facts, status=status)


def done(request: HttpRequest, text: str, *, to: str, event: str = "", link: str = "", undo: str = "") -> HttpResponse:
    """Say what was done. A browser goes `to` an address; htmx closes the dialog and fires `event` for who listens.

    `link`, if given, is offered in the toast, and so is `undo`, the address that takes it back when posted to.
    """
    if not wants_fragment(request):
        messages.success(request, text, extra_tags=link)
        return redirect(to)
    response = render(request, "_done.html", {"text": text, "link": link, "undo": undo})
    # Wherever a refused form would have gone: the whole dialog goes now.
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#dialog", "innerHTML"
    if event:
        response.headers["HX-Trigger"] = event
    return response


def leave(request: HttpRequest, text: str, *, to: str) -> HttpResponse:
    """Say what was done on another page, for what was done on a thing that is no longer here."""
    messages.success(request, text)
    if not wants_fragment(request):
        return redirect(to)
    return HttpResponse(status=204, headers={"HX-Redirect": to})
