"""A month on paper: of the pool, and of a customer."""

from datetime import date
from typing import Any, cast

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from customers.access import ScopedRequest, screen
from customers.models import Organization
from customers.views.detail import customer_or_404

from ..history import transfers_of
from ..models import Account
from ..statements import statement
from .history import account_of, pool_account


def _month(year: int, month: int) -> date:
    if not (2000 <= year <= 2200 and 1 <= month <= 12):
        raise Http404
    return date(year, month, 1)


def _drawn(request: ScopedRequest, account: Account | None, of: Organization, month: date, name: str) -> HttpResponse:
    if account is None:
        raise Http404
    drawn = statement(transfers_of(request.scope, account), account, month, of.root.time_zone)
    context: dict[str, Any] = {"statement": drawn, "account": account, "of": of, "name": name, "now": timezone.now()}
    return render(request, "credits/statement.html", context)


@screen("credits.view")
def pool_statement(request: ScopedRequest, year: int, month: int) -> HttpResponse:
    """A month of the pool."""
    reseller = cast(Organization, request.scope.organization)
    return _drawn(request, pool_account(request), reseller, _month(year, month), "credits:pool_statement")


@screen("credits.view")
def customer_statement(request: ScopedRequest, pk: int, year: int, month: int) -> HttpResponse:
    """A month of a customer's credits, or with ?of=balance of its money."""
    customer = customer_or_404(request, pk)
    account = account_of(request, customer)
    return _drawn(request, account, customer, _month(year, month), "credits:customer_statement")
