"""Making, using and revoking API tokens."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from reseller_portal.lib import ambient, clock

from .. import facts
from ..errors import Refused
from ..links import digest
from ..models import ApiAnswer, ApiToken, Organization, User
from ..token_scopes import scopes_of
from ..tokens import SHOWN, new_secret
from .activity import record_activity
from .organizations import lock_living

NAME_LENGTH = 100
ERASED = "Deleted"
LARGEST_NUMBER = 50  # usable tokens of one organization
LONGEST = timedelta(days=2 * 366)  # a date may be chosen, but not one that means never
_USE_IS_NOTED = timedelta(minutes=5)


def _refuse_odd_facts(organization: Organization, scopes: set[str], expires_at: datetime | None) -> None:
    if not scopes or not scopes <= set(scopes_of(organization.kind)):
        raise Refused("Choose at least one thing that the token may do.", field="scopes")
    if expires_at is not None and expires_at <= clock.now():
        raise Refused("The token would have expired already. Choose a later day.", field="expires_at")
    if expires_at is not None and expires_at > clock.now() + LONGEST:
        raise Refused("A token lasts two years at most. Choose an earlier day.", field="expires_at")


def _refuse_another(organization: Organization) -> None:
    """Of one organization at a time: it is locked."""
    if ambient.current().api_token is not None:
        # Or who holds one token could outlive its end with another.
        raise Refused("A program cannot make API tokens.")
    lock_living(organization)
    if ApiToken.objects.usable().filter(organization=organization).count() >= LARGEST_NUMBER:
        raise Refused(f"There are {LARGEST_NUMBER} tokens already. Revoke one that is no longer used.")


@transaction.atomic
def create_token(
    organization: Organization, *, name: str, scopes: Iterable[str], expires_at: datetime | None, by: User | None
) -> ApiToken:
    """A new token; its `secret` is on this instance only and never again anywhere.

    Raises Refused for scopes that its organization cannot give, an end that has passed or is too far, too many tokens,
    and for programs: no token makes another.
    """
    wanted, name = set(scopes), facts.name(name, length=NAME_LENGTH)
    _refuse_odd_facts(organization, wanted, expires_at)
    _refuse_another(organization)
    secret = new_secret()
    token = ApiToken.objects.create(
        tenant=organization.root,
        organization=organization,
        name=name,
        prefix=secret[:SHOWN],
        secret_hash=digest(secret),
        scopes=sorted(wanted),
        made_by=by,
        made_at=clock.now(),
        expires_at=expires_at,
    )
    token.secret = secret
    told = {"token_name": token.name, "scopes": ", ".join(token.scopes)}
    record_activity("api_token.created", token, organization=organization, by=by, after=told)
    return token


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User | None) -> ApiToken:
    """End a token at once. One that is revoked already stays as it is."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
        told = {"token_name": token.name}
        record_activity("api_token.revoked", token, organization=token.organization, by=by, after=told)
    token.refresh_from_db(fields=["revoked_at"])
    return token


def note_use(token: ApiToken) -> None:
    """Remember that a token was used, at most every five minutes: reading may not cost a write each time."""
    now = clock.now()
    old = Q(last_used_at=None) | Q(last_used_at__lt=now - _USE_IS_NOTED)
    if token.last_used_at is None or token.last_used_at < now - _USE_IS_NOTED:
        ApiToken.objects.filter(old, pk=token.pk).update(last_used_at=now)


@transaction.atomic
def erase_tokens(organization: Organization, *, by: User | None) -> int:
    """Make tombstones of all tokens of an organization that is deleted. Returns how many.

    Usage and activity name them. What the API answered to its programs goes too.
    """
    ApiAnswer.objects.filter(organization=organization).delete()
    own = ApiToken.objects.filter(organization=organization)
    own.filter(revoked_at=None).update(revoked_at=clock.now())
    return own.update(name=ERASED, scopes=[])
