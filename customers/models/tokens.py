"""API tokens, and the answers that the API has given to requests with an idempotency key."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, F, Q, Value, When

from reseller_portal.lib import clock

from ..roles import Role

if TYPE_CHECKING:
    from ..scope import Scope


SOON = timedelta(days=7)


def _usable() -> Q:
    return Q(Q(expires_at=None) | Q(expires_at__gt=clock.now()), revoked_at=None)


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def visible_to(self, scope: Scope) -> Self:
        """A reseller's people see their own and their customers' tokens, a customer's administrators their own.

        A program sees none, whatever it may do besides.
        """
        if scope.organization is None or scope.token:
            return self.none()
        if scope.role == Role.RESELLER:
            return self.filter(tenant=scope.organization)
        return self.filter(organization=scope.organization) if scope.may("console.tokens") else self.none()

    def usable(self) -> Self:
        """Neither revoked nor expired."""
        return self.filter(_usable())

    def usable_first(self) -> Self:
        """Those that work, then those that have ended; of each the newest first."""
        return self.order_by(Case(When(_usable(), then=Value(0)), default=Value(1)), "-id")


class ApiToken(models.Model):
    """A key with which a program acts for an organization. Of the secret only its hash is kept.

    It stays when it is revoked, because activity and usage name it. `secret` is set only on the instance just made.
    """

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, related_name="+")
    organization = models.ForeignKey("customers.Organization", models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12, help_text="How the secret begins, to tell it from others.")
    secret_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret.")
    scopes = models.JSONField(default=list, help_text="Names of customers.token_scopes, sorted.")
    made_by = models.ForeignKey("customers.User", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, help_text="Empty: never.")
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True, help_text="Written every few minutes at most.")

    objects = ApiTokenQuerySet.as_manager()
    secret = ""

    class Meta:
        constraints = [
            models.CheckConstraint(name="api_token_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="api_token_expires_later", condition=Q(expires_at=None) | Q(expires_at__gt=F("made_at"))
            ),
        ]
        indexes = [
            models.Index(name="api_token_of_organization", fields=["organization", "id"]),
            models.Index(name="api_token_of_tenant", fields=["tenant", "id"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """Active, Expired or Revoked."""
        if self.revoked_at:
            return "Revoked"
        return "Expired" if self.expires_at and self.expires_at <= clock.now() else "Active"

    @property
    def ends_soon(self) -> bool:
        """Whether a program of it should get another one by now."""
        return self.state == "Active" and bool(self.expires_at and self.expires_at - clock.now() <= SOON)


class ApiAnswerQuerySet(models.QuerySet["ApiAnswer"]):
    def visible_to(self, scope: Scope) -> Self:
        """What was answered to the programs of the organization itself."""
        return self.none() if scope.organization is None else self.filter(organization=scope.organization)


class ApiAnswer(models.Model):
    """The first answer to a request with an idempotency key: the same request gets it again for a while."""

    tenant = models.ForeignKey("customers.Organization", models.PROTECT, related_name="+")
    organization = models.ForeignKey("customers.Organization", models.PROTECT, related_name="+")
    key = models.CharField(max_length=100, help_text="The header Idempotency-Key, unique in the organization.")
    request_hash = models.CharField(max_length=64, help_text="SHA-256 of method, path and body.")
    status = models.PositiveSmallIntegerField(help_text="HTTP.")
    body = models.JSONField(null=True)
    at = models.DateTimeField()

    objects = ApiAnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="api_answer_once", fields=["organization", "key"])]
        indexes = [models.Index(name="api_answer_age", fields=["at"])]

    def __str__(self) -> str:
        return f"{self.status} for {self.key}"
