"""A month on paper: of the pool, and of a customer."""

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from customers.access import ScopedRequest, screen
from customers.models import Organization
from customers.views.detail import customer_or_404

from ..history import transfers_of
from ..models import Account, AccountKind
from ..statements import statement
from .history import account_of, outsiders, own_customer, pool_account


def _month(year: int, month: int) -> date:
    if not (2000 <= year <= 2200 and 1 <= month <= 12):
        raise Http404
    return date(year, month, 1)


def _drawn(
    request: ScopedRequest, account: Account | None, of: Organization, month: date, address: Callable[..., str]
) -> HttpResponse:
    """`address` gives where the statement of a year and month is."""
    if account is None:
        raise Http404
    found = transfers_of(request.scope, account)
    drawn = statement(found, account, month, of.root.time_zone, outsiders=outsiders(request))
    of_balance = "?of=balance" if account.kind == AccountKind.BALANCE else ""
    months = {"previous": drawn.previous, "following": drawn.following}
    context: dict[str, Any] = {
        "statement": drawn,
        "account": account,
        "of": of,
        "is_own": of.pk == request.scope.organization.pk,  # type: ignore[union-attr]
        "names_others": account.kind == AccountKind.POOL,
        **{f"{name}_url": address(day.year, day.month) + of_balance for name, day in months.items() if day},
    }
    return render(request, "credits/statement.html", context)


def _at(name: str, *pk: int) -> Callable[..., str]:
    return lambda year, month: reverse(name, args=[*pk, year, month])


@screen("credits.view")
def pool_statement(request: ScopedRequest, year: int, month: int) -> HttpResponse:
    """A month of the pool."""
    reseller = cast(Organization, request.scope.organization)
    return _drawn(request, pool_account(request), reseller, _month(year, month), _at("credits:pool_statement"))


@screen("credits.view")
def customer_statement(request: ScopedRequest, pk: int, year: int, month: int) -> HttpResponse:
    """A month of a customer's credits, or with ?of=balance of its money."""
    customer = customer_or_404(request, pk)
    address = _at("credits:customer_statement", pk)
    return _drawn(request, account_of(request, customer), customer, _month(year, month), address)


@screen("console.billing")
def console_statement(request: ScopedRequest, year: int, month: int) -> HttpResponse:
    """The same of the asker's own organization."""
    customer = own_customer(request)
    address = _at("credits:console_statement")
    return _drawn(request, account_of(request, customer), customer, _month(year, month), address)
