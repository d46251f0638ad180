"""Making tombstones: what is left of people and customers that were deleted. Nothing personal may stay, anywhere."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q, QuerySet
from django_tasks_db.models import DBTaskResult

from reseller_portal.lib import clock

from ..models import ActivityDetail, BillingDetails, CustomerTag, Invite, Note, Organization, Suspension, User
from .activity import record_activity
from .answers import erase_answers
from .organizations import write_folded_copies
from .seats import forget_seats
from .sessions import end_sessions_of
from .team_types import keep_team_type

_EMPTIED: dict[str, Any] = {
    **dict.fromkeys(("first_name", "last_name", "position", "language", "time_zone", "theme"), ""),
    **dict.fromkeys(("last_login", "password_expires_at")),
    "customer_columns": [],
}


def _forget_log_entries(models: Iterable[str], ids: Iterable[int]) -> None:
    # The admin's log keeps the names of what staff worked on.
    entries = LogEntry.objects.filter(content_type__app_label="customers", content_type__model__in=models)
    entries.filter(object_id__in=[str(pk) for pk in ids]).update(object_repr="Deleted", change_message="")


def _forget_mails(users: list[int], addresses: list[int]) -> None:
    # Of mails that are queued, were sent or failed: their arguments and tracebacks can hold addresses.
    # Whatever app's: a mail's first argument is whom it goes to.
    mails = DBTaskResult.objects.filter(task_path__contains=".tasks.mail_")
    confirmations = mails.filter(task_path__endswith=".mail_email_confirmation")
    confirmations.filter(args_kwargs__args__0__in=addresses).delete()
    others = Q(task_path__endswith=".mail_email_confirmation") | Q(task_path__endswith=".mail_invitation")
    mails.exclude(others).filter(args_kwargs__args__0__in=users).delete()


def _forget_invites(users: list[int]) -> None:
    # Where they were invited stands on the invite, in what was said of it, and in the mail's arguments and tracebacks.
    ids = list(Invite.objects.filter(registrations__user__in=users).values_list("pk", flat=True))
    Invite.objects.filter(pk__in=ids).update(email="")
    about = ActivityDetail.objects.filter(activity__subject_kind="invite", activity__subject_id__in=ids)
    about.update(before={}, after={})
    mails = DBTaskResult.objects.filter(task_path="customers.tasks.mail_invitation")
    mails.filter(args_kwargs__args__0__in=ids).delete()


@transaction.atomic
def erase_people(users: QuerySet[User], *, by: User | None) -> int:
    """Make tombstones of users: nobody signs in with them and their addresses are free. Returns how many.

    Ending sessions, counting seats, the owner and the activity row are the caller's.
    """
    ids = list(users.values_list("pk", flat=True))
    addresses = EmailAddress.objects.filter(user__in=ids)
    _forget_mails(ids, list(addresses.values_list("pk", flat=True)))
    addresses.delete()
    _forget_invites(ids)
    _forget_log_entries(["user"], ids)
    dead = {"email": None, "username": None, "is_active": False, "password": make_password(None)}
    return User.objects.filter(pk__in=ids).update(
        **dead, **_EMPTIED, must_change_password=False, deleted_at=clock.now()
    )


@transaction.atomic
def erase_users(organization: Organization, *, by: User | None) -> int:
    """Make tombstones of an organization's users and end their sessions. Returns how many. It has no owner then."""
    end_sessions_of(organization, by=by)
    organization.owner, organization.seats = None, 0
    organization.save(update_fields=["owner", "seats"])
    keep_team_type(organization, by=by)
    return erase_people(User.objects.existing().filter(organization=organization), by=by)


@transaction.atomic
def make_tombstone(organization: Organization, *, by: User | None) -> Organization:
    """Empty a customer of all that is personal, for good: its ID stays, for what the records say about it.

    Its users go first, with `erase_users`. Activity stays; the values in its details do not.
    """
    organization.name, organization.email, organization.phone = f"Deleted customer {organization.pk}", None, ""
    organization.reference, organization.metadata, organization.deleted_at = "", {}, clock.now()
    BillingDetails.objects.filter(organization=organization).delete()  # it is searched by its company
    write_folded_copies(organization)
    emptied = ["name", "email", "phone", "reference", "metadata", "deleted_at", "name_key", "search_text"]
    organization.save(update_fields=emptied)
    erase_answers(organization, by=by)
    Note.objects.filter(organization=organization).delete()
    CustomerTag.objects.filter(organization=organization).delete()
    ActivityDetail.objects.filter(activity__organization=organization).delete()
    Suspension.objects.filter(organization=organization).delete()
    forget_seats(organization, by=by)
    _forget_log_entries(["organization", "customer"], [organization.pk])
    record_activity("customer.deleted", organization, organization=organization, by=by)
    return organization
