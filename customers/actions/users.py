"""Writes about users."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from reseller_portal.lib import clock

from .. import facts
from ..errors import Refused
from ..models import Organization, User
from ..roles import LEVELS_OF_KIND, Kind, Level, role_for
from ..standing import refuse_losing_last_owner, refuse_self, refuse_unless_manager
from .activity import changes, record_activity
from .locks import lock_organization, lock_user
from .sessions import end_sessions
from .team_types import keep_team_type

TAKEN = "This email already has a sign-in."


def _count_seats(organization: Organization | None) -> None:
    # The organization is locked: two people who accept at the same moment must both be counted.
    if organization:
        organization.seats = User.objects.seated().filter(organization=organization).count()
        organization.save(update_fields=["seats"])


def refuse_taken_sign_in(email: str, *, besides: int | None = None) -> None:
    """Raise Refused when somebody on the platform signs in with this address. It never says who, or where."""
    addresses = EmailAddress.objects.filter(email=email).exclude(user=besides)
    if User.objects.filter(email=email).exclude(pk=besides).exists() or addresses.filter(verified=True).exists():
        raise Refused(TAKEN, field="email")


def _save_new(user: User) -> None:
    try:
        with transaction.atomic():
            user.save()
            EmailAddress.objects.create(user=user, email=user.email, primary=True)
    except IntegrityError as error:
        field = "username" if "username" in str(error) else "email"
        raise Refused(TAKEN if field == "email" else "This username is taken.", field=field) from error


def _names(given: dict[str, Any]) -> dict[str, str]:
    labels = {"first_name": "First name", "last_name": "Last name", "position": "Role in the company"}
    return {
        field: facts.person_name(given[field], field=field, label=labels[field]) for field in labels if field in given
    }


@transaction.atomic
def create_staff(*, email: str, first_name: str, last_name: str, password: str, by: User | None) -> User:
    """A member of the platform's staff, who works in Django admin and reaches no tenant's screens."""
    address = facts.email(email)
    refuse_taken_sign_in(address)
    names = _names({"first_name": first_name, "last_name": last_name})
    user = User(email=address, is_staff=True, is_superuser=True, joined_at=clock.now(), **names)
    user.set_unusable_password()
    _save_new(user)
    record_activity("user.added", user, organization=None, by=by)
    return set_password(user, password=password, by=by)


def _lock_open(organization: Organization) -> None:
    # As whoever deletes the organization or adds its first user at this moment does.
    if locked := lock_organization(organization.pk):
        organization.deleted_at, organization.owner_id = locked.deleted_at, locked.owner_id
    if organization.deleted_at:
        raise Refused("A deleted organization takes no users.")


def _pending(organization: Organization, *, email: str, level: str, username: str | None, **names: str) -> User:
    """Somebody of an organization who has set no password yet. Nothing is saved."""
    if level not in LEVELS_OF_KIND[Kind(organization.kind)]:
        raise Refused(f"{organization.name} has no level {level}.", field="level")
    address = facts.email(email)
    refuse_taken_sign_in(address)
    user = User(
        organization=organization,
        tenant=organization.root,
        kind=organization.kind,
        role=role_for(organization.kind, level),
        level=level,
        email=address,
        username=facts.username(username),
        joined_at=clock.now(),
        **_names(names),
    )
    user.set_unusable_password()
    return user


@transaction.atomic
def add_user(
    organization: Organization,
    *,
    email: str,
    first_name: str,
    last_name: str,
    level: str,
    username: str | None = None,
    invite: bool = True,
    by: User | None,
) -> User:
    """Add somebody to an organization and, unless `invite` is false, mail a link to set a password (7 days).

    The first user becomes the owner. Raises Refused when the address or username has a sign-in, or the level does not fit.
    """
    _lock_open(organization)
    refuse_unless_manager(organization, by=by)
    names = {"first_name": first_name, "last_name": last_name}
    user = _pending(organization, email=email, level=level, username=username, **names)
    _save_new(user)
    if organization.owner_id is None:
        organization.owner = user
        organization.save(update_fields=["owner"])
    after = {"email": user.email, "level": str(level)}
    record_activity("user.added", user, organization=organization, by=by, after=after)
    if invite:
        mail_set_password_link(user, by=by)
    return user


@transaction.atomic
def mail_set_password_link(user: User, *, by: User | None) -> User:
    """Mail a pending user a link to set a password. It works for 7 days, until a password is set."""
    from ..tasks import mail_welcome

    lock_user(user)
    refuse_unless_manager(user.organization, by=by)
    if user.status != "Pending":
        raise Refused(f"{user} has a password already. Use Forgot it? on the sign-in page.")
    if user.organization and not user.organization.lets_people_in:
        raise Refused(f"{user.organization} is disabled, so the link would lead nowhere. Enable it first.")
    mail_welcome.enqueue(user.pk)
    record_activity("user.invited", user, organization=user.organization, by=by)
    return user


@transaction.atomic
def set_password(user: User, *, password: str, by: User | None) -> User:
    """Set a password that passes the validators. A pending user is pending no longer and takes a seat.

    Raises Refused for `password` otherwise. Who calls it decides about sessions: those with the old hash end anyway.
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="password") from error
    return adopt_password(user, hashed=make_password(password), by=by)


