"""What an API token may be made for: a resource and an access each, and the permissions of people that it stands for."""

from collections.abc import Iterable

from .roles import Kind

READ, WRITE = ACCESSES = ("read", "write")

# What a token of a reseller and one of a customer can be made for. The order is that of the grid.
RESOURCES = {
    "customers": "Customers",
    "users": "Users",
    "credits": "Credits and balance",
    "usage": "Usage",
    "transcriptions": "Transcriptions",
}
_OF_RESELLER = (
    "customers:read", "customers:write", "users:read", "users:write", "credits:read", "credits:write", "usage:read",
    "transcriptions:read",
)  # fmt: skip
_OF_CUSTOMER = ("credits:read", "usage:read", "usage:write", "transcriptions:read", "transcriptions:write")

_GRANTS = {
    "customers:read": {"customers.view"},
    "customers:write": {"customers.view", "customers.change", "customers.delete"},
    "users:read": {"customers.view", "console.users"},
    "users:write": {"customers.view", "customers.change", "console.users"},
    "credits:read": {"credits.view", "console.billing"},
    "credits:write": {"credits.view", "credits.move"},
    "usage:read": {"usage.view"},
    "usage:write": {"usage.view"},
    "transcriptions:read": {"usage.view"},
    "transcriptions:write": {"usage.view"},
}


def scopes_of(kind: str) -> tuple[str, ...]:
    """The scopes that a token of an organization of this kind can have."""
    return _OF_RESELLER if kind == Kind.RESELLER else _OF_CUSTOMER


def in_words(scopes: Iterable[str]) -> list[str]:
    """These scopes as people read them, a resource each: Usage: read and write. In the order of the grid."""
    given = set(scopes)
    told = []
    for resource, label in RESOURCES.items():
        if accesses := [access for access in ACCESSES if f"{resource}:{access}" in given]:
            told.append(f"{label}: {' and '.join(accesses)}")
    return told


def permissions_of(scopes: Iterable[str]) -> frozenset[str]:
    """The permissions that these scopes stand for. A scope that no longer exists stands for none."""
    return frozenset().union(*(_GRANTS.get(scope, ()) for scope in scopes))
