"""Form keys: why sending a form twice makes one thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from ..scope import Scope


class FormKeyQuerySet(models.QuerySet["FormKey"]):
    def visible_to(self, scope: Scope) -> Self:
        return self.filter(user=scope.user) if scope.user and scope.organization else self.none()


class FormKey(models.Model):
    """A create form that was sent, and what it made. A repeat of the key gets the first answer."""

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey("customers.User", models.PROTECT, related_name="+")
    key = models.UUIDField()
    made_id = models.BigIntegerField()
    created_at = models.DateTimeField()

    objects = FormKeyQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="form_key_once_a_user", fields=["user", "key"])]

    def __str__(self) -> str:
        return f"{self.key} made {self.made_id}"
