"""Users: who can sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Lower

from reseller_portal.lib import clock

from ..roles import Kind, Level, Role

if TYPE_CHECKING:
    from ..scope import Scope

_ROLE_FITS_KIND = (
    Q(kind="", role="")
    | Q(kind=Kind.RESELLER, role=Role.RESELLER)
    | Q(kind=Kind.RESELLEE, role=Role.RESELLEE)
    | Q(kind=Kind.REGULAR, role__in=[Role.CUSTOMER, Role.CONTRIBUTOR])
)
_LEVEL_FITS_ROLE = (
    Q(role="", level="")
    | Q(role=Role.RESELLER, level__in=[Level.OWNER, Level.SUPPORT, Level.FINANCE, Level.READ_ONLY])
    | Q(role=Role.RESELLEE, level__in=[Level.ADMINISTRATOR, Level.MEMBER])
    | Q(role=Role.CUSTOMER, level=Level.ADMINISTRATOR)
    | Q(role=Role.CONTRIBUTOR, level=Level.MEMBER)
)
# Staff belong to no organization; everybody else belongs to one, and the three copies of it stand or fall together.
_BELONGS_OR_IS_STAFF = Q(is_staff=True, organization__isnull=True, tenant__isnull=True, kind="") | (
    Q(is_staff=False, is_superuser=False, organization__isnull=False, tenant__isnull=False) & ~Q(kind="")
)


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, scope: Scope) -> Self:
        """A reseller's people reach their team and their customers' users, administrators their own, members themselves."""
        if scope.organization is None:
            return self.none()
        if scope.role == Role.RESELLER:
            return self.existing().filter(tenant=scope.organization)
        if scope.may("console.users"):
            return self.existing().filter(organization=scope.organization)
        return self.existing().filter(pk=scope.user.pk) if scope.user else self.none()

    def existing(self) -> Self:
        return self.filter(deleted_at=None)

    def seated(self) -> Self:
        """Those who take a seat: active, and past setting a password."""
        return self.existing().filter(is_active=True, accepted_at__isnull=False)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        """Make a member of staff. `manage.py createsuperuser` calls it; everybody else is added by an action."""
        from allauth.account.models import EmailAddress

        user: User = self.model(
            email=email.lower(),
            is_staff=True,
            is_superuser=True,
            joined_at=clock.now(),
            accepted_at=clock.now(),
            **extra,
        )
        user.set_password(password)
        with transaction.atomic(using=self._db):
            user.save(using=self._db)
            # As for everybody else: who changes the address later is told at the old one.
            EmailAddress.objects.using(self._db).create(user=user, email=user.email, primary=True)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in: staff, or somebody of exactly one organization. Never removed, only made a tombstone."""

    organization = models.ForeignKey(
        "customers.Organization", models.PROTECT, null=True, blank=True, related_name="users"
    )
    tenant = models.ForeignKey(
        "customers.Organization", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    # A copy of the organization's kind, because a CHECK cannot look into another table.
    kind = models.CharField(max_length=10, choices=Kind, blank=True, editable=False)
    role = models.CharField(max_length=11, choices=Role, blank=True, editable=False)
    level = models.CharField(max_length=13, choices=Level, blank=True)
    email = models.EmailField(unique=True, null=True, error_messages={"unique": "This email already has a sign-in."})
    username = models.CharField(
        max_length=40, unique=True, null=True, blank=True, error_messages={"unique": "This username is taken."}
    )
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    position = models.CharField("role in the company", max_length=100, blank=True)
    is_staff = models.BooleanField("staff", default=False, editable=False)
    is_active = models.BooleanField("active", default=True, help_text="Whether this person may sign in.")
    must_change_password = models.BooleanField(default=False, help_text="Asked for a new password at the next sign-in.")
    password_expires_at = models.DateTimeField(
        null=True, editable=False, help_text="Until when a generated password lets in; it does so once."
    )
    joined_at = models.DateTimeField(editable=False)
    accepted_at = models.DateTimeField(
        null=True, editable=False, help_text="When a password was first set; empty while pending."
    )
    deleted_at = models.DateTimeField(null=True, editable=False)
    language = models.CharField(max_length=10, blank=True)
    time_zone = models.CharField(max_length=64, blank=True, help_text="Empty: the organization's.")
    theme = models.CharField(max_length=6, blank=True, help_text="light or dark; empty: as the device says.")
    rows_per_page = models.PositiveSmallIntegerField(default=25, editable=False, help_text="Of the customer list.")
    customer_columns = models.JSONField(
        default=list, blank=True, editable=False, help_text="Of the customer list, in order; empty: the default ones."
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_belongs_or_is_staff",
                condition=_BELONGS_OR_IS_STAFF,
                violation_error_message="A user is either staff or belongs to an organization.",
            ),
            models.CheckConstraint(name="user_role_fits_kind", condition=_ROLE_FITS_KIND),
            models.CheckConstraint(name="user_level_fits_role", condition=_LEVEL_FITS_ROLE),
            models.CheckConstraint(
                name="user_email_is_lower_case", condition=Q(email__isnull=True) | Q(email=Lower("email"))
            ),
            models.CheckConstraint(
                name="user_username_is_plain",
                condition=Q(username__isnull=True) | (Q(username=Lower("username")) & ~Q(username__contains="@")),
            ),
            models.CheckConstraint(
                name="user_email_unless_deleted",
                condition=Q(deleted_at__isnull=True, email__isnull=False)
                | Q(deleted_at__isnull=False, email__isnull=True, username__isnull=True, is_active=False),
            ),
        ]
        indexes = [
            models.Index(name="user_of_organization", fields=["organization", "id"]),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email or f"Deleted user {self.pk}"

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name or str(self)

    @property
    def status(self) -> str:
        """Active, Pending (added, no password set yet) or Deactivated."""
        if not self.is_active:
            return "Deactivated"
        return "Active" if self.accepted_at else "Pending"
