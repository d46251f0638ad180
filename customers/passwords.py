"""Passwords that a reseller sets for somebody: the rules, and random ones that meet them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import get_password_validators, validate_password
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac

from .errors import Refused
from .models import User

SHORTEST, LONGEST = 8, 20
_SALT = "customers.generated-password"
# Nothing that is read wrongly over the telephone: no O and 0, no I, l and 1.
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789!#$%&*+-=?@"


@dataclass(frozen=True)
class Rule:
    """One thing a password needs. `key` is how the page's script knows it."""

    key: str
    label: str
    met: Callable[[str], bool]


RULES = (
    Rule("length", f"{SHORTEST} to {LONGEST} characters", lambda text: SHORTEST <= len(text) <= LONGEST),
    Rule("number", "a number", lambda text: any(c.isdecimal() for c in text)),
    Rule("upper", "an upper-case letter", lambda text: any(c.isupper() for c in text)),
    Rule("lower", "a lower-case letter", lambda text: any(c.islower() for c in text)),
    Rule("special", "a special character", lambda text: any(not c.isalnum() and not c.isspace() for c in text)),
)


def _validators() -> list:
    # Django's, but for the least length: that of people who choose their own is another.
    own_length = "django.contrib.auth.password_validation.MinimumLengthValidator"
    configured: Any = settings.AUTH_PASSWORD_VALIDATORS
    return get_password_validators([one for one in configured if one["NAME"] != own_length])


def check_given_password(password: str, user: User, *, field: str = "password") -> None:
    """Raise Refused for a password that a reseller may not set for `user`, naming everything it lacks."""
    if missing := [rule.label for rule in RULES if not rule.met(password)]:
        raise Refused(f"The password needs {', '.join(missing)}.", field=field)
    try:
        validate_password(password, user, password_validators=_validators())
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field=field) from error


def _stream(nonce: str) -> Iterator[int]:
    for number in count():
        yield from salted_hmac(_SALT, f"{nonce} {number}", algorithm="sha256").digest()


def _below(limit: int, stream: Iterator[int]) -> int:
    # Bytes past the last whole multiple are dropped: otherwise some outcomes would come up more often.
    return next(byte % limit for byte in stream if byte < 256 - 256 % limit)


def generated_password(nonce: str) -> str:
    """The password of 16 to 20 characters, of all four kinds, that belongs to a nonce.

    Drawn with the server's secret key, so that a session can hold the nonce and no password lies in any table. Whoever
    makes the nonce takes it from `secrets`, 32 bytes of it.
    """
    stream = _stream(nonce)
    while True:
        length = 16 + _below(5, stream)
        drawn = "".join(_ALPHABET[_below(len(_ALPHABET), stream)] for _ in range(length))
        if all(rule.met(drawn) for rule in RULES):
            return drawn
