"""Filters for amounts."""

from django import template

from reseller_portal.lib import amounts

from ..facts import CREDIT_DIGITS

register = template.Library()


@register.filter
def credits(amount: int | None) -> str:
    """Hundredths of a credit as people read them: 120450 as 1,204.5; an unknown figure is a dash."""
    return "—" if amount is None else amounts.grouped(amount, CREDIT_DIGITS)
