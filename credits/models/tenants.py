"""Who sees which rows of the books."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from customers.roles import Role

if TYPE_CHECKING:
    from customers.scope import Scope


class TenantQuerySet(models.QuerySet):
    """Rows about an organization in a tenant: a reseller's people see all of their tenant, a customer's administrators
    their own organization's."""

    organization = "organization"  # where the row says whose it is

    def visible_to(self, scope: Scope) -> Self:
        if scope.organization is None:
            return self.none()
        if scope.role == Role.RESELLER:
            return self.filter(tenant=scope.organization) if scope.may("credits.view") else self.none()
        return self.filter(**{self.organization: scope.organization}) if scope.may("console.billing") else self.none()
