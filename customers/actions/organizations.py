"""Writes about organizations."""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction

from reseller_portal.lib import clock
from reseller_portal.lib.text import name_key, search_text

from .. import facts
from ..errors import Refused
from ..models import BillingDetails, Organization, Suspension, User
from ..roles import Kind
from .activity import changes, record_activity
from .locks import lock_organization
from .sessions import end_sessions_of


def _company_of(organization: Organization) -> str:
    details = (
        BillingDetails.objects.filter(organization=organization) if organization.pk else BillingDetails.objects.none()
    )
    return details.values_list("company", flat=True).first() or ""


def write_folded_copies(organization: Organization) -> None:
    """Set what an organization is sorted and found by, from its facts and the company it is. Nothing is saved."""
    organization.name_key = name_key(organization.name)
    organization.search_text = search_text(
        name=organization.name,
        email=organization.email or "",
        phone=organization.phone,
        reference=organization.reference,
        company=_company_of(organization),
    )


def refuse_taken_contact(email: str, *, tenant: Organization | None, besides: int | None = None) -> None:
    """Raise Refused when another customer of this reseller has the contact email."""
    # Roots have no tenant to be unique in: staff may use one contact for two of them.
    if tenant and Organization.objects.filter(tenant=tenant, email=email).exclude(pk=besides or 0).exists():
        raise Refused("Another customer has this contact email.", field="email")


def _create(kind: Kind, *, tenant: Organization | None, by: User | None, **given: Any) -> Organization:
    organization = Organization(kind=kind, tenant=tenant, registered_at=clock.now(), **given)
    write_folded_copies(organization)
    refuse_taken_contact(given["email"], tenant=tenant)
    try:
        with transaction.atomic():
            organization.save()
    except IntegrityError as error:
        if "email" not in str(error):
            raise
        raise Refused("Another customer has this contact email.", field="email") from error
    noun = "reseller" if kind == Kind.RESELLER else "customer"
    after = {name: given[name] for name in ("name", "email", "phone")}
    record_activity(f"{noun}.created", organization, organization=organization, by=by, after=after)
    return organization


def _create_root(
    kind: Kind, *, name: str, email: str, currency: str, time_zone: str, phone: str = "", by: User | None
) -> Organization:
    return _create(
        kind,
        tenant=None,
        by=by,
        name=facts.name(name),
        email=facts.email(email),
        phone=facts.phone(phone),
        currency=facts.currency(currency),
        time_zone=facts.time_zone(time_zone),
    )


@transaction.atomic
def create_reseller(*, by: User | None, **given: str) -> Organization:
    """A new reseller: name, email, currency (ISO 4217), time_zone (IANA) and, if wanted, phone.

    Raises Refused for a fact that cannot be.
    """
    return _create_root(Kind.RESELLER, by=by, **given)


@transaction.atomic
def create_direct_customer(*, by: User | None, **given: str) -> Organization:
    """A new customer without a reseller. Facts, units and errors as in `create_reseller`."""
    return _create_root(Kind.REGULAR, by=by, **given)


@transaction.atomic
def create_customer(
    reseller: Organization,
    *,
    name: str,
    email: str,
    phone: str = "",
    reference: str = "",
    metadata: dict[str, str] | None = None,
    by: User | None,
) -> Organization:
    """A new customer of a reseller, whose currency and time zone it inherits.

    Raises Refused for a fact that cannot be, and when the reseller has a customer with this contact email.
    """
    if reseller.kind != Kind.RESELLER or not reseller.is_active:
        raise Refused("Only an active reseller can have customers.")
    return _create(
        Kind.RESELLEE,
        tenant=reseller,
        by=by,
        name=facts.name(name),
        email=facts.email(email),
        phone=facts.phone(phone),
        reference=facts.reference(reference),
        metadata=facts.metadata(metadata or {}),
    )


def lock_living(organization: Organization) -> None:
    """Lock an organization and read it as it stands now. Raises Refused for one that was deleted meanwhile."""
    lock_organization(organization.pk)
    organization.refresh_from_db()
    if organization.deleted_at:
        raise Refused("This organization was deleted.")


@transaction.atomic
def update_organization(organization: Organization, *, by: User | None, **given: Any) -> Organization:
    """Change some of name, email, phone, reference, metadata and, on a root, currency and time_zone.

    Facts not given stay as they are; metadata is given as a whole.
    """
    lock_living(organization)
    rules: dict[str, Callable[[Any], Any]] = {
        "name": facts.name,
        "email": facts.email,
        "phone": facts.phone,
        "reference": facts.reference,
        "metadata": facts.metadata,
    }
    if organization.tenant_id is None:
        rules |= {"currency": facts.currency, "time_zone": facts.time_zone}
    before, after = changes(organization, {field: rules[field](value) for field, value in given.items()})
    if not after:
        return organization
    if "email" in after:
        refuse_taken_contact(after["email"], tenant=organization.tenant, besides=organization.pk)
    write_folded_copies(organization)
    try:
        with transaction.atomic():
            organization.save(update_fields=[*after, "name_key", "search_text"])
    except IntegrityError as error:
        if "email" not in str(error):
            raise
        raise Refused("Another customer has this contact email.", field="email") from error
    record_activity("organization.changed", organization, organization=organization, by=by, before=before, after=after)
    return organization


@transaction.atomic
def disable_organization(
    organization: Organization, *, reason: str = "", block_api: bool = False, by: User | None
) -> Organization:
    """Let nobody of it sign in, of a reseller's customers neither; open sessions end. Nothing is revoked or lost.

    `reason` is erased with the customer. Its API tokens keep working unless `block_api`. A date it had is overtaken.
    Of one that is disabled already only its API can be blocked too; the days until its deletion go on.
    """
    reason = facts.reason(reason)
    lock_living(organization)
    if organization.is_active:
        now = clock.now()
        organization.disabled_at, organization.api_blocked = now, block_api
        organization.save(update_fields=["disabled_at", "api_blocked"])
        Suspension.objects.filter(organization=organization).delete()
        Suspension.objects.create(
            tenant=organization.root, organization=organization, starts_at=now, reason=reason, block_api=block_api
        )
        after = ({"reason": reason} if reason else {}) | ({"api_blocked": True} if block_api else {})
        record_activity("organization.disabled", organization, organization=organization, by=by, after=after)
        end_sessions_of(organization, by=by)
    elif block_api and not organization.api_blocked:
        _block_api(organization, by=by)
    return organization


def _block_api(organization: Organization, *, by: User | None) -> None:
    organization.api_blocked = True
    organization.save(update_fields=["api_blocked"])
    Suspension.objects.filter(organization=organization).update(block_api=True)
    told = {"api_blocked": True}
    record_activity("organization.changed", organization, organization=organization, by=by, after=told)


@transaction.atomic
def enable_organization(organization: Organization, *, by: User | None) -> Organization:
    """Let its people sign in again, and its tokens too. The days until its deletion are forgotten."""
    lock_living(organization)
    if organization.disabled_at:
        organization.disabled_at, organization.api_blocked = None, False
        organization.save(update_fields=["disabled_at", "api_blocked"])
        Suspension.objects.filter(organization=organization).delete()
        record_activity("organization.enabled", organization, organization=organization, by=by)
    return organization
