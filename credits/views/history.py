"""Every movement: of a customer, and of the pool; on the screen and as a file."""

from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone

from customers.access import ScopedRequest, screen
from customers.models import Customer, Organization
from customers.roles import Role
from customers.views.detail import customer_or_404, show
from reseller_portal.lib import clock
from reseller_portal.lib.htmx import answer
from reseller_portal.lib.tables import whole_number

from .. import holdings, wording
from ..actions.undoing import latest_movement
from ..filters import MovementFilter
from ..history import Lines, file_of, page_of, transfers_of
from ..models import Account, AccountKind, CreditAsking, Transfer
from ..models.accounts import CREDITS
from ..thresholds import lines_for


def outsiders(request: ScopedRequest) -> str:
    """What a customer's people read for others who moved its credits: its reseller, or the platform for a direct one."""
    if request.scope.role == Role.RESELLER:
        return ""
    return request.scope.reseller.name if request.scope.reseller else settings.PORTAL_NAME


def account_of(request: ScopedRequest, customer: Organization) -> Account | None:
    """The account whose movements are asked for: a customer's credits, or with ?of=balance its money."""
    wanted = AccountKind.BALANCE if request.GET.get("of") == "balance" else AccountKind.AVAILABLE
    return Account.objects.visible_to(request.scope).filter(organization=customer, kind=wanted).first()


def own_customer(request: ScopedRequest) -> Organization:
    """The organization of a customer's user."""
    return Customer.objects.visible_to(request.scope).select_related("tenant").get()


def pool_account(request: ScopedRequest) -> Account | None:
    own = Account.objects.visible_to(request.scope).filter(organization=request.scope.organization, unit=CREDITS)
    return own.filter(kind=AccountKind.POOL).first()


def _this_month() -> tuple[int, int]:
    today = timezone.localtime()
    return today.year, today.month


def _page(request: ScopedRequest, narrowed: MovementFilter, account: Account, before: int) -> Lines:
    return page_of(narrowed.qs, account, before=before, outsiders=outsiders(request))


def _listed(request: ScopedRequest, account: Account | None, address: str) -> dict[str, Any]:
    """What the table of movements shows, and where its links lead."""
    before = whole_number(request.GET.get("before"), 0)
    found = transfers_of(request.scope, account) if account else Transfer.objects.visible_to(request.scope).none()
    narrowed = MovementFilter(request, found)
    kept = request.GET.copy()
    kept.pop("before", None)
    return {
        "history": _page(request, narrowed, account, before) if account else Lines([], None),
        "filter": narrowed,
        "before": before,
        "address": address,
        "query": kept.urlencode(),
    }


@screen("credits.view")
def customer_history(request: ScopedRequest, pk: int) -> HttpResponse:
    """The credits of a customer, or with ?of=balance its money: every movement, newest first."""
    customer = customer_or_404(request, pk)
    may_move = request.scope.may("credits.move")
    latest = latest_movement(customer) if may_move else None
    context = {
        "may_move": may_move,
        "undoable": latest.pk if latest else None,
        "file": reverse("credits:history_file", args=[pk]),
        **_told(request, customer, reverse("credits:customer_statement", args=[pk, *_this_month()])),
        **_listed(request, account_of(request, customer), reverse("credits:history", args=[pk])),
    }
    return show(request, customer, "credits", context)


def _told(request: ScopedRequest, customer: Organization, month: str) -> dict[str, Any]:
    """What stands above the movements of a customer; `month` is the address of its statement."""
    of_balance = request.GET.get("of") == "balance"
    return {
        "panel": "credits/_history.html",
        "of": "balance" if of_balance else "available",
        "balance": wording.quantity(holdings.money(customer), customer.root.currency),
        "month": month + ("?of=balance" if of_balance else ""),
    }


@screen("console.billing")
def console_history(request: ScopedRequest) -> HttpResponse:
    """The same of the asker's own organization, in its console."""
    customer = own_customer(request)
    context = {
        "customer": customer,
        "file": reverse("credits:console_file"),
        **_told(request, customer, reverse("credits:console_statement", args=_this_month())),
        **_listed(request, account_of(request, customer), reverse("credits:console")),
    }
    return answer(request, "credits/console.html", "credits/_history.html", context)


@screen("credits.view")
def pool(request: ScopedRequest) -> HttpResponse:
    """The pool: what there is, what was handed out, and every movement of it."""
    context = {
        "pool": holdings.pool(request.scope),
        "meter": holdings.pool_meter(request.scope),
        "lines": lines_for(cast(Organization, request.scope.organization)),
        "askings": CreditAsking.objects.visible_to(request.scope).select_related("asked_by").order_by("-pk")[:5],
        "may_ask": request.scope.may("credits.move"),
        "file": reverse("credits:pool_file"),
        "month": reverse("credits:pool_statement", args=_this_month()),
        **_listed(request, pool_account(request), reverse("credits:pool")),
    }
    return answer(request, "credits/pool.html", "credits/_pool_lines.html", context)


def _file(request: ScopedRequest, account: Account | None, name: str) -> HttpResponseBase:
    if account is None:
        raise Http404
    narrowed = MovementFilter(request, transfers_of(request.scope, account)).qs
    zone = ZoneInfo(cast(Organization, request.scope.organization).root.time_zone)
    filename = f"{name}-{clock.now().astimezone(zone):%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{filename}"', "Cache-Control": "no-store"}
    chunks = file_of(narrowed, account, zone, outsiders=outsiders(request))
    return StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8", headers=headers)


@screen("credits.view")
def pool_file(request: ScopedRequest) -> HttpResponseBase:
    """The movements of the pool as CSV, narrowed like the screen."""
    return _file(request, pool_account(request), "pool")


@screen("credits.view")
def customer_file(request: ScopedRequest, pk: int) -> HttpResponseBase:
    """A customer's movements as CSV, narrowed like the screen."""
    customer = customer_or_404(request, pk)
    account = account_of(request, customer)
    return _file(request, account, f"customer-{pk}-{account.kind if account else ''}")


@screen("console.billing")
def console_file(request: ScopedRequest) -> HttpResponseBase:
    """The movements of the asker's own organization as CSV, narrowed like the screen."""
    account = account_of(request, own_customer(request))
    return _file(request, account, f"{account.kind if account else ''}")
