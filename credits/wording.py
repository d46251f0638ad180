"""Credits and money in words."""

from reseller_portal.lib import amounts

from .facts import digits
from .models.accounts import CREDITS


def quantity(amount: int, unit: str = CREDITS) -> str:
    """An amount with its unit: 40 credits, 1 credit, EUR 12.50."""
    if unit == CREDITS:
        return f"{amounts.grouped(amount, digits(unit))} credit{'' if amount == 100 else 's'}"
    return f"{unit} {amounts.grouped(amount, digits(unit), needless=True)}"
