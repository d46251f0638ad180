"""Organizations: resellers, their customers, and direct customers."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import F, FilteredRelation, Min, OuterRef, Q, Subquery, Sum, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Lower

from reseller_portal.lib.meters import LOW_BELOW
from reseller_portal.lib.runway import since
from reseller_portal.lib.text import NAME_LENGTH

from ..roles import Kind, Role, TeamType
from .tags import CustomerTag, Tag
from .using import UsingQuerySet

if TYPE_CHECKING:
    from ..scope import Scope

ROOTS = (Kind.RESELLER, Kind.REGULAR)


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def visible_to(self, scope: Scope) -> Self:
        """A reseller reaches itself and its customers; everybody else their own organization; nobody a tombstone."""
        if scope.organization is None:
            return self.none()
        own = Q(pk=scope.organization.pk)
        if scope.role == Role.RESELLER:
            own |= Q(tenant=scope.organization)
        return self.existing().filter(own)

    def existing(self) -> Self:
        return self.filter(deleted_at=None)

    def active(self) -> Self:
        return self.existing().filter(disabled_at=None)

    def with_use(self, today: date) -> Self:
        """With `used_lately` in the days that a forecast looks back, `first_used_on`, and `counted_since` of the meter.

        Like `with_credits` it reads an upper app's tables by the names of their relations. Ask it of a page of rows.
        """
        days: Any = self.model._meta.get_field("daily_use").related_model
        own = days.objects.filter(organization=OuterRef("pk"))
        lately = own.filter(day__gte=since(today)).order_by().values("organization").annotate(sum=Sum("amount"))
        return self.annotate(
            used_lately=Coalesce(Subquery(lately.values("sum")), 0),
            first_used_on=Subquery(own.order_by("day").values("day")[:1]),
            counted_since=F("allocation__began_at"),
        )

    def disabled(self) -> Self:
        return self.existing().filter(disabled_at__isnull=False)  # an exclude would read every row

    def to_be_disabled(self) -> Self:
        return self.active().filter(suspension__isnull=False)

    def held(self) -> Self:
        return self.disabled().filter(suspension__held_at__isnull=False)

    def to_be_deleted(self, *, disabled_until: datetime, now: datetime) -> Self:
        """Customers disabled at or before a moment whose deletion nothing holds up. A reseller is never among them."""
        free = Q(suspension__held_at=None) & (Q(suspension__not_before=None) | Q(suspension__not_before__lte=now))
        return self.disabled().filter(free, disabled_at__lte=disabled_until).exclude(kind=Kind.RESELLER)


class CustomerQuerySet(OrganizationQuerySet, UsingQuerySet):  # type: ignore[override]
    def totals(self, everyone: int | None = None) -> dict[str, int]:
        """How many there are: `all` and `active`. Whoever has counted them already says how many that is."""
        counted = self.count() if everyone is None else everyone
        return {"all": counted, "active": counted - self.disabled().count()}

    def lost(self, scope: Scope, since: datetime) -> int:
        """How many customers a reseller lost since a moment: disabled, or deleted while active. Of tombstones it says no more."""
        if scope.organization is None or scope.role != Role.RESELLER:
            return 0
        gone = Q(disabled_at__gte=since) | Q(disabled_at=None, deleted_at__gte=since)
        return self.filter(gone, tenant=scope.organization).count()

    def _with_accounts(self, *kinds: str) -> Self:
        """The one place of this app that reads an upper app's table, by its relation's name."""
        joins = {f"{kind}_account": FilteredRelation("accounts", condition=Q(accounts__kind=kind)) for kind in kinds}
        return self.annotate(**joins).annotate(**{kind: Coalesce(F(f"{kind}_account__balance"), 0) for kind in kinds})

    def with_credits(self) -> Self:
        """With `available`, `reserved` and `used` in hundredths of a credit."""
        return self._with_accounts("available", "reserved", "used")

    def with_balance(self) -> Self:
        """With `balance` in the currency's minor units."""
        return self._with_accounts("balance")

    def with_account(self) -> Self:
        """With `account`, by which the customer is known: its owner's username or email, else the contact email.

        And `accepted_at`, when that owner came in; empty while the customer is only invited.
        """
        known_as = Coalesce("owner__username", "owner__email", "email", output_field=models.CharField())
        return self.annotate(account=known_as, accepted_at=F("owner__accepted_at"))

    def with_company(self) -> Self:
        """With `company`, of the billing details of those that are one; empty for everybody else."""
        return self.annotate(company=Coalesce("billing_details__company", Value("")))

    def with_first_tag(self) -> Self:
        """With `first_tag`, the key of its first tag by name; empty without any. Only sorting asks for it."""
        on_it = CustomerTag.objects.filter(organization=OuterRef("pk")).order_by().values("organization")
        first = Subquery(on_it.annotate(key=Min("tag__name_key")).values("key"))
        return self.annotate(first_tag=Coalesce(first, Value("")))

    def with_metadata(self, key: str, value: str) -> Self:
        """Those whose metadata has this value under this key, which is one that `facts.metadata` lets pass."""
        kept = Cast(KeyTextTransform(key, "metadata"), models.TextField())  # else the value is compared as JSON
        return self.alias(kept=kept).filter(kept=value)

    def tagged_with(self, tag: Tag) -> Self:
        return self.filter(tagged__tag=tag)  # a customer has a tag once

    def low_on_credits(self) -> Self:
        """Under a quarter of what was assigned is left, but something."""
        quarter = (F("available") + F("reserved") + F("used")) * LOW_BELOW
        return self.filter(available__gt=0).alias(quarter=quarter).filter(quarter__gt=F("available") * 100)

    def out_of_credits(self) -> Self:
        """Some were assigned, and none is left."""
        return self.alias(gone=F("reserved") + F("used")).filter(available=0, gone__gt=0)

    def visible_to(self, scope: Scope) -> Self:
        """A reseller reaches its customers, a customer's user the own organization."""
        if scope.organization is None:
            return self.none()
        if scope.role == Role.RESELLER:
            return self.existing().filter(tenant=scope.organization)
        return self.existing().filter(pk=scope.organization.pk)


