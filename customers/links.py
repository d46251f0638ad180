"""The links that let somebody in, and whose they are.

An added user's is signed, for 7 days, dead once a password is set. An invite's is a random token of which only the hash is kept.
"""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from .models import Invite, User

_SALT = "customers.set-password"
LASTS = timedelta(days=7)


def _state(user: User) -> str:
    # Changes when the address or the password does, and with it every link made before dies.
    return salted_hmac(_SALT, f"{user.email} {user.password}").hexdigest()[:20]


def set_password_token(user: User) -> str:
    return signing.dumps([user.pk, _state(user)], salt=_SALT)


def user_of(token: str) -> User | None:
    """The pending user a link was mailed to; None when it is forged, expired, used or its organization is closed."""
    try:
        pk, state = signing.loads(token, salt=_SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.select_related("organization__tenant").filter(pk=pk).first()
    if user is None or user.organization is None or not constant_time_compare(state, _state(user)):
        return None
    return user if user.status == "Pending" and user.organization.lets_people_in else None


def new_token() -> str:
    """32 random bytes, as they stand in an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a token: it cannot be guessed, so a plain hash is as good as a slow one."""
    return sha256(token.encode()).hexdigest()


def invite_of(token: str) -> Invite | None:
    """The invite of a link, usable or not; None when it is forged. Found by the hash, which tells nothing by its time."""
    return Invite.objects.select_related("tenant").filter(token_hash=digest(token)).first()
