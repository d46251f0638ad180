"""Who is asking: the one thing that every query of a page is limited by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .roles import PERMISSIONS, Level, Role

if TYPE_CHECKING:
    from .models import Organization, User


@dataclass(frozen=True)
class Scope:
    """A user, seen as what it may reach. Visitors and staff have the empty scope: they reach no tenant's rows."""

    user: User | None = None

    @property
    def organization(self) -> Organization | None:
        return self.user.organization if self.user else None

    @property
    def role(self) -> str:
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
        """Whether the user's level allows it. A permission that nobody defined is a KeyError, not a no."""
        return self.level in PERMISSIONS[permission]


NOBODY = Scope()
