"""The rules for what people type about credits and money. Each returns the value to keep or raises Refused."""

from customers.errors import Refused
from reseller_portal.lib import amounts
from reseller_portal.lib.money import EXPONENTS
from reseller_portal.lib.text import clean_name, forbidden_character

from .models.accounts import CREDITS
from .models.columns import LARGEST_AMOUNT

CREDIT_DIGITS = 2
NOTE_LENGTH = 200


def digits(unit: str) -> int:
    """How many decimals a unit has: two for credits, a currency's own (ISO 4217)."""
    return CREDIT_DIGITS if unit == CREDITS else EXPONENTS[unit]


def amount(value: int, *, least: int = 1) -> int:
    """Minor units that a transfer can carry."""
    if value < least:
        raise Refused("Enter more than 0." if least else "Enter 0 or more.", field="amount")
    if value > LARGEST_AMOUNT:
        raise Refused("This is more than one movement can carry.", field="amount")
    return value


def typed_amount(text: str, unit: str, *, least: int = 1) -> int:
    """Minor units of an amount as typed, for example " 7 " or 12.50. Refuses signs, exponents and separators."""
    if not text.strip():
        raise Refused("Enter an amount.", field="amount")
    try:
        return amount(amounts.parse(text, digits(unit)), least=least)
    except ValueError as error:
        raise Refused(str(error), field="amount") from error


def note(text: str, *, required: bool = False, field: str = "note") -> str:
    """The reason of a movement, in one line."""
    if (bad := forbidden_character(text.strip())) is not None:
        raise Refused(f"This holds a character that cannot be shown ({bad}).", field=field)
    text = clean_name(text)
    if required and not text:
        raise Refused("Say what it is for.", field=field)
    if len(text) > NOTE_LENGTH:
        raise Refused(f"Use {NOTE_LENGTH} characters or fewer.", field=field)
    return text


def line(value: int, *, field: str) -> int:
    """A line below which credits count as low: a whole per cent, 1 to 99."""
    if not 1 <= value <= 99:
        raise Refused("Use a whole number from 1 to 99.", field=field)
    return value