@transaction.atomic
def adopt_password(user: User, *, hashed: str, by: User | None, verb: str = "user.password_set") -> User:
    """Take over a password as its hash, made elsewhere: people who move in keep theirs. Otherwise as `set_password`."""
    lock_user(user)
    user.password = hashed
    user.must_change_password, user.password_expires_at = False, None
    user.accepted_at = user.accepted_at or clock.now()
    user.save(update_fields=["password", "must_change_password", "password_expires_at", "accepted_at"])
    _count_seats(user.organization)
    keep_team_type(user.organization, by=by)
    record_activity(verb, user, organization=user.organization, by=by)
    return user


@transaction.atomic
def accept_invitation(user: User, *, password: str, by: User | None, **names: str) -> User:
    """Set the first password of a pending user who followed the mailed link, which proves the address too.

    `names` are first_name and last_name, from somebody who was invited without.
    """
    lock_user(user)
    if user.status != "Pending":
        raise Refused("This link was used already. Sign in, or ask for a new password there.")
    update_profile(user, by=by, **names)
    set_password(user, password=password, by=by)
    EmailAddress.objects.filter(user=user, email=user.email).update(verified=True)
    keep_team_type(user.organization, by=by)
    return user


@transaction.atomic
def require_password_change(user: User, *, by: User | None) -> User:
    """Ask for a new password at this user's next request."""
    lock_user(user)
    user.must_change_password = True
    user.save(update_fields=["must_change_password"])
    record_activity("user.password_change_required", user, organization=user.organization, by=by)
    return user


@transaction.atomic
def change_level(user: User, *, level: str, by: User | None) -> User:
    """Give a user another level of the same organization. The last owner of a reseller keeps theirs."""
    lock_user(user)
    refuse_unless_manager(user.organization, by=by)
    if user.organization is None or level not in LEVELS_OF_KIND[Kind(user.kind)]:
        raise Refused("This level does not exist here.", field="level")
    if level == user.level:
        return user
    refuse_losing_last_owner(user, by=by)
    before, after = changes(user, {"level": str(level), "role": str(role_for(user.kind, level))})
    user.save(update_fields=["level", "role"])
    record_activity("user.changed", user, organization=user.organization, by=by, before=before, after=after)
    return user


@transaction.atomic
def deactivate_user(user: User, *, by: User | None) -> User:
    """Let one person in no more; open sessions end and the seat is free. The last owner of a reseller stays."""
    lock_user(user)
    refuse_unless_manager(user.organization, by=by)
    refuse_self(user, by=by, verb="deactivate")
    if user.is_active:
        refuse_losing_last_owner(user, by=by)
        user.is_active = False
        user.save(update_fields=["is_active"])
        end_sessions(user, by=by)
        _count_seats(user.organization)
        record_activity("user.deactivated", user, organization=user.organization, by=by)
    return user


@transaction.atomic
def reactivate_user(user: User, *, by: User | None) -> User:
    """Let a deactivated person in again."""
    lock_user(user)
    refuse_unless_manager(user.organization, by=by)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        _count_seats(user.organization)
        record_activity("user.reactivated", user, organization=user.organization, by=by)
    return user


@transaction.atomic
def make_owner(organization: Organization, *, user: User, by: User | None) -> Organization:
    """Make one of its users the owner, instead of who was. A deactivated one is refused: nobody would read the mails."""
    if user.organization_id != organization.pk:
        raise Refused("The owner is one of the organization's own users.")
    locked = lock_user(user).organization or organization
    refuse_unless_manager(locked, by=by)
    if not user.is_active:
        raise Refused(f"{user} is deactivated. Reactivate {user.get_short_name()} first.")
    if locked.kind == Kind.RESELLER and user.level != Level.OWNER:
        raise Refused(f"Give {user.get_short_name()} the level owner first.")
    before, after = changes(locked, {"owner_id": user.pk})
    if after:
        locked.save(update_fields=["owner"])
        # About the user, so that a purge of the user finds it.
        names = ({"owner": value["owner_id"]} for value in (before, after))
        record_activity("user.made_owner", user, organization=locked, by=by, before=next(names), after=next(names))
        keep_team_type(locked, by=by)
    return locked


@transaction.atomic
def update_profile(user: User, *, by: User | None, **given: str) -> User:
    """Change some of first_name, last_name, position, language, time_zone and theme. An empty zone means the organization's."""
    lock_user(user)
    cleaned = {**given, **_names(given)}
    if cleaned.get("time_zone"):
        cleaned["time_zone"] = facts.time_zone(cleaned["time_zone"])
    before, after = changes(user, cleaned)
    if after:
        user.save(update_fields=list(after))
        record_activity("user.changed", user, organization=user.organization, by=by, before=before, after=after)
    return user


@transaction.atomic
def request_email_change(user: User, *, email: str, by: User | None) -> User:
    """Mail a confirmation link to the new address. The sign-in changes when it is followed, not before (security T32)."""
    from ..tasks import mail_email_confirmation

    lock_user(user)
    address = facts.email(email)
    if address == user.email:
        raise Refused("This is your address already.", field="email")
    refuse_taken_sign_in(address, besides=user.pk)
    EmailAddress.objects.filter(user=user, primary=False).delete()
    pending = EmailAddress.objects.create(user=user, email=address)
    mail_email_confirmation.enqueue(pending.pk)
    record_activity(
        "user.email_change_requested", user, organization=user.organization, by=by, after={"email": address}
    )
    return user
