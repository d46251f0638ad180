"""Finding customers by what people type. The one function to change when a bigger engine is needed."""

import re
from typing import TypeVar

from django.db.models import Q

from reseller_portal.lib.text import fold, without_controls

from .models.organizations import OrganizationQuerySet

Customers = TypeVar("Customers", bound=OrganizationQuerySet)

LONGEST = 200
# A word, or words in double quotes, after an optional column and colon: name:"blue harbour" email:acme 1048
_TERM = re.compile(r'(?:(?P<column>[a-z]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<word>\S+))', re.IGNORECASE)


def _digits(value: str) -> str:
    return "".join(character for character in value if character.isascii() and character.isdigit())


def _exact_id(value: str) -> Q:
    # Longer than any key is nobody's; a database would refuse the number.
    return Q(pk=int(value)) if value.isascii() and value.isdigit() and len(value) <= 15 else Q(pk=0)


def _condition(column: str, value: str) -> Q:
    folded = fold(value)
    match column:
        case "id":
            return _exact_id(value)
        case "name":
            return Q(name_key__contains=folded)
        case "email":
            return Q(email__contains=folded) | Q(email__contains=value.lower())  # stored with its accents
        case "phone":
            return Q(phone__contains=_digits(value)) if _digits(value) else Q(pk=0)
    found = Q(search_text__contains=folded)
    if _digits(value) and not re.sub(r"[\d\s+().-]", "", value):
        # "06 12" or "+31 6": people write phone numbers with anything in between.
        found |= Q(phone__contains=_digits(value))
        if value.isdigit():
            found |= _exact_id(value)
    return found


# company: joins these with the billing details: a case of _condition, and a part of search_text.
COLUMNS = ("name", "email", "phone", "id")


def search(customers: Customers, text: str) -> Customers:
    """Those that match every word: in name, email, phone or reference, or by exact ID; `email:` and so on look in one column.

    Letters' case and accents do not count. What cannot be meant (an unknown column) is searched for as it stands.
    """
    for term in _TERM.finditer(without_controls(text)[:LONGEST]):
        column, value = (term["column"] or "").lower(), term["quoted"] or term["word"] or ""
        if column and column not in COLUMNS:
            column, value = "", term.group()
        if value.strip():
            customers = customers.filter(_condition(column, value.strip()))
    return customers
