"""What happened, ready to be read: of one customer, of a whole tenant, on the screen and as a file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django.conf import settings
from django.db.models import Q, QuerySet

from reseller_portal.lib.spreadsheets import csv_pages

from . import wording
from .models import Activity, ApiToken, Organization, User
from .roles import Role
from .scope import Scope

PAGE, FILE_PAGE = 25, 1000


@dataclass(frozen=True)
class Event:
    """One line: when, who, what in plain words, each value before and after, from which address.

    `about` is the customer it was done to; None where it was the reader's own organization. `token` names the API token
    with which a program did it.
    """

    at: datetime
    who: str
    what: str
    changes: tuple[wording.Change, ...]
    address: str
    about: Organization | None
    token: str = ""


@dataclass(frozen=True)
class History:
    """Some events, newest first, and the key of the next older page; None when there is none."""

    events: list[Event]
    older: int | None


def is_outside(actor: User | ApiToken | None, scope: Scope) -> bool:
    """Whether a customer's reader sees somebody, or a program, as its reseller or the platform, and not by name."""
    if scope.role == Role.RESELLER or actor is None or scope.organization is None:
        return False
    return actor.organization_id != scope.organization.pk


def outsiders(scope: Scope) -> str:
    """What a customer calls whoever manages it: its reseller, or for a direct customer the platform."""
    return scope.reseller.name if scope.reseller else settings.PORTAL_NAME


def who(actor: User | None, scope: Scope) -> str:
    """What somebody is called before this reader."""
    if actor is None:
        return "System"
    if is_outside(actor, scope):
        return outsiders(scope)
    return "Deleted user" if actor.deleted_at else str(actor)


def _is_hidden(row: Activity, scope: Scope) -> bool:
    return is_outside(row.actor, scope) or is_outside(row.api_token, scope)


def _address(row: Activity, scope: Scope) -> str:
    detail = getattr(row, "detail", None)
    return "" if detail is None or _is_hidden(row, scope) else detail.address or ""


def _who_did(row: Activity, scope: Scope) -> str:
    if _is_hidden(row, scope):
        return outsiders(scope)
    return "A program" if row.api_token and row.actor is None else who(row.actor, scope)


def _names(rows: Iterable[Activity], scope: Scope) -> dict[int, str]:
    ids = {row.subject_id for row in rows if row.subject_kind == "user"}
    return {user.pk: str(user) for user in User.objects.visible_to(scope).filter(pk__in=ids)}


def _events(rows: list[Activity], scope: Scope) -> list[Event]:
    names, own = _names(rows, scope), scope.user and scope.user.organization_id
    return [
        Event(
            row.at,
            _who_did(row, scope),
            wording.sentence(row, names.get(row.subject_id, "a deleted user")),
            tuple(wording.changes(row)),
            _address(row, scope),
            None if row.organization_id == own else row.organization,
            "" if row.api_token is None or _is_hidden(row, scope) else row.api_token.name,
        )
        for row in rows
    ]


def rows_of(scope: Scope) -> QuerySet[Activity]:
    """All that the asker may read. A customer's people read what they and their programs did and what became of their
    users and API tokens: what their reseller notes about them is its own.
    """
    rows = Activity.objects.visible_to(scope).select_related("actor", "api_token", "detail", "organization")
    if scope.role == Role.RESELLER:
        return rows
    own = Q(actor__organization=scope.organization) | Q(api_token__organization=scope.organization)
    return rows.filter(own | Q(subject_kind__in=("user", "api_token")))


def page_of(scope: Scope, rows: QuerySet[Activity], *, before: int = 0) -> History:
    """The newest of these rows that are older than the key `before`; 0 starts at the newest. Always two queries."""
    found = list((rows.filter(pk__lt=before) if before else rows).order_by("-id")[: PAGE + 1])
    shown = found[:PAGE]
    return History(_events(shown, scope), shown[-1].pk if len(found) > PAGE else None)


def history(scope: Scope, customer: Organization, *, before: int = 0) -> History:
    """What happened to one customer, for its reseller."""
    return page_of(scope, rows_of(scope).filter(organization=customer), before=before)


HEADINGS = ["When", "Who", "What", "Customer", "Customer ID", "Before and after", "Address"]


def file_of(scope: Scope, rows: QuerySet[Activity], zone: tzinfo) -> Iterator[bytes]:
    """These rows as CSV, newest first, a page of them at a time, so that no cursor stays open."""
    return csv_pages(HEADINGS, _file_pages(scope, rows, zone))


def _file_pages(scope: Scope, rows: QuerySet[Activity], zone: tzinfo) -> Iterator[list[list[object]]]:
    page = list(rows.order_by("-id")[:FILE_PAGE])
    while page:
        yield [_cells(event, zone) for event in _events(page, scope)]
        page = list(rows.filter(pk__lt=page[-1].pk).order_by("-id")[:FILE_PAGE])


def _cells(event: Event, zone: tzinfo) -> list[object]:
    changed = "; ".join(
        f"{change.label}: {change.before or 'empty'} → {change.after or 'empty'}" for change in event.changes
    )
    about = event.about
    who_and_how = f"{event.who} with API token {event.token}" if event.token else event.who
    return [
        event.at.astimezone(zone), who_and_how, event.what, str(about or ""), about and about.pk, changed, event.address
    ]  # fmt: skip
