"""What a name, an email address, a phone number and so on may be: one rule each, for actions and forms alike.

Each function takes what somebody typed, returns it as it is stored, and raises `Refused` for its field otherwise.
"""

import re
import unicodedata
from functools import cache, lru_cache
from zoneinfo import available_timezones

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django_countries import countries

from reseller_portal.lib.money import EXPONENTS
from reseller_portal.lib.text import NAME_LENGTH, clean_name, forbidden_character, shows_nothing

from .errors import Refused
from .models.notes import NOTE_LENGTH
from .models.suspensions import REASON_LENGTH
from .models.tags import TAG_LENGTH

VAT_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9./+*-]{3,23}")
_MANY_BLANK_LINES = re.compile(r"\n{3,}")
METADATA_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,39}")
METADATA_KEYS, METADATA_LENGTH = 50, 500
USERNAME = re.compile(r"[a-z0-9._-]{3,40}")
E164_LENGTH = 16  # a plus and 15 digits at most (ITU-T E.164), and what the column holds
PHONE_HINT = "Enter the number with its country code, for example +31 612345678."


def name(value: str, *, field: str = "name", length: int = NAME_LENGTH, label: str = "Name") -> str:
    """A name in any script: 1 to 200 characters, nothing invisible that could make it look like another."""
    cleaned = clean_name(value)
    if not cleaned:
        raise Refused(f"Enter the {label.lower()}.", field=field)
    if found := forbidden_character(cleaned):
        raise Refused(f"{label} has a character that cannot be shown: {found}. Type it again without it.", field=field)
    if shows_nothing(cleaned):
        raise Refused(f"Enter the {label.lower()}. What was typed cannot be seen.", field=field)
    if len(cleaned) > length:
        raise Refused(f"{label} has {len(cleaned)} characters. Use {length} at most.", field=field)
    return cleaned


def person_name(value: str, *, field: str, label: str) -> str:
    """A first or last name: as a name, 100 characters at most, or empty."""
    return name(value, field=field, length=100, label=label) if value.strip() else ""


def tag_name(value: str, *, field: str = "name") -> str:
    """What a tag is called: as a name, 40 characters at most."""
    return name(value, field=field, length=TAG_LENGTH, label="Tag")


def reference(value: str, *, field: str = "reference") -> str:
    """The reseller's own reference of a customer: as a name, 100 characters at most, or empty."""
    return name(value, field=field, length=100, label="Reference") if value.strip() else ""


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cs"}


def note(value: str, *, field: str = "text") -> str:
    """A note's plain text: 1 to 2,000 characters with line breaks; control characters are left out."""
    lines = ("".join(c for c in line if c == "\t" or _is_seen(c)).rstrip() for line in value.splitlines())
    cleaned = _MANY_BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
    if shows_nothing(cleaned):
        raise Refused("Write something first.", field=field)
    if len(cleaned) > NOTE_LENGTH:
        raise Refused(f"The note has {len(cleaned):,} characters. Use {NOTE_LENGTH:,} at most.", field=field)
    return cleaned


def email(value: str, *, field: str = "email") -> str:
    """An email address, in lower case: two that differ in case only are the same mailbox."""
    cleaned = value.strip().lower()
    try:
        validate_email(cleaned)
    except ValidationError:
        raise Refused("Enter an email address such as contact@acme.com.", field=field) from None
    if len(cleaned) > 254 or forbidden_character(cleaned):
        raise Refused("Enter an email address such as contact@acme.com.", field=field)
    return cleaned


def phone(value: str, *, field: str = "phone", country: str = "") -> str:
    """A phone number as E.164, or empty. Without a country code it is read in `country` (ISO 3166-1), if one is given.

    Without both it is refused, since nobody could call it.
    """
    if not value.strip():
        return ""
    try:
        number = phonenumbers.parse(value.strip(), country or None)
    except phonenumbers.NumberParseException:
        raise Refused(PHONE_HINT, field=field) from None
    if not phonenumbers.is_valid_number(number) or number.extension:
        raise Refused(f"No country has this phone number. {PHONE_HINT}", field=field)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if len(e164) > E164_LENGTH:
        raise Refused(f"No country has this phone number. {PHONE_HINT}", field=field)
    return e164


