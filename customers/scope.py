"""Who is asking: the one thing that every query of a page is limited by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .roles import PERMISSIONS, Kind, Level, Role
from .token_scopes import permissions_of

if TYPE_CHECKING:
    from .models import ApiToken, Organization, User


_ROLE_OF_TOKEN: dict[str, Role] = {
    Kind.RESELLER: Role.RESELLER,
    Kind.RESELLEE: Role.RESELLEE,
    Kind.REGULAR: Role.CUSTOMER,
}


@dataclass(frozen=True)
class Scope:
    """A user, or a program with a token, seen as what it may reach. Visitors and staff have the empty scope: they reach
    no tenant's rows."""

    user: User | None = None
    token: ApiToken | None = None

    @property
    def organization(self) -> Organization | None:
        if self.token:
            return self.token.organization
        return self.user.organization if self.user else None

    @property
    def role(self) -> str:
        """A user's own; a token's as of those who run its organization."""
        if self.token:
            return _ROLE_OF_TOKEN[self.token.organization.kind]
        return self.user.role if self.user else ""

    @property
    def level(self) -> str:
        return self.user.level if self.user else ""

    @property
    def level_label(self) -> str:
        return Level(self.level).label if self.level else "Staff" if self.user else ""

    @property
    def reseller(self) -> Organization | None:
        """The reseller that this user works for or buys from; None for direct customers."""
        if self.role == Role.RESELLER:
            return self.organization
        return self.organization.tenant if self.organization else None

    @property
    def is_empty(self) -> bool:
        return self.organization is None

    def may(self, permission: str) -> bool:
        """Whether the user's level, or the token's scopes, allow it. One that nobody defined is a KeyError, not a no."""
        levels = PERMISSIONS[permission]
        return permission in permissions_of(self.token.scopes) if self.token else self.level in levels


NOBODY = Scope()