class ResellerManager(models.Manager.from_queryset(OrganizationQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> Any:
        return super().get_queryset().filter(kind=Kind.RESELLER)


class CustomerManager(models.Manager.from_queryset(CustomerQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> Any:
        return super().get_queryset().exclude(kind=Kind.RESELLER)  # half the cost of naming the two others, per row


class Organization(models.Model):
    """A company on the platform. Its key is the ID that people see; it is never removed, only made a tombstone.

    `tenant` is the reseller of a customer and null on a root (a reseller, a direct customer).
    """

    kind = models.CharField(max_length=10, choices=Kind)
    tenant = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="customers", verbose_name="reseller"
    )
    owner = models.ForeignKey("customers.User", models.PROTECT, null=True, blank=True, editable=False, related_name="+")
    name = models.CharField(max_length=NAME_LENGTH)
    email = models.EmailField(
        "contact email", null=True, help_text="The contact address. Changing it changes nobody's sign-in."
    )
    phone = models.CharField(max_length=16, blank=True, help_text="E.164, for example +31612345678.")
    currency = models.CharField(max_length=3, blank=True, help_text="ISO 4217. On resellers and direct customers only.")
    time_zone = models.CharField(max_length=64, blank=True, help_text="Days, months and statements follow it.")
    reference = models.CharField(
        max_length=100, blank=True, help_text="The reseller's own number or name for it, which no customer sees."
    )
    metadata = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text="What the reseller's programs keep with it; no customer sees it.",
    )
    # A copy of what owner and billing details say: see customers.team_types.
    team_type = models.CharField(max_length=10, choices=TeamType, default=TeamType.DEFAULT, editable=False)
    seats = models.PositiveIntegerField(default=0, editable=False, help_text="Active users who have accepted.")
    registered_at = models.DateTimeField(editable=False)
    disabled_at = models.DateTimeField(null=True, blank=True, editable=False)
    api_blocked = models.BooleanField(default=False, editable=False, help_text="Its API tokens are refused.")
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Folded copies, written by the actions: see reseller_portal.lib.text.
    name_key = models.CharField(max_length=NAME_LENGTH, editable=False)
    search_text = models.TextField(editable=False)

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="organization_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(
                name="organization_tenant_fits_kind",
                condition=Q(kind=Kind.RESELLEE, tenant__isnull=False) | Q(kind__in=ROOTS, tenant__isnull=True),
                violation_error_message="A reseller's customer has a reseller; a reseller and a direct customer have none.",
            ),
            models.CheckConstraint(
                name="organization_is_not_its_own_tenant", condition=Q(tenant__isnull=True) | ~Q(tenant=F("id"))
            ),
            models.CheckConstraint(
                name="organization_root_has_currency_and_zone",
                condition=(Q(tenant__isnull=True) & ~Q(currency="") & ~Q(time_zone=""))
                | Q(tenant__isnull=False, currency="", time_zone=""),
            ),
            models.CheckConstraint(name="organization_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="organization_email_is_lower_case", condition=Q(email__isnull=True) | Q(email=Lower("email"))
            ),
            models.CheckConstraint(
                name="organization_email_unless_deleted",
                condition=Q(deleted_at__isnull=True, email__isnull=False)
                | Q(deleted_at__isnull=False, email__isnull=True, phone=""),
            ),
            models.CheckConstraint(name="organization_team_type_known", condition=Q(team_type__in=TeamType.values)),
            models.CheckConstraint(
                name="organization_api_blocked_while_disabled",
                condition=Q(api_blocked=False) | Q(disabled_at__isnull=False),
            ),
            models.UniqueConstraint(
                name="organization_email_unique_in_tenant",
                fields=["tenant", "email"],
                violation_error_message="Another customer has this contact email.",
            ),
        ]
        indexes = [
            models.Index(name="organization_registered", fields=["tenant", "registered_at", "id"]),
            models.Index(name="organization_name", fields=["tenant", "name_key", "id"]),
            # By email the unique constraint's own index sorts.
            models.Index(name="organization_phone", fields=["tenant", "phone", "id"]),
            models.Index(name="organization_seats", fields=["tenant", "seats", "id"]),
            models.Index(name="organization_reference", fields=["tenant", "reference", "id"]),
            models.Index(name="organization_team_type", fields=["tenant", "team_type", "id"]),
            # What the purge looks for, among all tenants.
            models.Index(
                name="organization_disabled",
                fields=["disabled_at"],
                condition=Q(disabled_at__isnull=False, deleted_at__isnull=True),
            ),
            # Sorts by status, and holds all that counting asks for, so that no row is read for it.
            models.Index(name="organization_count", fields=["tenant", "deleted_at", "disabled_at", "id", "kind"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def root(self) -> Organization:
        """The organization whose tenant's rows this one's belong to."""
        return self.tenant or self

    @property
    def is_active(self) -> bool:
        return self.disabled_at is None and self.deleted_at is None

    @property
    def lets_people_in(self) -> bool:
        """Whether its people may sign in: it is active, and so is its reseller if it has one."""
        return self.is_active and self.root.is_active


class Reseller(Organization):
    """An organization that sells the product under its own brand."""

    objects = ResellerManager()  # type: ignore[misc]

    class Meta:
        proxy = True


class Customer(Organization):
    """An organization that uses the product: a reseller's customer or a direct one."""

    objects = CustomerManager()  # type: ignore[misc]

    class Meta:
        proxy = True
