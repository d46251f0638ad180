"""The movements of one account, ready to be read: newest first, each with the balance that it left."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal

from django.db.models import Q, QuerySet

from customers.models import Organization, User
from customers.scope import Scope
from reseller_portal.lib import amounts
from reseller_portal.lib.spreadsheets import csv_pages

from . import facts
from .models import Account, Transfer
from .models.accounts import CREDITS

PAGE, FILE_PAGE = 25, 1000
USAGE = ("spend", "reserve", "settle", "release")  # what nobody signed in asks for


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


def _who(actor: User | None, action: str, account: Account, outsiders: str) -> str:
    if actor is None:
        return "The product" if action in USAGE else outsiders or "System"
    if outsiders and actor.organization_id != account.organization_id:
        return outsiders
    return "Deleted user" if actor.deleted_at else str(actor)


def who_moved(transfer: Transfer, account: Account) -> str:
    """Who a movement of an account was made by, for its reseller's programs."""
    if transfer.request.actor is None and transfer.request.action not in USAGE:
        return "A program" if transfer.request.key.startswith("api:") else "System"
    return _who(transfer.request.actor, transfer.request.action, account, "")


def transfers_of(scope: Scope, account: Account) -> QuerySet[Transfer]:
    """The transfers of an account that the asker may see, with all that a line shows."""
    found = Transfer.objects.visible_to(scope).filter(Q(debit=account) | Q(credit=account))
    return found.select_related("request__actor", "request__note", "debit__organization", "credit__organization")


def _line(transfer: Transfer, account: Account, outsiders: str) -> Line:
    is_in, digits = transfer.credit_id == account.pk, facts.digits(account.unit)
    other = (transfer.debit if is_in else transfer.credit).organization
    after = transfer.credit_after if is_in else transfer.debit_after
    needless = account.unit != CREDITS
    return Line(
        pk=transfer.pk,
        at=transfer.at,
        what=transfer.get_kind_display(),
        note=getattr(getattr(transfer.request, "note", None), "text", ""),
        who=_who(transfer.request.actor, transfer.request.action, account, outsiders),
        amount=("+" if is_in else "−") + amounts.grouped(transfer.amount, digits, needless=needless),
        is_in=is_in,
        after=amounts.grouped(after, digits, needless=needless),
        other=other if other.pk != account.organization_id else None,
        request_pk=transfer.request_id,
    )


def lines(transfers: Iterable[Transfer], account: Account, *, outsiders: str = "") -> list[Line]:
    """`outsiders` is what whoever belongs to another organization is called: in a customer's console its reseller."""
    return [_line(transfer, account, outsiders) for transfer in transfers]


def page_of(transfers: QuerySet[Transfer], account: Account, *, before: int = 0, outsiders: str = "") -> Lines:
    """The newest movements older than the key `before`; 0 starts at the newest. One query."""
    older = transfers.filter(pk__lt=before) if before else transfers
    found = list(older.order_by("-pk")[: PAGE + 1])
    return Lines(lines(found[:PAGE], account, outsiders=outsiders), found[PAGE - 1].pk if len(found) > PAGE else None)


def file_of(transfers: QuerySet[Transfer], account: Account, zone: tzinfo, *, outsiders: str = "") -> Iterator[bytes]:
    """The movements as CSV, newest first, a page of rows at a time, so that no cursor stays open."""
    headings = ["When", "What", "Of", "Who", "Reason", "Amount", "Left"]
    return csv_pages(headings, _file_pages(transfers, account, zone, outsiders))


def _file_pages(
    transfers: QuerySet[Transfer], account: Account, zone: tzinfo, outsiders: str
) -> Iterator[list[list[object]]]:
    page = list(transfers.order_by("-pk")[:FILE_PAGE])
    while page:
        yield [_cells(transfer, account, zone, outsiders) for transfer in page]
        page = list(transfers.filter(pk__lt=page[-1].pk).order_by("-pk")[:FILE_PAGE])


def _cells(transfer: Transfer, account: Account, zone: tzinfo, outsiders: str) -> list[object]:
    line, digits = _line(transfer, account, outsiders), facts.digits(account.unit)
    amount = transfer.amount if line.is_in else -transfer.amount
    after = transfer.credit_after if line.is_in else transfer.debit_after
    figures = [Decimal(amounts.plain(figure, digits)) for figure in (amount, after)]
    return [line.at.astimezone(zone), line.what, str(line.other or ""), line.who, line.note, *figures]
