"""Finding customers by what people type. The one function to change when a bigger engine is needed."""

import re
from typing import TypeVar

from django.db.models import Q

from reseller_portal.lib.text import fold, without_controls

from .models.organizations import OrganizationQuerySet

Customers = TypeVar("Customers", bound=OrganizationQuerySet)

LONGEST = 200
COLUMNS = ("name", "email", "phone", "company", "id")
# A word, or words in double quotes, after an optional column and colon: name:"blue harbour" email: acme 1048. While
# somebody types there may be nothing after the colon yet.
_TERM = re.compile(rf'(?:(?P<column>{"|".join(COLUMNS)}):\s*)?(?:"(?P<quoted>[^"]*)"?|(?P<word>\S+))?', re.IGNORECASE)


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
            return Q(phone__contains=_digits(value)) | _as_phone(value) if _digits(value) else Q(pk=0)
        case "company":
            return Q(billing_details__company__icontains=value)
    found = Q(search_text__contains=folded)
    if _digits(value) and not re.sub(r"[\d\s+().-]", "", value):
        # "06 12" or "+31 6": people write phone numbers with anything in between.
        found |= Q(phone__contains=_digits(value))
        if value.isdigit():
            found |= _exact_id(value)
    return found


def _as_phone(text: str) -> Q:
    """A whole number as people write it at home, with anything in between: 06 12434095 for +31 6 12434095."""
    if re.sub(r"[\d\s+().-]", "", text):
        return Q(pk__in=())
    digits = re.sub(r"^00?", "", _digits(text))
    return Q(phone__contains=digits) if len(digits) > 3 else Q(pk__in=())


def search(customers: Customers, text: str) -> Customers:
    """Those that match every word: in name, email, company, phone or reference, or by exact ID; `email:` looks in one.

    Letters' case and accents do not count. What cannot be meant (an unknown column) is searched for as it stands.
    """
    text, found = without_controls(text)[:LONGEST].strip(), Q()
    for term in _TERM.finditer(text):
        if value := (term["quoted"] or term["word"] or "").strip():
            found &= _condition((term["column"] or "").lower(), value)
    return customers.filter(found | _as_phone(text)) if found else customers
