"""What open pages ask for every ten seconds, so that they follow what others do. These asks keep no session alive."""

from django.http import HttpResponse
from django.shortcuts import render

from customers.access import ScopedRequest, screen
from reseller_portal.lib.tables import PAGE_SIZES, whole_number

from .. import holdings


@screen("credits.view")
def pool_left(request: ScopedRequest) -> HttpResponse:
    """The pool in the top bar."""
    return render(request, "_pool.html")


@screen("credits.view")
def meters(request: ScopedRequest) -> HttpResponse:
    """The meters of the customers `ids` (numbers with commas between), if any has changed since `seen`."""
    ids = [whole_number(text, 0) for text in request.GET.get("ids", "").split(",")[: max(PAGE_SIZES)]]
    found = holdings.meters_of(request.scope, ids)
    seen = holdings.seen(found)
    if seen == request.GET.get("seen"):
        return HttpResponse(status=204)
    return render(
        request, "credits/_meters.html", {"meters": found.items(), "ids": request.GET.get("ids"), "seen": seen}
    )
