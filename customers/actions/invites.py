"""Invitations: making links, mailing them, ending them, and the registrations that they lead to."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction

from reseller_portal.lib import clock

from .. import facts
from ..errors import Ended, Refused
from ..links import digest, new_token
from ..models import Invite, Organization, Registration, User
from ..roles import Level
from .activity import record_activity
from .organizations import create_customer, refuse_taken_contact
from .users import add_user, refuse_taken_sign_in, set_password

LASTS = timedelta(days=7)
MOST_USES = 1000
MOST_ADDRESSES = 50
ENDED = "This link has ended already."


def _lock(pk: int) -> Invite:
    # Without its key, as organizations are: a registration that refers to it need not wait.
    rows = Invite.objects.select_related("tenant").select_for_update(of=("self",), no_key=True)
    return rows.get(pk=pk)


def _new(reseller: Organization, *, uses: int | None, by: User | None, **given: Any) -> Invite:
    """An invite without its token. One for any number is a sign-up page and does not expire. Nothing is saved."""
    now = clock.now()
    expires_at = None if uses is None else now + LASTS
    return Invite(tenant=reseller, uses=uses, made_by=by, made_at=now, expires_at=expires_at, **given)


def _mint(invite: Invite) -> None:
    invite.token = new_token()
    invite.token_hash, invite.prefix = digest(invite.token), invite.token[:6]


@transaction.atomic
def create_link(reseller: Organization, *, uses: int | None, by: User | None) -> Invite:
    """A link to copy, for `uses` customers within 7 days; None: for any number, until it is revoked.

    The invite that is returned has its `token`, which nobody can read again. Raises Refused for a number that cannot be.
    """
    if uses is not None and not 1 <= uses <= MOST_USES:
        raise Refused(f"Enter a number from 1 to {MOST_USES:,}.", field="uses")
    invite = _new(reseller, uses=uses, by=by)
    _mint(invite)
    invite.save()
    record_activity("invite.created", invite, organization=reseller, by=by, after={"uses": uses or "No limit"})
    return invite


def _refuse_address(reseller: Organization, email: str) -> None:
    refuse_taken_sign_in(email)
    refuse_taken_contact(email, tenant=reseller)
    if Invite.objects.pending().filter(tenant=reseller, email=email).exists():
        raise Refused("An invitation is pending. Mail it again from the list.")


def _checked(reseller: Organization, emails: Iterable[str]) -> list[str]:
    """The addresses, each once. Raises Refused that names each one that cannot be invited, with the reason."""
    found, problems = list[str](), list[str]()
    for typed in emails:
        try:
            address = facts.email(typed)
            _refuse_address(reseller, address)
            found.append(address)
        except Refused as refusal:
            problems.append(f"{typed}: {refusal.message}")
    if problems:
        raise Refused("\n".join(problems), field="emails")
    return list(dict.fromkeys(found))


@transaction.atomic
def mail_invites(reseller: Organization, *, emails: Iterable[str], by: User | None) -> list[Invite]:
    """Mail each address an invitation of its own, for one customer within 7 days: all of them or none.

    The worker makes each link as it mails it. Raises Refused for no addresses, too many, and any that cannot be invited.
    """
    from ..tasks import mail_invitation

    addresses = _checked(reseller, emails)
    if not 1 <= len(addresses) <= MOST_ADDRESSES:
        raise Refused(f"Enter 1 to {MOST_ADDRESSES} addresses.", field="emails")
    made = []
    for address in addresses:
        invite = _new(reseller, uses=1, by=by, email=address)
        invite.save()
        record_activity("invite.mailed", invite, organization=reseller, by=by, after={"email": address})
        mail_invitation.enqueue(invite.pk)
        made.append(invite)
    return made


@transaction.atomic
def make_mailed_link(invite: Invite, *, by: User | None) -> Invite | None:
    """Give an invite that is about to be mailed its link, for the worker. None when it was mailed, or has ended.

    A task that died between this and the mail may run again: the link that nobody got is then another's no more.
    """
    locked = _lock(invite.pk)
    if locked.mailed_at or not locked.email or not locked.is_usable:
        return None
    _mint(locked)
    locked.save(update_fields=["token_hash", "prefix"])
    return locked


@transaction.atomic
def note_mailed(invite: Invite, *, by: User | None) -> None:
    """Write down that the mail has left."""
    Invite.objects.filter(pk=invite.pk).update(mailed_at=clock.now())


@transaction.atomic
def revoke_invite(invite: Invite, *, by: User | None) -> Invite:
    """End a link: nobody registers with it any more. Whoever did stays. Raises Refused where nothing is left to end."""
    locked = _lock(invite.pk)
    if locked.state not in ("Pending", "Open"):
        raise Refused(ENDED)
    locked.revoked_at = clock.now()
    locked.save(update_fields=["revoked_at"])
    record_activity("invite.revoked", locked, organization=locked.tenant, by=by)
    return locked


@transaction.atomic
def renew_invite(invite: Invite, *, by: User | None) -> Invite:
    """Make a new link for what is left of one, and end the old one. One that was mailed is mailed again.

    Raises Refused for one that was revoked, renewed or used up, and when its address has a sign-in meanwhile.
    """
    from ..tasks import mail_invitation

    old = _lock(invite.pk)
    if old.revoked_at or old.state == "Accepted":
        raise Refused(ENDED)
    if old.email:
        refuse_taken_sign_in(old.email)
    old.revoked_at = clock.now()
    old.save(update_fields=["revoked_at"])
    new = _new(old.tenant, uses=old.left, by=by, email=old.email, replaces=old)
    if not old.email:
        _mint(new)
    new.save()
    record_activity("invite.renewed", new, organization=new.tenant, by=by)
    if new.email:
        mail_invitation.enqueue(new.pk)
    return new


def _create_customer(reseller: Organization, *, email: str, by: User | None, **given: Any) -> Organization:
    try:
        return create_customer(reseller, email=email, by=by, **given)
    except Refused as refusal:
        if refusal.field != "email":
            raise
        # Whose contact it is, is not for a stranger to know.
        raise Refused(f"This email cannot be used here. Ask {reseller}, or use another one.", field="email") from None


def _made_earlier(invite: Invite, key: UUID, password: str) -> User | None:
    rows = Registration.objects.select_related("user__organization__tenant")
    registration = rows.filter(invite=invite, key=key).first()
    if registration and not registration.user.check_password(password):
        raise Ended(ENDED)
    return registration.user if registration else None


def _prove_address(user: User, invite: Invite) -> None:
    """Only the address that the invitation was mailed to is known to be theirs; any other gets a link to confirm it."""
    from ..tasks import mail_email_confirmation

    address = EmailAddress.objects.get(user=user, email=user.email)
    if invite.email:
        address.verified = True
        address.save(update_fields=["verified"])
    else:
        mail_email_confirmation.enqueue(address.pk)


@transaction.atomic
def register_customer(
    invite: Invite,
    *,
    key: UUID,
    name: str,
    email: str,
    phone: str,
    first_name: str,
    last_name: str,
    password: str,
    by: User | None,
) -> User:
    """A new customer of the invite's reseller and its owner, who is returned: all or nothing, and one use.

    The row is locked before it is counted, so of many at one moment no more get in than may. The same form sent again,
    with the same password, gets the first answer. An invitation that was mailed is for its own address, whatever `email` says.
    Raises Ended for a link that leads nowhere, and Refused for a fact that cannot be.
    """
    locked = _lock(invite.pk)
    if earlier := _made_earlier(locked, key, password):
        return earlier
    if not locked.is_usable:
        raise Ended(ENDED)
    address = facts.email(locked.email or email)
    refuse_taken_sign_in(address)
    customer = _create_customer(locked.tenant, name=name, email=address, phone=phone, by=by)
    names = {"first_name": first_name, "last_name": last_name}
    user = add_user(customer, email=address, level=Level.ADMINISTRATOR, invite=False, by=by, **names)
    set_password(user, password=password, by=user)
    _prove_address(user, locked)
    locked.used += 1
    locked.save(update_fields=["used"])
    Registration.objects.create(tenant=locked.tenant, invite=locked, user=user, key=key, registered_at=user.joined_at)
    record_activity("customer.registered", customer, organization=customer, by=user)
    return user
