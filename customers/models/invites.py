"""Invites: links with which somebody becomes a reseller's customer, and who did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.functions import Lower

from reseller_portal.lib import clock

from ..roles import Role

if TYPE_CHECKING:
    from ..scope import Scope

SHOWN_CUSTOMERS = 3


class InviteQuerySet(models.QuerySet["Invite"]):
    def visible_to(self, scope: Scope) -> Self:
        """A reseller's people see their own; nobody else sees any."""
        if scope.organization is None or scope.role != Role.RESELLER:
            return self.none()
        return self.filter(tenant=scope.organization)

    def pending(self) -> Self:
        return self.filter(used=0, revoked_at=None, expires_at__gt=clock.now())

    def standing(self) -> Self:
        """Without those that a newer link took the place of before anybody had used them."""
        return self.filter(Q(replacement=None) | Q(used__gt=0))

    def with_customers(self) -> Self:
        """With `latest`: the last few registrations of each, with their customers."""
        latest = Registration.objects.select_related("user__organization").order_by("-id")[:SHOWN_CUSTOMERS]
        return self.prefetch_related(Prefetch("registrations", queryset=latest, to_attr="latest"))


class Invite(models.Model):
    """A link that makes whoever registers with it a customer of this reseller.

    With `email` it was mailed there and is that address's own; without, it is copied and shared, for `uses` customers or
    for any number. The token itself is nowhere: `token` is set only on the instance that has just made one.
    """

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, null=True, unique=True, help_text="SHA-256. Empty until it is mailed.")
    prefix = models.CharField(max_length=8, blank=True, help_text="How the link begins, to tell it from others.")
    email = models.EmailField(blank=True)
    uses = models.PositiveIntegerField(null=True, help_text="How many may register with it; empty: any number.")
    used = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey("customers.User", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replacement")

    objects = InviteQuerySet.as_manager()
    token = ""
    latest: list[Registration]  # set by with_customers; a value here would keep Django from asking

    class Meta:
        constraints = [
            models.CheckConstraint(name="invite_not_used_too_often", condition=Q(uses=None) | Q(used__lte=F("uses"))),
            models.CheckConstraint(
                name="invite_is_limited_in_both_ways",
                condition=Q(uses__gte=1, expires_at__isnull=False) | Q(uses__isnull=True, expires_at__isnull=True),
                violation_error_message="A link has a limit of uses and an end, or neither.",
            ),
            models.CheckConstraint(name="invite_by_mail_is_for_one", condition=Q(email="") | Q(uses=1)),
            models.CheckConstraint(name="invite_email_is_lower_case", condition=Q(email=Lower("email"))),
        ]
        indexes = [models.Index(name="invite_of_tenant", fields=["tenant", "id"])]

    def __str__(self) -> str:
        return self.email or f"Link {self.prefix}…"

    @property
    def state(self) -> str:
        """Accepted, Revoked, Expired, Open (for several or any number) or Pending."""
        if self.uses is not None and self.used >= self.uses:
            return "Accepted"
        if self.revoked_at:
            return "Revoked"
        if self.expires_at and self.expires_at <= clock.now():
            return "Expired"
        return "Pending" if self.uses == 1 else "Open"

    @property
    def is_usable(self) -> bool:
        """Whether somebody may register with it now."""
        return self.state in ("Pending", "Open") and self.tenant.is_active

    @property
    def left(self) -> int | None:
        """How many may still register; None for any number."""
        return None if self.uses is None else self.uses - self.used

    @property
    def used_beyond_latest(self) -> int:
        return self.used - len(self.latest)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, scope: Scope) -> Self:
        return self.filter(invite__in=Invite.objects.visible_to(scope))


class Registration(models.Model):
    """One use of an invite: the owner of the customer it made, and the key of the form, so that a repeat makes nothing."""

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, related_name="+")
    invite = models.ForeignKey(Invite, models.PROTECT, related_name="registrations")
    user = models.OneToOneField("customers.User", models.PROTECT, related_name="registration")
    key = models.UUIDField()
    registered_at = models.DateTimeField()

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="registration_once_a_form", fields=["invite", "key"])]

    def __str__(self) -> str:
        return f"Registration of user {self.user_id}"
