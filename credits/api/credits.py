"""Credits and balances: what a reseller's programs move, and what anybody's may read."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from customers.api.asking import ApiRequest
from customers.api.customers import customer_at
from customers.api.operations import CUSTOMER, REQUIRED, operation
from customers.errors import Refused
from customers.models import Organization
from reseller_portal.lib.cursors import give_page
from reseller_portal.lib.problems import Problem
from reseller_portal.lib.representations import give, give_one
from reseller_portal.lib.shapes import page_of

from .. import holdings
from ..actions.balances import deduct_balance, refill_balance
from ..actions.recharging import recharge_customer, return_credits, set_credits
from ..errors import KeyConflict, LedgerBusy
from ..filters import MovementFilter
from ..history import transfers_of
from ..models import Account, AccountKind, Transfer
from .shapes import (
    Amount,
    BalanceShape,
    CreditsShape,
    MoneyAmount,
    MovementList,
    MovementShape,
    PoolShape,
    Target,
    balance_of,
    credits_of,
    movement_of,
    pool_of,
    read_amount,
)

router = Router(tags=["Credits and balance"])
_CREDITS, _BALANCE = "/customers/{int:pk}/credits", "/customers/{int:pk}/balance"
_SHORT = ("insufficient-credits",)
MovementPage = page_of(MovementShape)


@operation(router, "GET", "/credits", of=(CUSTOMER,), scope="credits:read", gives=CreditsShape, tagged=True)
def read_own_credits(request: ApiRequest) -> HttpResponse:
    """What the token's own organization has."""
    return give_one(request, credits_of(request.organization))


@operation(router, "GET", "/pool", scope="credits:read", gives=PoolShape, tagged=True)
def read_the_pool(request: ApiRequest) -> HttpResponse:
    """What is left in the reseller's pool."""
    return give_one(request, pool_of(holdings.pool(request.scope)))


def _movements(request: ApiRequest, asked: MovementList, organization: Organization, kind: str) -> HttpResponse:
    account = Account.objects.visible_to(request.scope).filter(organization=organization, kind=kind).first()
    found = transfers_of(request.scope, account) if account else Transfer.objects.visible_to(request.scope).none()
    narrowed = MovementFilter(request, found)
    if not narrowed.form.is_valid():
        errors = [(name, str(messages[0])) for name, messages in narrowed.form.errors.items()]
        raise Problem("invalid", "A filter makes no sense.", errors=errors)
    rows = narrowed.qs.order_by("-id")

    def represent(transfer: Transfer) -> dict[str, Any]:
        assert account is not None  # noqa: S101
        return movement_of(transfer, account)

    return give(give_page(request, rows, represent, limit=asked.limit, cursor=asked.cursor))


@operation(router, "GET", "/pool/movements", scope="credits:read", gives=MovementPage)
def list_movements_of_the_pool(request: ApiRequest, asked: Query[MovementList]) -> HttpResponse:
    """Every movement of the pool, newest first."""
    return _movements(request, asked, request.organization, AccountKind.POOL)


@operation(router, "GET", _CREDITS, scope="credits:read", gives=CreditsShape, tagged=True)
def read_credits(request: ApiRequest, pk: int) -> HttpResponse:
    """What a customer has and used."""
    return give_one(request, credits_of(customer_at(request, pk)))


@operation(router, "GET", f"{_CREDITS}/movements", scope="credits:read", gives=MovementPage)
def list_movements_of_credits(request: ApiRequest, pk: int, asked: Query[MovementList]) -> HttpResponse:
    """Every movement of a customer's available credits, newest first."""
    return _movements(request, asked, customer_at(request, pk), AccountKind.AVAILABLE)


def _moved(act: Callable[..., Any], customer: Organization, *, short: str, request: ApiRequest, **told: Any) -> None:
    """Move something. The amount was found in order before, so what the ledger refuses for it is that there is too little."""
    try:
        act(customer, **told, key=request.ledger_key, by=request.by)
    except (KeyConflict, LedgerBusy):
        raise
    except Refused as refused:
        if refused.field != "amount":
            raise
        raise Problem(short, refused.message) from refused


def _credits_moved(request: ApiRequest, pk: int, act: Callable[..., Any], **told: Any) -> HttpResponse:
    customer = customer_at(request, pk)
    _moved(act, customer, short="insufficient-credits", request=request, **told)
    return give_one(request, credits_of(customer))


@operation(
    router, "POST", f"{_CREDITS}/recharge", scope="credits:write", key=REQUIRED, gives=CreditsShape, also=_SHORT, tagged=True
)  # fmt: skip
def recharge_credits(request: ApiRequest, pk: int, given: Amount) -> HttpResponse:
    """Add credits to a customer, out of the pool."""
    return _credits_moved(request, pk, recharge_customer, amount=read_amount(given.amount), note=given.note)


@operation(
    router, "POST", f"{_CREDITS}/set", scope="credits:write", key=REQUIRED, gives=CreditsShape, also=_SHORT, tagged=True
)  # fmt: skip
def set_available_credits(request: ApiRequest, pk: int, given: Target) -> HttpResponse:
    """Set what a customer has available; the difference comes out of the pool or goes back to it."""
    target = read_amount(given.available, least=0, field="available")
    return _credits_moved(request, pk, set_credits, target=target, note=given.note)


@operation(
    router, "POST", f"{_CREDITS}/return", scope="credits:write", key=REQUIRED, gives=CreditsShape, also=_SHORT, tagged=True
)  # fmt: skip
def return_credits_to_the_pool(request: ApiRequest, pk: int, given: Amount) -> HttpResponse:
    """Move available credits of a customer back to the pool."""
    return _credits_moved(request, pk, return_credits, amount=read_amount(given.amount), note=given.note)


@operation(router, "GET", _BALANCE, scope="credits:read", gives=BalanceShape, tagged=True)
def read_balance(request: ApiRequest, pk: int) -> HttpResponse:
    """The money that a customer has prepaid."""
    return give_one(request, balance_of(customer_at(request, pk)))


@operation(router, "GET", f"{_BALANCE}/movements", scope="credits:read", gives=MovementPage)
def list_movements_of_balance(request: ApiRequest, pk: int, asked: Query[MovementList]) -> HttpResponse:
    """Every movement of a customer's money, newest first."""
    return _movements(request, asked, customer_at(request, pk), AccountKind.BALANCE)


def _money_moved(request: ApiRequest, pk: int, given: MoneyAmount, act: Callable[..., Any]) -> HttpResponse:
    customer = customer_at(request, pk)
    amount = read_amount(given.amount, customer.root.currency)
    _moved(act, customer, short="insufficient-balance", request=request, amount=amount, note=given.note)
    return give_one(request, balance_of(customer))


@operation(
    router, "POST", f"{_BALANCE}/refill", scope="credits:write", key=REQUIRED, gives=BalanceShape, tagged=True
)  # fmt: skip
def refill_a_balance(request: ApiRequest, pk: int, given: MoneyAmount) -> HttpResponse:
    """Record money that was received outside the platform."""
    return _money_moved(request, pk, given, refill_balance)


@operation(
    router, "POST", f"{_BALANCE}/deduct", scope="credits:write", key=REQUIRED, gives=BalanceShape,
    also=("insufficient-balance",), tagged=True,
)  # fmt: skip
def deduct_from_a_balance(request: ApiRequest, pk: int, given: MoneyAmount) -> HttpResponse:
    """Take prepaid money back out. It never goes below 0."""
    return _money_moved(request, pk, given, deduct_balance)
