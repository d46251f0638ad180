"""Making, using and revoking API tokens."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from reseller_portal.lib import clock

from .. import facts
from ..errors import Refused
from ..links import digest
from ..models import ApiToken, Organization, User
from ..token_scopes import scopes_of
from ..tokens import SHOWN, new_secret
from .activity import record_activity
from .locks import lock_organization

NAME_LENGTH = 100
LARGEST_NUMBER = 50  # usable tokens of one organization
_USE_IS_NOTED = timedelta(minutes=5)


@transaction.atomic
def create_token(
    organization: Organization, *, name: str, scopes: Iterable[str], expires_at: datetime | None, by: User | None
) -> ApiToken:
    """A new token; its `secret` is on this instance only and never again anywhere.

    Raises Refused for scopes that its organization cannot give, an end that has passed, or too many tokens.
    """
    lock_organization(organization.pk)
    wanted = sorted(set(scopes))
    if not wanted or not set(wanted) <= set(scopes_of(organization.kind)):
        raise Refused("Choose at least one thing that the token may do.", field="scopes")
    if expires_at is not None and expires_at <= clock.now():
        raise Refused("The token would have expired already.", field="expires_at")
    if ApiToken.objects.usable().filter(organization=organization).count() >= LARGEST_NUMBER:
        raise Refused(f"There are {LARGEST_NUMBER} tokens already. Revoke one that is no longer used.")
    secret = new_secret()
    token = ApiToken.objects.create(
        tenant=organization.root,
        organization=organization,
        name=facts.name(name, length=NAME_LENGTH),
        prefix=secret[:SHOWN],
        secret_hash=digest(secret),
        scopes=wanted,
        made_by=by,
        made_at=clock.now(),
        expires_at=expires_at,
    )
    token.secret = secret
    record_activity("api_token.created", token, organization=organization, by=by, after={"name": token.name})
    return token


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User | None) -> ApiToken:
    """End a token at once. One that is revoked already stays as it is."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
        record_activity("api_token.revoked", token, organization=token.organization, by=by)
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
    """Make tombstones of all tokens of an organization that is deleted. Returns how many."""
    own = ApiToken.objects.filter(organization=organization)
    own.filter(revoked_at=None).update(revoked_at=clock.now())
    return own.update(name="Deleted", scopes=[])
