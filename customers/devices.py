"""Where somebody is signed in, read in two queries however many devices there are."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

from reseller_portal.lib import clock

from .models import User


def devices_of(user: User) -> list[UserSession]:
    """The live sessions of a user, the oldest first: not run out, and begun with the present password."""
    known = list(UserSession.objects.filter(user=user).order_by("created_at", "pk"))
    keys = [one.session_key for one in known]
    present = user.get_session_auth_hash()
    live = {
        session.session_key
        for session in Session.objects.filter(session_key__in=keys, expire_date__gt=clock.now())
        if constant_time_compare(session.get_decoded().get(HASH_SESSION_KEY, ""), present)
    }
    return [one for one in known if one.session_key in live]
