"""Notes: what a reseller's people write down about a customer. The customer never sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from ..roles import Role

if TYPE_CHECKING:
    from ..scope import Scope

NOTE_LENGTH = 2_000


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, scope: Scope) -> Self:
        """A reseller's people reach those about its customers; nobody else reaches any."""
        if scope.organization is None or scope.role != Role.RESELLER:
            return self.none()
        return self.filter(tenant=scope.organization).order_by("-id")


class Note(models.Model):
    """Plain text about a customer, who wrote it and when. It goes with the customer."""

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, related_name="+")
    organization = models.ForeignKey("customers.Organization", models.PROTECT, related_name="notes")
    author = models.ForeignKey("customers.User", models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(name="note_has_text", condition=~Q(text=""))]
        indexes = [models.Index(name="note_of_organization", fields=["organization", "id"])]

    def __str__(self) -> str:
        return f"Note {self.pk} about {self.organization_id}"
