"""Demo invitations in every state. Their links are nobody's: only hashes of tokens that were thrown away are kept."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from customers.actions.invites import LASTS
from customers.links import digest, new_token
from customers.models import Invite, Organization, Registration, User

from ..lib import clock


def _add(reseller: Organization, *, days_ago: int, by: User, email: str = "", **given: Any) -> Invite:
    token, made_at = new_token(), clock.now() - timedelta(days=days_ago)
    facts = {"uses": 1, "expires_at": made_at + LASTS, "mailed_at": made_at if email else None, **given}
    return Invite.objects.create(
        tenant=reseller, made_by=by, made_at=made_at, email=email, token_hash=digest(token), prefix=token[:6], **facts
    )


def invite(reseller: Organization, *, accepted: User, by: User) -> None:
    """Some invitations; with one of them `accepted` registered. By the real clock, or all would have expired long since."""
    _add(reseller, days_ago=60, by=by, uses=None, expires_at=None)
    _add(reseller, days_ago=41, by=by, email="studio@brass-lantern.example")
    first = _add(reseller, days_ago=30, by=by, email=accepted.email or "", used=1)
    Registration.objects.create(
        tenant=reseller, invite=first, user=accepted, key=UUID(int=first.pk), registered_at=accepted.joined_at
    )
    _add(reseller, days_ago=9, by=by, uses=20, revoked_at=clock.now() - timedelta(days=8))
    _add(reseller, days_ago=3, by=by, uses=5)
    _add(reseller, days_ago=1, by=by, email="hello@tidewater-books.example")