def phone_countries(e164: str) -> tuple[str, ...]:
    """The countries (ISO 3166-1) that share a stored number's calling code; empty for none."""
    if not e164:
        return ()
    return tuple(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(phonenumbers.parse(e164, None).country_code or 0, ()))


@lru_cache(maxsize=4096)
def phone_display(e164: str) -> str:
    """A stored phone number as people write it, for example +31 6 12345678."""
    if not e164:
        return ""
    return phonenumbers.format_number(phonenumbers.parse(e164, None), phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def username(value: str | None, *, field: str = "username") -> str | None:
    """A username, or None for none: 3 to 40 of a-z, 0-9, dot, underscore and hyphen."""
    cleaned = (value or "").strip().lower()
    if not cleaned:
        return None
    if not USERNAME.fullmatch(cleaned):
        raise Refused("Use 3 to 40 of the letters a to z, digits, dot, underscore and hyphen.", field=field)
    return cleaned


@cache
def country_names() -> dict[str, str]:
    """Every country by its code of ISO 3166-1, in the order of their names."""
    return {code: str(named) for code, named in countries}


def country(value: str, *, field: str = "country") -> str:
    """A country's code of ISO 3166-1."""
    cleaned = value.strip().upper()
    if cleaned not in country_names():
        raise Refused("Choose the country.", field=field)
    return cleaned


def metadata(value: dict[str, str], *, field: str = "metadata") -> dict[str, str]:
    """What a reseller's programs keep with a customer: at most 50 texts of at most 500 characters, each under a key.

    A key begins with a letter or an underscore, so that neither database takes it for a place in a list.
    """
    if len(value) > METADATA_KEYS:
        raise Refused(f"There are {len(value)} keys. Use {METADATA_KEYS} at most.", field=field)
    for key, text in value.items():
        if not METADATA_KEY.fullmatch(key):
            raise Refused(
                "A key has 1 to 40 letters, digits, _, - and dots, and begins with a letter or _.", field=field
            )
        if len(text) > METADATA_LENGTH or any(not _is_seen(c) and c not in "\t\n" for c in text):
            raise Refused(f"{key}: use {METADATA_LENGTH} characters at most, and none that nobody sees.", field=field)
    return dict(sorted(value.items()))


def line(value: str, *, field: str, label: str, length: int = 100) -> str:
    """A line of an address or the like: as a name, or empty."""
    return name(value, field=field, length=length, label=label) if value.strip() else ""


def vat_number(value: str, *, field: str = "vat_number") -> str:
    """A VAT number without its spaces, or empty. Which country has which form is left to the tax office."""
    cleaned = "".join(value.split()).upper()
    if cleaned and not VAT_NUMBER.fullmatch(cleaned):
        raise Refused("Enter a VAT number such as NL123456789B01.", field=field)
    return cleaned


def currency(value: str, *, field: str = "currency") -> str:
    """A currency code of ISO 4217."""
    cleaned = value.strip().upper()
    if cleaned not in EXPONENTS:
        raise Refused("Enter a currency code such as EUR.", field=field)
    return cleaned


@cache
def time_zones() -> tuple[str, ...]:
    """The time zones to choose from: those named after a place, and UTC."""
    return (
        *tuple(sorted(z for z in available_timezones() if "/" in z and not z.startswith(("Etc/", "SystemV/")))),
        "UTC",
    )


def time_zone(value: str, *, field: str = "time_zone") -> str:
    """A time zone of the IANA database, for example Europe/Amsterdam."""
    cleaned = value.strip()
    if cleaned not in time_zones():
        raise Refused("Enter a time zone such as Europe/Amsterdam.", field=field)
    return cleaned


def reason(value: str, *, required: bool = False, field: str = "reason") -> str:
    """Why something was done, in one line of 200 characters at most."""
    if found := forbidden_character(value.strip()):
        raise Refused(f"This holds a character that cannot be shown: {found}. Type it again without it.", field=field)
    cleaned = clean_name(value)
    if required and not cleaned:
        raise Refused("Say why.", field=field)
    if len(cleaned) > REASON_LENGTH:
        raise Refused(f"The reason has {len(cleaned)} characters. Use {REASON_LENGTH} at most.", field=field)
    return cleaned
