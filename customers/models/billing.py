"""Billing details: whom a customer's invoices are for, and where that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from ..roles import BillingKind, Role

if TYPE_CHECKING:
    from ..scope import Scope


class BillingDetailsQuerySet(models.QuerySet["BillingDetails"]):
    def visible_to(self, scope: Scope) -> Self:
        """A reseller's people see their customers', a customer's administrators their own."""
        if scope.organization is None:
            return self.none()
        if scope.role == Role.RESELLER:
            return self.filter(tenant=scope.organization)
        if scope.may("console.billing"):
            return self.filter(organization=scope.organization)
        return self.none()


class BillingDetails(models.Model):
    """A person or a company with its address. A deletion removes the row: nothing in it has to be kept."""

    organization = models.OneToOneField(
        "customers.Organization", models.PROTECT, primary_key=True, related_name="billing_details"
    )
    tenant = models.ForeignKey("customers.Organization", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=BillingKind)
    company = models.CharField(max_length=200, blank=True)
    vat_number = models.CharField(max_length=24, blank=True)
    country = models.CharField(max_length=2, help_text="ISO 3166-1, for example NL.")
    region = models.CharField(max_length=100, blank=True)
    city = models.CharField(max_length=100, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    address_1 = models.CharField(max_length=200, blank=True)
    address_2 = models.CharField(max_length=200, blank=True)

    objects = BillingDetailsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "billing details"
        constraints = [
            models.CheckConstraint(
                name="billing_company_fits_kind",
                condition=Q(kind=BillingKind.COMPANY) & ~Q(company="")
                | Q(kind=BillingKind.INDIVIDUAL, company="", vat_number=""),
            ),
            models.CheckConstraint(name="billing_has_country", condition=~Q(country="")),
        ]

    @property
    def address_lines(self) -> list[str]:
        """The address as it is written, without the country."""
        town = f"{self.postal_code} {self.city}".strip()
        return [line for line in (self.address_1, self.address_2, town, self.region) if line]

    def __str__(self) -> str:
        return f"Billing details of {self.organization_id}"
