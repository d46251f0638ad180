"""The activity of one customer, ready to be read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from . import wording
from .models import Activity, Organization, User
from .scope import Scope

PAGE = 25


@dataclass(frozen=True)
class Event:
    """One line: when, who, what in plain words, each value before and after, from which address."""

    at: datetime
    who: str
    what: str
    changes: tuple[wording.Change, ...]
    address: str


@dataclass(frozen=True)
class History:
    """Some events, newest first, and the key of the next older page; None when there is none."""

    events: list[Event]
    older: int | None


def _who(actor: User | None) -> str:
    if actor is None:
        return "System"
    return "Deleted user" if actor.deleted_at else str(actor)


def _names(rows: Iterable[Activity], scope: Scope) -> dict[int, str]:
    ids = {row.subject_id for row in rows if row.subject_kind == "user"}
    return {user.pk: str(user) for user in User.objects.visible_to(scope).filter(pk__in=ids)}


def _event(row: Activity, names: dict[int, str]) -> Event:
    detail = getattr(row, "detail", None)
    what = wording.sentence(row, names.get(row.subject_id, "a deleted user"))
    return Event(row.at, _who(row.actor), what, tuple(wording.changes(row)), (detail and detail.address) or "")


def history(scope: Scope, customer: Organization, *, before: int = 0) -> History:
    """What happened to a customer, by rows older than the key `before`; 0 starts at the newest. Always two queries."""
    rows = Activity.objects.visible_to(scope).filter(organization=customer).select_related("actor", "detail")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-id")[: PAGE + 1])
    shown = found[:PAGE]
    names = _names(shown, scope)
    return History([_event(row, names) for row in shown], shown[-1].pk if len(found) > PAGE else None)
