"""Ending sessions. A session that merely stopped working would wake up again with its user; these are gone."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet

from ..models import Organization, User
from .activity import record_activity


def _end(sessions: QuerySet[UserSession]) -> int:
    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    sessions.delete()
    return len(keys)


@transaction.atomic
def end_sessions_of(organization: Organization, *, by: User | None) -> int:
    """End every session of an organization's people; of a reseller's, its customers' people's too. Returns how many."""
    return _end(UserSession.objects.filter(Q(user__organization=organization) | Q(user__tenant=organization)))


@transaction.atomic
def end_sessions(user: User, *, kept: str | None = None, by: User | None) -> int:
    """End every session of one user, but for the one with the key `kept`.

    Returns how many; where there were any it is written down.
    """
    ended = _end(UserSession.objects.filter(user=user).exclude(session_key=kept))
    if ended:
        record_activity("user.signed_out_everywhere", user, organization=user.organization, by=by)
    return ended
