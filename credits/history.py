"""The movements of one account, ready to be read: newest first, each with the balance that it left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from customers.models import Organization, User
from customers.scope import Scope
from reseller_portal.lib import amounts

from . import facts
from .models import Account, Transfer
from .models.accounts import CREDITS

PAGE = 25


@dataclass(frozen=True)
class Line:
    """One movement of an account: `amount` is signed, `after` is what it left. `other` is whose account stood opposite."""

    pk: int
    at: datetime
    what: str
    note: str
    who: str
    amount: str
    is_in: bool
    after: str
    other: Organization | None
    request_pk: int


@dataclass(frozen=True)
class Lines:
    """Some movements, newest first, and the key of the next older page; None when there is none."""

    lines: list[Line]
    older: int | None


def _who(actor: User | None) -> str:
    if actor is None:
        return "The product"
    return "Deleted user" if actor.deleted_at else str(actor)


def transfers_of(scope: Scope, account: Account) -> QuerySet[Transfer]:
    """The transfers of an account that the asker may see, with all that a line shows."""
    found = Transfer.objects.visible_to(scope).filter(Q(debit=account) | Q(credit=account))
    return found.select_related("request__actor", "request__note", "debit__organization", "credit__organization")


def _line(transfer: Transfer, account: Account) -> Line:
    is_in, digits = transfer.credit_id == account.pk, facts.digits(account.unit)
    other = (transfer.debit if is_in else transfer.credit).organization
    after = transfer.credit_after if is_in else transfer.debit_after
    needless = account.unit != CREDITS
    return Line(
        pk=transfer.pk,
        at=transfer.at,
        what=transfer.get_kind_display(),
        note=getattr(getattr(transfer.request, "note", None), "text", ""),
        who=_who(transfer.request.actor),
        amount=("+" if is_in else "−") + amounts.grouped(transfer.amount, digits, needless=needless),
        is_in=is_in,
        after=amounts.grouped(after, digits, needless=needless),
        other=other if other.pk != account.organization_id else None,
        request_pk=transfer.request_id,
    )


def narrowed(transfers: QuerySet[Transfer], cleaned: dict[str, Any]) -> QuerySet[Transfer]:
    """Those of a kind, from one moment and before another, as far as each is given."""
    wanted = {"kind": cleaned.get("kind"), "at__gte": cleaned.get("since"), "at__lt": cleaned.get("until")}
    return transfers.filter(**{name: value for name, value in wanted.items() if value})


def lines(transfers: Iterable[Transfer], account: Account) -> list[Line]:
    return [_line(transfer, account) for transfer in transfers]


def page_of(transfers: QuerySet[Transfer], account: Account, *, before: int = 0) -> Lines:
    """The newest movements older than the key `before`; 0 starts at the newest. One query."""
    older = transfers.filter(pk__lt=before) if before else transfers
    found = list(older.order_by("-pk")[: PAGE + 1])
    return Lines(lines(found[:PAGE], account), found[PAGE - 1].pk if len(found) > PAGE else None)
