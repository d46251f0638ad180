"""Credits, money and movements as the API reads and writes them. Amounts are text: no program rounds them by accident."""

from typing import Annotated, Any, Literal

from pydantic import Field

from customers.errors import Refused
from customers.models import Organization
from reseller_portal.lib import amounts
from reseller_portal.lib.problems import Problem
from reseller_portal.lib.representations import moment
from reseller_portal.lib.shapes import At, Body, Credits, Listed, Money, Shape, Text

from .. import facts, holdings
from ..history import who_moved
from ..models import Account, Transfer, TransferKind
from ..models.accounts import CREDITS

Days = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class CreditsShape(Shape):
    """assigned = available + held + used, of what was handed out since the allocation began."""

    customer_id: int
    available: Credits
    held: Credits = Field(description="For running work.")
    used: Credits
    assigned: Credits


class PoolShape(Shape):
    """A reseller's credits: what is left to hand out, and what its customers have and used."""

    left: Credits
    available: Credits
    held: Credits
    used: Credits


class BalanceShape(Shape):
    customer_id: int
    currency: str
    balance: Money


class MovementShape(Shape):
    id: int
    at: At
    kind: Literal[tuple(TransferKind.values)]  # type: ignore[valid-type]
    amount: Annotated[str, Field(description="Signed: what came in, or -what went out.", examples=["-12.50"])]
    balance_after: str
    note: str
    who: str


class MovementList(Listed):
    kind: Literal[tuple(TransferKind.values)] | None = None  # type: ignore[valid-type]
    since: Days = ""
    until: Days = ""


class Amount(Body):
    amount: Credits
    note: Text = ""


class Target(Body):
    available: Credits = Field(description="What shall be available then.")
    note: Text = ""


class MoneyAmount(Body):
    amount: Money
    note: Text = Field(description="What it is for.")


def read_amount(text: str, unit: str = CREDITS, *, least: int = 1, field: str = "amount") -> int:
    """Minor units of an amount that was sent. Raises Problem for one that cannot be."""
    try:
        return facts.typed_amount(text, unit, least=least)
    except Refused as refused:
        raise Problem("invalid", refused.message, errors=[(field, refused.message)]) from refused


def written(amount: int, unit: str = CREDITS) -> str:
    """An amount as the API writes it: 12.50, with all decimals of its unit."""
    return amounts.plain(amount, facts.digits(unit))


def credits_of(customer: Organization) -> dict[str, Any]:
    meter = holdings.meter(customer)
    return {
        "customer_id": customer.pk,
        "available": written(meter.available),
        "held": written(meter.reserved),
        "used": written(meter.used),
        "assigned": written(meter.available + meter.reserved + meter.used),
    }


def balance_of(customer: Organization) -> dict[str, Any]:
    currency = customer.root.currency
    return {"customer_id": customer.pk, "currency": currency, "balance": written(holdings.money(customer), currency)}


def pool_of(pool: holdings.Pool) -> dict[str, Any]:
    return {name: written(getattr(pool, name)) for name in ("left", "available", "held", "used")}


def movement_of(transfer: Transfer, account: Account) -> dict[str, Any]:
    is_in = transfer.credit_id == account.pk
    after = transfer.credit_after if is_in else transfer.debit_after
    return {
        "id": transfer.pk,
        "at": moment(transfer.at),
        "kind": transfer.kind,
        "amount": written(transfer.amount if is_in else -transfer.amount, account.unit),
        "balance_after": written(after, account.unit),
        "note": getattr(getattr(transfer.request, "note", None), "text", ""),
        "who": who_moved(transfer, account),
    }
