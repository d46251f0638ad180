"""Who sees what was used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from customers.roles import Role

if TYPE_CHECKING:
    from customers.models import Organization
    from customers.scope import Scope


class UsageQuerySet(models.QuerySet):
    """Rows about what an organization did: its reseller's people see all of their tenant, its own people their own."""

    organization = "organization"  # where the row says whose it is

    def visible_to(self, scope: Scope) -> Self:
        if scope.organization is None or not scope.may("usage.view"):
            return self.none()
        if scope.role == Role.RESELLER:
            return self.filter(tenant=scope.organization)
        return self.filter(**{self.organization: scope.organization})

    def of_customer(self, scope: Scope, customer: Organization) -> Self:
        """Those of one customer that `visible_to` shows too. With the tenant beside the customer in the question, a
        database may follow the tenant's index and read all that its other customers did."""
        own = scope.organization
        if own is None or not scope.may("usage.view"):
            return self.none()
        is_theirs = customer.tenant_id == own.pk if scope.role == Role.RESELLER else customer.pk == own.pk
        return self.filter(**{self.organization: customer}) if is_theirs else self.none()
