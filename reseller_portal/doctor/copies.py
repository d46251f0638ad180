"""Do the copies agree with what they were copied from? Columns that actions write so that a list or a rule needs no join."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Count, F, Field, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from billing.models import TenantUsage
from customers.models import Invite, Organization, Tag, User
from customers.roles import Kind
from customers.team_types import expected_team_type

from ..lib.keyset import keyset_pages
from ..lib.text import name_key, search_text
from ..lib.windows import windows
from .findings import Finding

# What a row belongs to: its tenant is a copy of theirs. An actor, in contrast, may be anybody.
PARENTS = ("organization", "request", "user", "activity", "debit", "credit", "asked_by", "made_by", "invite", "tag",
           "token", "transcription")  # fmt: skip
# Nothing else than the reseller itself is their parent.
OF_THE_RESELLER = (Tag,)
OF_A_ROOT = (TenantUsage,)  # sums over all of a tenant


def tenant_models() -> list[type[Model]]:
    """Every model whose rows carry a copy of their tenant; not proxies, the organizations and what has no other parent."""
    others = (Organization, *OF_THE_RESELLER, *OF_A_ROOT)
    models = [model for model in apps.get_models() if not model._meta.proxy and model not in others]
    return [model for model in models if any(field.name == "tenant" for field in model._meta.fields)]


def parents_of(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.fields if field.name in PARENTS and field.is_relation]


def _expected_tenant(parent: Field) -> F | Coalesce:
    if parent.related_model is Organization:
        return Coalesce(F(f"{parent.name}__tenant"), F(parent.name))
    return F(f"{parent.name}__tenant")


def _strays(model: type[Model], parent: Field) -> Iterator[Finding]:
    noun = str(model._meta.verbose_name)
    elsewhere = Q(**{f"{parent.name}__isnull": False}) & ~Q(tenant=F("expected"))
    for window, _ in windows(model._base_manager.all()):
        rows = window.annotate(expected=_expected_tenant(parent)).filter(elsewhere)
        # A parent of no tenant, which is staff's, has rows of no tenant.
        for pk in rows.exclude(tenant=None, expected=None).values_list("pk", flat=True):
            yield Finding(f"{noun} {pk} has another tenant than its {parent.name}")


def tenants() -> Iterator[Finding]:
    """Every row's tenant is its parent's, and every tenant is a reseller or its own root."""
    for window, _ in windows(Organization.objects.all()):
        odd = window.filter(tenant__isnull=False).exclude(tenant__kind=Kind.RESELLER)
        for pk in odd.values_list("pk", flat=True):
            yield Finding(f"organization {pk} is a customer of what is no reseller")
    for own in OF_THE_RESELLER:
        for pk in own.objects.exclude(tenant__kind=Kind.RESELLER).values_list("pk", flat=True):
            yield Finding(f"{own._meta.verbose_name} {pk} belongs to what is no reseller")
    for sums in OF_A_ROOT:
        for pk in sums.objects.exclude(tenant__tenant=None).values_list("pk", flat=True):
            yield Finding(f"{sums._meta.verbose_name} {pk} belongs to what has a tenant itself")
    for model in tenant_models():
        if not (parents := parents_of(model)):
            yield Finding(f"{model.__name__} has a tenant and no parent that is known here")
        for parent in parents:
            yield from _strays(model, parent)


def kinds() -> Iterator[Finding]:
    """`User.kind` is the kind of the user's organization."""
    for window, _ in windows(User.objects.filter(organization__isnull=False)):
        for user in window.exclude(kind=F("organization__kind")).values("pk", "kind", "organization__kind"):
            yield Finding(f"user {user['pk']} is of kind {user['kind']} in a {user['organization__kind']} organization")


def _seated() -> Coalesce:
    seated: QuerySet = User.objects.seated().filter(organization=OuterRef("pk")).order_by()
    return Coalesce(Subquery(seated.values("organization").annotate(number=Count("pk")).values("number")), 0)


def seats() -> Iterator[Finding]:
    """`Organization.seats` is the number of its active users who have accepted."""
    for window, _ in windows(Organization.objects.all()):
        for row in window.annotate(seated=_seated()).exclude(seats=F("seated")).values("pk", "seats", "seated"):
            yield Finding(f"organization {row['pk']} counts {row['seats']}, and has {row['seated']}")


def team_types() -> Iterator[Finding]:
    """`Organization.team_type` is what owner and billing details make of it."""
    for window, _ in windows(Organization.objects.all()):
        rows = window.annotate(expected=expected_team_type()).exclude(team_type=F("expected"))
        for row in rows.values("pk", "team_type", "expected"):
            yield Finding(f"organization {row['pk']} is of team type {row['team_type']}, not {row['expected']}")


def invites() -> Iterator[Finding]:
    """`Invite.used` is the number of those who registered with it."""
    for window, _ in windows(Invite.objects.all()):
        counted = window.annotate(registered=Count("registrations")).exclude(used=F("registered"))
        for row in counted.values("pk", "used", "registered"):
            yield Finding(f"invite {row['pk']} counts {row['used']}, and {row['registered']} registered with it")


def sorting_and_search() -> Iterator[Finding]:
    """`name_key` and `search_text` are what is made of the name, email, phone, reference and company."""
    reads = ["name", "email", "phone", "reference", "billing_details__company", "name_key", "search_text"]
    for page in keyset_pages(Organization.objects.all(), reads):
        for row in page:
            if row["name_key"] != name_key(row["name"]):
                yield Finding(f"organization {row['id']} is sorted by another name than it has")
            parts = {name: row[name] or "" for name in ("name", "email", "phone", "reference")}
            found_by = search_text(**parts, company=row["billing_details__company"] or "")
            if row["search_text"] != found_by:
                yield Finding(f"organization {row['id']} is found by other words than it has")
