"""Writes about billing details."""

from collections.abc import Callable
from functools import partial

from django.db import transaction

from .. import facts
from ..errors import Refused
from ..models import BillingDetails, Organization, User
from ..roles import BillingKind
from .activity import changes, record_activity
from .locks import lock_organization
from .organizations import write_folded_copies
from .team_types import keep_team_type


def billing_kind(value: str) -> str:
    """Individual or company."""
    if value not in BillingKind.values:
        raise Refused("Choose individual or company.", field="kind")
    return value


BILLING_RULES: dict[str, Callable[[str], str]] = {
    "kind": billing_kind,
    "company": partial(facts.line, field="company", label="Company", length=200),
    "vat_number": facts.vat_number,
    "country": facts.country,
    "region": partial(facts.line, field="region", label="State or region"),
    "city": partial(facts.line, field="city", label="City"),
    "postal_code": partial(facts.line, field="postal_code", label="Postal code", length=20),
    "address_1": partial(facts.line, field="address_1", label="Address", length=200),
    "address_2": partial(facts.line, field="address_2", label="Address", length=200),
}


def _cleaned(given: dict[str, str]) -> dict[str, str]:
    cleaned = {name: rule(given.get(name, "")) for name, rule in BILLING_RULES.items()}
    if cleaned["kind"] == BillingKind.COMPANY and not cleaned["company"]:
        raise Refused("Enter the company.", field="company")
    if cleaned["kind"] == BillingKind.INDIVIDUAL:
        cleaned |= {"company": "", "vat_number": ""}
    return cleaned


@transaction.atomic
def save_billing_details(organization: Organization, *, by: User | None, **given: str) -> BillingDetails:
    """Set all of a customer's billing details; what is not given is empty. The team type follows.

    kind is individual or company, country a code of ISO 3166-1. An individual has no company and no VAT number. Raises
    Refused for a fact that cannot be.
    """
    cleaned = _cleaned(given)
    locked = lock_organization(organization.pk)
    if locked is None or locked.deleted_at:
        raise Refused("This customer was deleted meanwhile.")
    fresh = BillingDetails(organization=organization, tenant=organization.root)
    details = BillingDetails.objects.filter(organization=organization).first() or fresh
    before, after = changes(details, cleaned)
    if after:
        details.save()
        write_folded_copies(locked)
        locked.save(update_fields=["name_key", "search_text"])
        record_activity("billing.changed", details, organization=organization, by=by, before=before, after=after)
        keep_team_type(organization, by=by)
    return details
