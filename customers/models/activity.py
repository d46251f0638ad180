"""Activity: who did what, to whom, when, from where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from ..roles import Role

if TYPE_CHECKING:
    from ..scope import Scope

# About a customer, and nothing that it may read: a reseller's own words.
INTERNAL = ("note", "tags")


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, scope: Scope) -> Self:
        """A reseller's people see all of their tenant, a customer's administrators their own organization's.

        Of what the reseller wrote down about it for itself a customer sees nothing.
        """
        if scope.organization is None or not scope.may("activity.view"):
            return self.none()
        if scope.role == Role.RESELLER:
            return self.filter(tenant=scope.organization)
        return self.filter(organization=scope.organization).exclude(subject_kind__in=INTERNAL)


class Activity(models.Model):
    """One thing that happened. It holds ids and field names only and is never changed; the values are its detail's."""

    append_only = True

    at = models.DateTimeField()
    tenant = models.ForeignKey("customers.Organization", models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey("customers.Organization", models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey("customers.User", models.PROTECT, null=True, related_name="+")
    api_token = models.ForeignKey(
        "customers.ApiToken", models.PROTECT, null=True, db_index=False, related_name="+",
        help_text="With which a program did it.",
    )  # fmt: skip
    verb = models.CharField(max_length=60, help_text="noun.past_participle, for example customer.created")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    fields = models.JSONField(default=list, help_text="The names of the fields that changed.")

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "activity"
        indexes = [
            models.Index(name="activity_of_tenant", fields=["tenant", "id"]),
            models.Index(name="activity_of_organization", fields=["organization", "id"]),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_kind} {self.subject_id}"


class ActivityDetailQuerySet(models.QuerySet["ActivityDetail"]):
    def visible_to(self, scope: Scope) -> Self:
        return self.filter(activity__in=Activity.objects.visible_to(scope))


class ActivityDetail(models.Model):
    """The personal part of an activity: values before and after, and the address. A purge erases it."""

    activity = models.OneToOneField(Activity, models.PROTECT, primary_key=True, related_name="detail")
    tenant = models.ForeignKey("customers.Organization", models.PROTECT, null=True, related_name="+")
    address = models.GenericIPAddressField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    objects = ActivityDetailQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Detail of activity {self.activity_id}"
