"""Credits and money in words."""

from reseller_portal.lib import amounts

from .facts import digits
from .models import LedgerRequest, TransferKind
from .models.accounts import CREDITS

_MOVEMENTS = {
    "issue": "Credits from the platform",
    "withdraw": "Credits taken back by the platform",
    "recharge": "Recharge",
    "set": "Credits set",
    "return": "Return to the pool",
    "refill": "Refill",
    "deduct": "Deduction",
    "spend": "Used",
    "reserve": "Held for running work",
    "settle": "Work done",
    "release": "Released",
    "expire": "Held for too long",
    "undo": "Undone",
    "delete": "Returned on deletion",
}


def quantity(amount: int, unit: str = CREDITS) -> str:
    """An amount with its unit: 40 credits, 1 credit, EUR 12.50."""
    if unit == CREDITS:
        return f"{amounts.grouped(amount, digits(unit))} credit{'' if amount == 100 else 's'}"
    return f"{unit} {amounts.grouped(amount, digits(unit), needless=True)}"


def movement(request: LedgerRequest) -> str:
    """What a request did, in a word or two, with how much: Recharge of 40 credits."""
    moved = request.transfers.exclude(kind=TransferKind.ALLOCATION).select_related("debit").first()
    name = _MOVEMENTS[request.action]
    return f"{name} of {quantity(moved.amount, moved.debit.unit)}" if moved else name
