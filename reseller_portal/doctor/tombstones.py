"""Is nothing personal left of those who were deleted?"""

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import CharField, F, Model, Q, Value
from django.db.models.functions import Cast, Concat

from billing.models import LatestUse, Transcription, UsageDay, UsageEvent, UsageTotal
from credits.models import RequestNote
from customers.models import ActivityDetail, BillingDetails, CustomerTag, Invite, Note, Organization, Suspension, User

from ..lib.windows import windows
from .findings import Finding

_DEAD = Q(deleted_at__isnull=False)
_NAMED = ~Q(
    first_name="", last_name="", position="", language="", time_zone="", theme="", customer_columns=[], last_login=None
)
_SIGNS_IN = (
    ~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX) | Q(must_change_password=True) | ~Q(password_expires_at=None)
)
_TOMBSTONE = Concat(Value("Deleted customer "), Cast(F("pk"), CharField()))
_TOLD = ~Q(before={}) | ~Q(after={})
_ABOUT_DEAD_USER = Q(
    activity__subject_kind="user",
    activity__subject_id__in=User.objects.filter(_DEAD, organization__deleted_at=None).values("pk"),
)

# Whose row is wrong, how, and when; {} is the row's ID.
_LEFT_BEHIND: tuple[tuple[type[Model], str, Q], ...] = (
    (User, "user {} was deleted, and has a name or habits still", _DEAD & _NAMED),
    (User, "user {} was deleted, and has a password still", _DEAD & _SIGNS_IN),
    (Organization, "organization {} was deleted, and has a name still", _DEAD & ~Q(name=_TOMBSTONE)),
    (Organization, "organization {} was deleted, and has a reference still", _DEAD & ~Q(reference="")),
    (Organization, "organization {} was deleted, and has an owner or seats still", _DEAD & ~Q(owner=None, seats=0)),
    (
        BillingDetails,
        "organization {} was deleted, and has billing details still",
        Q(organization__deleted_at__isnull=False),
    ),
    (Note, "note {} is about a deleted customer", Q(organization__deleted_at__isnull=False)),
    (CustomerTag, "customer tag {} is on a deleted customer", Q(organization__deleted_at__isnull=False)),
    (EmailAddress, "email address {} is a deleted user's", Q(user__deleted_at__isnull=False)),
    (UserSession, "session {} is a deleted user's", Q(user__deleted_at__isnull=False)),
    (Invite, "invite {} names a deleted user still", ~Q(email="") & Q(registrations__user__deleted_at__isnull=False)),
    (
        RequestNote,
        "the note of ledger request {} is about a deleted customer",
        Q(request__organization__deleted_at__isnull=False),
    ),
    (Suspension, "suspension {} is a deleted customer's", Q(organization__deleted_at__isnull=False)),
    *(
        (model, f"{model._meta.verbose_name} {{}} is a deleted customer's", Q(organization__deleted_at__isnull=False))
        for model in (LatestUse, Transcription, UsageDay, UsageEvent, UsageTotal)
    ),
    (
        ActivityDetail,
        "activity {} tells what was said of a deleted customer",
        _TOLD & Q(activity__organization__deleted_at__isnull=False),
    ),
    (ActivityDetail, "activity {} tells what was said of a deleted user", _TOLD & _ABOUT_DEAD_USER),
)


def tombstones() -> Iterator[Finding]:
    """Deleted users and customers are empty, and what they left elsewhere is gone."""
    for model, wrong, when in _LEFT_BEHIND:
        for window, _ in windows(model._base_manager.all()):
            for pk in window.filter(when).values_list("pk", flat=True):
                yield Finding(wrong.format(pk))
