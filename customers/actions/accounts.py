"""Writes about all of a customer at once: the organization, its owner, its billing details."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from .. import facts
from ..errors import Refused
from ..models import BillingDetails, Organization, User
from ..roles import BillingKind, Level
from .activity import changes, record_activity
from .billing import BILLING_RULES, save_billing_details
from .locks import lock_organization, lock_user
from .merging import Saved, merge
from .organizations import create_customer, update_organization
from .passwords import give_password
from .users import add_user, update_profile

OF_ORGANIZATION = ("name", "email", "phone", "reference")
OF_OWNER = ("username", "first_name", "last_name", "position", "time_zone")
OF_BILLING = tuple(BILLING_RULES)


def _part(given: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: given[name] for name in names if name in given}


@transaction.atomic
def create_customer_account(
    reseller: Organization, *, given: Mapping[str, str], password: str, by: User | None
) -> Organization:
    """A new customer with an owner who can sign in at once, and its billing details. All or nothing.

    `given` holds email, phone, reference and what OF_OWNER and OF_BILLING name. The customer is called as its company,
    else as its owner. The address is proved only when the owner follows a link. Raises Refused for the field concerned.
    """
    named = f"{given['first_name']} {given['last_name']}"
    facts_given = {**_part(given, OF_ORGANIZATION), "phone": facts.phone(given["phone"], country=given["country"])}
    facts_given["name"] = given["company"] if given["kind"] == BillingKind.COMPANY else named
    customer = create_customer(reseller, by=by, **facts_given)
    owner = add_user(
        customer,
        email=given["email"],
        username=given["username"],
        first_name=given["first_name"],
        last_name=given["last_name"],
        level=Level.ADMINISTRATOR,
        invite=False,
        by=by,
    )
    update_profile(owner, by=by, **_part(given, ("position", "time_zone")))
    give_password(owner, password=password, by=by)
    save_billing_details(customer, by=by, **_part(given, OF_BILLING))
    return customer


@transaction.atomic
def change_username(user: User, *, username: str, by: User | None) -> User:
    """Give somebody another username, or none. Raises Refused for one that somebody has, whatever its case."""
    lock_user(user)
    before, after = changes(user, {"username": facts.username(username)})
    if not after:
        return user
    try:
        with transaction.atomic():
            user.save(update_fields=["username"])
    except IntegrityError as error:
        raise Refused("This username is taken.", field="username") from error
    record_activity("user.changed", user, organization=user.organization, by=by, before=before, after=after)
    return user


def account_of(organization: Organization) -> dict[str, Any]:
    """The values that the form of all details opens with; those of the owner only where there is one."""
    owner, details = organization.owner, BillingDetails.objects.filter(organization=organization).first()
    return {
        **{name: getattr(organization, name) or "" for name in OF_ORGANIZATION},
        **({name: getattr(owner, name) or "" for name in OF_OWNER} if owner else {}),
        **{name: getattr(details, name, "") for name in OF_BILLING},
        "owner": organization.owner_id,
    }


@transaction.atomic
def save_account(
    organization: Organization, *, given: Mapping[str, str], opened_with: Mapping[str, Any], by: User
) -> Saved:
    """Save all details as `given` in a form that was opened with `opened_with`; conflicts as in `save_information`."""
    locked = lock_organization(organization.pk)
    if locked is None or locked.deleted_at:
        raise Refused("This customer was deleted meanwhile.")
    if locked.owner_id != opened_with["owner"]:
        raise Refused("This customer has another owner since this page was opened. Open it again.")
    typed, theirs = dict(given), account_of(locked)
    saved = merge(locked, typed=typed, opened_with=opened_with, theirs=theirs)
    changed = {name: typed[name] for name in saved.changed}
    if of_organization := _part(changed, OF_ORGANIZATION):
        update_organization(locked, by=by, **of_organization)
    if locked.owner and "username" in changed:
        change_username(locked.owner, username=changed["username"], by=by)
    if locked.owner and (of_owner := _part(changed, OF_OWNER[1:])):
        update_profile(locked.owner, by=by, **of_owner)
    if _part(changed, OF_BILLING):
        save_billing_details(locked, by=by, **_part({**theirs, **changed}, OF_BILLING))
    return saved
