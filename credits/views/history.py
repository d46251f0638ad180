"""Every movement: of a customer, and of the pool."""

from typing import Any

from django.http import HttpResponse

from customers.access import ScopedRequest, screen
from customers.views.detail import customer_or_404, show
from reseller_portal.lib.htmx import answer
from reseller_portal.lib.tables import whole_number

from .. import holdings, wording
from ..actions.undoing import latest_movement
from ..history import Lines, page_of, transfers_of
from ..models import Account, AccountKind, CreditAsking
from ..models.accounts import CREDITS


def _of(request: ScopedRequest, account: Account | None, before: int) -> Lines:
    return page_of(transfers_of(request.scope, account), account, before=before) if account else Lines([], None)


@screen("credits.view")
def customer_history(request: ScopedRequest, pk: int) -> HttpResponse:
    """The credits of a customer, or with ?of=balance its money: every movement, newest first."""
    customer, before = customer_or_404(request, pk), whole_number(request.GET.get("before"), 0)
    wanted = AccountKind.BALANCE if request.GET.get("of") == "balance" else AccountKind.AVAILABLE
    account = Account.objects.visible_to(request.scope).filter(organization=customer, kind=wanted).first()
    may_move = request.scope.may("credits.move")
    latest = latest_movement(customer) if may_move else None
    context = {
        "panel": "credits/_history.html",
        "history": _of(request, account, before),
        "before": before,
        "of": wanted.value,
        "meter": holdings.meter(customer),
        "balance": wording.quantity(holdings.money(customer), customer.root.currency),
        "may_move": may_move,
        "undoable": latest.pk if latest else None,
    }
    return show(request, customer, "credits", context)


@screen("credits.view")
def pool(request: ScopedRequest) -> HttpResponse:
    """The pool: what there is, what was handed out, and every movement of it."""
    before = whole_number(request.GET.get("before"), 0)
    own = Account.objects.visible_to(request.scope).filter(organization=request.scope.organization, unit=CREDITS)
    account = own.filter(kind=AccountKind.POOL).first()
    context: dict[str, Any] = {
        "pool": holdings.pool(request.scope),
        "askings": CreditAsking.objects.visible_to(request.scope).select_related("asked_by").order_by("-pk")[:5],
        "may_ask": request.scope.may("credits.move"),
        "history": _of(request, account, before),
        "before": before,
    }
    return answer(request, "credits/pool.html", "credits/_pool_lines.html", context)
