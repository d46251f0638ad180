"""The secret of an API token: `rsk_`, 30 letters and digits, and a checksum of 6, so that scanners know one when they see it.

The shape is GitHub's (blog post on token formats, 2021): a mistyped secret is refused without asking the database.
"""

import secrets
import string
from zlib import crc32

from .links import digest
from .models import ApiToken
from .roles import Kind

START = "rsk_"
_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_LENGTH, _CHECKSUM = 30, 6
SHOWN = len(START) + 8  # how much of a secret may be shown later


def _checksum(text: str) -> str:
    """The CRC32 of a text in base 62, six digits."""
    number, digits = crc32(text.encode()), ""
    for _ in range(_CHECKSUM):
        number, digit = divmod(number, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits


def new_secret() -> str:
    """A secret of 178 random bits."""
    body = START + "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return body + _checksum(body)


def is_well_formed(secret: str) -> bool:
    """Whether it can be a secret of ours at all."""
    if not secret.isascii():
        return False
    body, checksum = secret[:-_CHECKSUM], secret[-_CHECKSUM:]
    return secret.startswith(START) and len(body) == len(START) + _LENGTH and _checksum(body) == checksum


def token_of(secret: str) -> ApiToken | None:
    """The token of a secret, if it may be used now; None when it is forged, revoked, expired or its organization closed.

    A disabled customer's tokens go on unless its API is blocked; a disabled reseller's own do not, its customers' do.
    """
    if not is_well_formed(secret):
        return None
    tokens = ApiToken.objects.usable().select_related("organization__tenant", "tenant")
    token = tokens.filter(secret_hash=digest(secret)).first()
    return token if token and _lets_in(token) else None


def _lets_in(token: ApiToken) -> bool:
    organization = token.organization
    if organization.deleted_at or organization.api_blocked:
        return False
    return organization.kind != Kind.RESELLER or organization.is_active
