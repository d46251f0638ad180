"""What happened, in plain words: a sentence a verb, a label a field, the way a value is read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .facts import country_names, phone_display
from .models import Activity
from .roles import BillingKind, Level

# {who} is the user it was done to, {fields} the labels of what changed.
SENTENCES = {
    "activity.exported": "Exported the activity",
    "api_token.created": "Created an API token",
    "api_token.revoked": "Revoked an API token",
    "balance.deducted": "Deducted money from the balance",
    "balance.refilled": "Added money to the balance",
    "balance.undone": "Took the latest movement of money back",
    "credits.asked_for": "Asked the platform for credits",
    "credits.issued": "Issued credits",
    "credits.recharged": "Recharged credits",
    "credits.request_granted": "Granted the request for credits",
    "credits.request_refused": "Refused the request for credits",
    "credits.returned": "Returned credits to the pool",
    "credits.set": "Set the available credits",
    "credits.thresholds_set": "Set when low credits are mailed",
    "credits.undone": "Took the latest movement of credits back",
    "credits.withdrawn": "Took issued credits back",
    "billing.changed": "Changed the billing details: {fields}",
    "customer.created": "Created the customer",
    "customer.deleted": "Deleted the customer",
    "customer.registered": "Registered with an invitation",
    "customers.exported": "Exported customers",
    "deletion.announced": "Announced the deletion by mail",
    "deletion.held": "Put the deletion on hold",
    "deletion.released": "Released the hold of the deletion",
    "invite.created": "Made an invitation link",
    "invite.mailed": "Mailed an invitation",
    "invite.renewed": "Made a new invitation link and ended the one before",
    "invite.revoked": "Revoked an invitation",
    "metric.changed": "Changed a metric: {fields}",
    "metric.created": "Created a metric",
    "metric.deleted": "Deleted a metric",
    "note.added": "Added a note",
    "note.changed": "Changed a note",
    "note.deleted": "Deleted a note",
    "organization.changed": "Changed {fields}",
    "organization.disabled": "Disabled the customer",
    "organization.disabling_called_off": "Called off that the customer is disabled",
    "organization.disabling_scheduled": "Set the day on which the customer is disabled",
    "organization.enabled": "Enabled the customer",
    "reseller.created": "Created the reseller",
    "tag.changed": "Changed a tag: {fields}",
    "tag.created": "Created a tag",
    "tag.deleted": "Deleted a tag",
    "tags.set": "Set the tags",
    "user.added": "Added {who}",
    "user.changed": "Changed {fields} of {who}",
    "user.deactivated": "Deactivated {who}",
    "user.email_change_requested": "Asked for another sign-in address for {who}",
    "user.email_changed": "Changed the sign-in address of {who}",
    "user.email_confirmation_mailed": "Mailed {who} a link to confirm the address",
    "user.email_confirmed": "Confirmed the sign-in address of {who}",
    "user.generated_password_used": "Signed in with the generated password",
    "user.invited": "Mailed {who} a link to set a password",
    "user.made_owner": "Made {who} the owner",
    "user.password_change_required": "Asked {who} for a new password",
    "user.password_reset": "Reset the password of {who}",
    "user.password_set": "Set the password of {who}",
    "user.reactivated": "Reactivated {who}",
    "user.removed": "Removed {who}",
    "user.signed_in": "Signed in",
    "user.signed_out": "Signed out",
    "user.signed_out_everywhere": "Signed out {who} on all other devices",
}
# What people did to themselves reads better without their name.
OWN = {
    "user.changed": "Changed own {fields}",
    "user.email_change_requested": "Asked for another sign-in address",
    "user.email_changed": "Changed the own sign-in address",
    "user.email_confirmation_mailed": "Asked for a link to confirm the own address",
    "user.email_confirmed": "Confirmed the own sign-in address",
    "user.password_set": "Set a password",
    "user.signed_out_everywhere": "Signed out on all other devices",
}
LABELS = {
    "active": "Active",
    "address_1": "Address line 1",
    "address_2": "Address line 2",
    "alert_lines": "Mailed below",
    "amount": "Amount",
    "city": "City",
    "company": "Company",
    "country": "Country",
    "api_blocked": "API access blocked",
    "colour": "Colour",
    "currency": "Currency",
    "days": "Days ahead",
    "disabled_on": "Disabled on",
    "email": "Email address",
    "first_name": "First name",
    "kind": "Individual or company",
    "language": "Language",
    "last_name": "Last name",
    "level": "Level",
    "name": "Organization name",
    "phone": "Phone number",
    "position": "Role in the company",
    "postal_code": "Postal code",
    "reference": "Reference",
    "region": "State or region",
    "reason": "Reason",
    "tags": "Tags",
    "theme": "Theme",
    "time_zone": "Time zone",
    "username": "Username",
    "vat_number": "VAT number",
    "uses": "Customers who may register",
}
# Said by another field (role follows level), or an ID that means nothing to a reader (owner).
SILENT = {"role", "owner"}


@dataclass(frozen=True)
class Change:
    """One field's values, as they are read. Empty ones say so."""

    label: str
    before: str
    after: str


def label(field: str) -> str:
    """A field's name as the screens call it."""
    return LABELS.get(field) or field.replace("_", " ").capitalize()


def listed(words: list[str]) -> str:
    """a; a and b; a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def value(field: str, stored: Any) -> str:
    """A stored value as people read it; empty for none."""
    if stored in (None, ""):
        return ""
    if field == "phone":
        return phone_display(str(stored))
    if field == "country":
        return country_names().get(str(stored), str(stored))
    if field == "kind" and stored in BillingKind.values:
        return str(BillingKind(stored).label)
    if field == "level" and stored in Level.values:
        return str(Level(stored).label)
    if isinstance(stored, bool):
        return "On" if stored else "Off"
    return str(stored)


def sentence(activity: Activity, who: str) -> str:
    """What was done. A verb that nobody put into words is read as it stands: tag.added becomes Added tag."""
    noun, _, done = activity.verb.partition(".")
    to_self = activity.subject_kind == "user" and activity.subject_id == activity.actor_id
    plain = f"{done.replace('_', ' ').capitalize()} {noun.replace('_', ' ')}"
    words = (OWN if to_self and activity.verb in OWN else SENTENCES).get(activity.verb, plain)
    fields = [label(field) for field in activity.fields if field not in SILENT]
    return words.format(who=who, fields=listed(fields) if fields else "details")


def changes(activity: Activity) -> Iterator[Change]:
    """What each field was and became; nothing where the values were erased."""
    detail = getattr(activity, "detail", None)
    if detail is None:
        return
    for field in activity.fields:
        before, after = value(field, detail.before.get(field)), value(field, detail.after.get(field))
        if field not in SILENT and (before or after):
            yield Change(label(field), before, after)


def meanwhile(by_field: Mapping[str, str]) -> str:
    """Who changed which fields: Mara Kessler changed Phone number and Active meanwhile."""
    people: dict[str, list[str]] = {}
    for field, who in by_field.items():
        people.setdefault(who, []).append(label(field))
    return listed([f"{who} changed {listed(fields)}" for who, fields in people.items()]) + " meanwhile"
