"""Making tombstones: what is left of people and customers that were deleted. Nothing personal may stay, anywhere."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from reseller_portal.lib import clock

from ..models import ActivityDetail, Organization, User
from .activity import record_activity
from .organizations import write_folded_copies
from .sessions import end_sessions_of

_EMPTIED = {"first_name": "", "last_name": "", "language": "", "time_zone": "", "theme": "", "last_login": None}


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
    mails.exclude(task_path__endswith=".mail_email_confirmation").filter(args_kwargs__args__0__in=users).delete()


@transaction.atomic
def erase_people(users: QuerySet[User], *, by: User | None) -> int:
    """Make tombstones of users: nobody signs in with them and their addresses are free. Returns how many.

    Ending sessions, counting seats, the owner and the activity row are the caller's.
    """
    ids = list(users.values_list("pk", flat=True))
    addresses = EmailAddress.objects.filter(user__in=ids)
    _forget_mails(ids, list(addresses.values_list("pk", flat=True)))
    addresses.delete()
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
    return erase_people(User.objects.existing().filter(organization=organization), by=by)


@transaction.atomic
def make_tombstone(organization: Organization, *, by: User | None) -> Organization:
    """Empty a customer of all that is personal, for good: its ID stays, for what the records say about it.

    Its users go first, with `erase_users`. Activity stays; the values in its details do not.
    """
    organization.name, organization.email, organization.phone = f"Deleted customer {organization.pk}", None, ""
    organization.deleted_at = clock.now()
    write_folded_copies(organization)
    organization.save(update_fields=["name", "email", "phone", "deleted_at", "name_key", "search_text"])
    ActivityDetail.objects.filter(activity__organization=organization).delete()
    _forget_log_entries(["organization", "customer"], [organization.pk])
    record_activity("customer.deleted", organization, organization=organization, by=by)
    return organization
