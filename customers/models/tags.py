"""Tags: a reseller's own words for its customers. No customer ever sees one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, Q

from ..roles import Role

if TYPE_CHECKING:
    from ..scope import Scope

TAG_LENGTH = 40


class Colour(models.TextChoices):
    """The twelve hues that avatars use too. Each is a class of static/css/tag.css."""

    RED = "red", "Red"
    ORANGE = "orange", "Orange"
    AMBER = "amber", "Amber"
    OLIVE = "olive", "Olive"
    GREEN = "green", "Green"
    EMERALD = "emerald", "Emerald"
    TEAL = "teal", "Teal"
    SKY = "sky", "Sky"
    BLUE = "blue", "Blue"
    VIOLET = "violet", "Violet"
    PURPLE = "purple", "Purple"
    PINK = "pink", "Pink"


class TagQuerySet(models.QuerySet["Tag"]):
    def visible_to(self, scope: Scope) -> Self:
        """A reseller's people reach its tags; nobody else reaches any."""
        if scope.organization is None or scope.role != Role.RESELLER:
            return self.none()
        return self.filter(tenant=scope.organization)

    def by_name(self) -> Self:
        return self.order_by("name_key", "pk")

    def with_customers(self) -> Self:
        """With `customers`: how many have it."""
        return self.annotate(customers=Count("uses"))


class Tag(models.Model):
    """A word with a colour that a reseller puts on customers. Its name is unique there, whatever its case."""

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, related_name="+")
    name = models.CharField(max_length=TAG_LENGTH)
    # Two names with one key are the same: see reseller_portal.lib.text.caseless. A ligature becomes several letters.
    name_key = models.CharField(max_length=4 * TAG_LENGTH, editable=False)
    colour = models.CharField(max_length=8, choices=Colour)

    objects = TagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="tag_name_unique_in_tenant", fields=["tenant", "name_key"]),
            models.CheckConstraint(name="tag_has_name", condition=~Q(name="")),
            models.CheckConstraint(name="tag_colour_known", condition=Q(colour__in=Colour.values)),
        ]

    def __str__(self) -> str:
        return self.name


class CustomerTagQuerySet(models.QuerySet["CustomerTag"]):
    def visible_to(self, scope: Scope) -> Self:
        if scope.organization is None or scope.role != Role.RESELLER:
            return self.none()
        return self.filter(tenant=scope.organization)


class CustomerTag(models.Model):
    """A tag on a customer."""

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, related_name="+")
    organization = models.ForeignKey("customers.Organization", models.PROTECT, related_name="tagged")
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="uses")

    objects = CustomerTagQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="tag_once_a_customer", fields=["organization", "tag"])]

    def __str__(self) -> str:
        return f"Tag {self.tag_id} on {self.organization_id}"
