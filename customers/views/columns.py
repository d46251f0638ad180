"""The column chooser of the customer list."""

from django.http import HttpResponse
from django.urls import reverse

from reseller_portal.lib.htmx import dialog, done

from .. import columns
from ..access import ScopedRequest, screen
from ..actions.columns import choose_columns


def _moved(names: list[str], move: str) -> list[str]:
    """The names with one of them a place further up (`email`) or down (`-email`): what the buttons do without scripts."""
    name, step = (move[1:], 1) if move.startswith("-") else (move, -1)
    if name in names:
        at = names.index(name)
        names.insert(max(0, at + step), names.pop(at))
    return names


def _remember(request: ScopedRequest, names: tuple[str, ...], text: str) -> HttpResponse:
    choose_columns(request.user, columns=names, by=request.user)
    return done(request, text, to=reverse("customers:list"), event="customers-changed")


@screen("customers.view", "POST")
def choose(request: ScopedRequest) -> HttpResponse:
    """Which columns to see, and in which order."""
    sent = request.POST
    if "reset" in sent:
        return _remember(request, (), "The list shows the default columns")
    order = columns.in_order(columns.valid(sent.getlist("order") if "order" in sent else columns.chosen(request.user)))
    ticked = {columns.ALWAYS, *(sent.getlist("columns") if "order" in sent else columns.chosen(request.user))}
    if "move" in sent:
        order = _moved(order, sent["move"])
    elif request.method == "POST":
        shown = columns.valid(name for name in order if name in ticked)
        kept = () if shown == columns.DEFAULT else shown  # whoever has those follows them when they change
        return _remember(request, kept, f"The list shows {len(shown)} columns")
    listed = [
        {"name": n, "label": columns.OFFERED[n], "ticked": n in ticked, "fixed": n == columns.ALWAYS} for n in order
    ]
    context = {"listed": listed, "back": reverse("customers:list"), "moved": sent.get("move", "")}
    return dialog(request, "Columns", "customers/_columns.html", context)
