"""What is kept beside the ledger, again from the transfers: use by day, and when allocations began (I13).

Each account's transfers are read in the order in which they were numbered, page by page. An account that was written to
while it was read is read again by itself, as long as it takes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from reseller_portal.lib.keyset import keyset_pages

from ..actions.allocations import allocation_began
from ..actions.daily_use import day_of
from ..models import Account, AccountKind, Allocation, DailyUse, Transfer, TransferKind
from .findings import Finding, Progress

PAGE = 5000
Days = dict[date, int]


class _Side(NamedTuple):
    """Transfers that count for the account on one side of them, and which way."""

    side: str
    sign: int
    which: Q


_SIDES = {
    AccountKind.USED: [_Side("credit", 1, Q(kind=TransferKind.SPENDING))],
    AccountKind.POOL: [
        _Side("debit", 1, Q(credit__kind=AccountKind.AVAILABLE)),
        _Side("credit", -1, Q(debit__kind=AccountKind.AVAILABLE)),
    ],
}
_READS = ["id", "organization", "tenant__time_zone", "version"]


def _moves(using: str, side: _Side, accounts: list[int]) -> Iterator[tuple[int, Any, int]]:
    """Account, moment and amount, by account: the page of accounts through the index that numbers their transfers."""
    account, version = f"{side.side}_id", f"{side.side}_version"
    rows = Transfer.objects.using(using).filter(side.which, **{f"{account}__in": accounts}).order_by(account, version)
    found = list(rows.values_list(account, version, "at", "amount")[:PAGE])
    while found:
        yield from ((pk, at, side.sign * amount) for pk, _, at, amount in found)
        last, number = found[-1][:2]
        after = Q(**{f"{account}__gt": last}) | Q(**{account: last, f"{version}__gt": number})
        found = list(rows.filter(after).values_list(account, version, "at", "amount")[:PAGE])


def _expected(using: str, kind: str, page: list[dict[str, Any]]) -> dict[int, Days]:
    """Use by day of each account's organization, as its transfers say."""
    zones = {row["id"]: row["tenant__time_zone"] for row in page}
    days: dict[int, Counter[date]] = {row["id"]: Counter() for row in page}
    for side in _SIDES[AccountKind(kind)]:
        for pk, own in groupby(_moves(using, side, list(zones)), key=itemgetter(0)):
            for _, at, amount in own:
                days[pk][day_of(at, zones[pk])] += amount
    by_account = {row["id"]: row["organization"] for row in page}
    return {by_account[pk]: _without_zeros(own) for pk, own in days.items()}


def _without_zeros(days: Days) -> Days:
    return {day: amount for day, amount in days.items() if amount}


def _stored(using: str, organizations: Iterable[int]) -> dict[int, Days]:
    rows = DailyUse.objects.using(using).filter(organization__in=list(organizations)).order_by("organization", "day")
    grouped = groupby(rows.values_list("organization", "day", "amount"), key=itemgetter(0))
    return {pk: _without_zeros({day: amount for _, day, amount in own}) for pk, own in grouped}


def days_of(using: str, kind: str, row: dict[str, Any]) -> tuple[Days, Days]:
    """What is expected and what is stored of one account, read while nobody wrote to it."""
    accounts = Account.objects.using(using).filter(pk=row["id"])
    while True:
        before = accounts.values_list("version", flat=True).get()
        pk = row["organization"]
        read = _expected(using, kind, [row])[pk], _stored(using, [pk]).get(pk, {})
        if accounts.values_list("version", flat=True).get() == before:
            return read


def _differences(using: str, kind: str, row: dict[str, Any]) -> Iterator[Finding]:
    expected, stored = days_of(using, kind, row)
    for day in sorted(expected.keys() | stored.keys()):
        if (has := stored.get(day, 0)) != (made := expected.get(day, 0)):
            about = f"daily use of organization {row['organization']} on {day}"
            yield Finding("I13", about, f"it is {has}, and the transfers make {made}")


def _accounts(using: str, kind: str) -> QuerySet[Account]:
    return Account.objects.using(using).filter(kind=kind, version__gt=0)


def accounts_of_use(using: str = "default") -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Pages of the accounts that have daily use, with their kind."""
    for kind in _SIDES:
        for page in keyset_pages(_accounts(using, kind), _READS):
            yield kind, page


def broken_use(using: str, progress: Progress) -> Iterator[Finding]:
    """Days of customers and pools that are not what their transfers make."""
    for kind, page in accounts_of_use(using):
        expected = _expected(using, kind, page)
        stored = _stored(using, expected)
        for row in page:
            if expected[row["organization"]] != stored.get(row["organization"], {}):
                yield from _differences(using, kind, row)
        progress(len(page))
    counted = Account.objects.using(using).filter(kind__in=_SIDES, version__gt=0).values("organization")
    for pk in DailyUse.objects.using(using).exclude(organization__in=counted).values_list("pk", flat=True):
        yield Finding("I13", f"daily use {pk}", "its organization has used nothing")


def broken_allocations(using: str, progress: Progress) -> Iterator[Finding]:
    """Customers whose meter counts since another moment than their transfers say, or since none."""
    for page in keyset_pages(_accounts(using, AccountKind.AVAILABLE), ["id", "organization"]):
        ids = [row["organization"] for row in page]
        rows = Allocation.objects.using(using).filter(organization__in=ids).values_list("organization", "began_at")
        stored, expected = dict(rows), _began(using, ids)
        for pk in ids:
            # What differs is asked again, by itself: somebody may have recharged between the two questions.
            if stored.get(pk) != expected.get(pk) and (wrong := _wrong_beginning(using, pk)):
                yield Finding("I13", f"allocation of organization {pk}", wrong)
        progress(len(page))


def _began(using: str, organizations: list[int]) -> dict[int, Any]:
    found = Transfer.objects.using(using).filter(credit__organization__in=organizations)
    first = found.filter(credit__kind=AccountKind.AVAILABLE, credit_version=1)
    latest = found.filter(credit__kind=AccountKind.SPENT, kind=TransferKind.ALLOCATION, reversed_by=None)
    reads = "credit__organization", "at"
    return dict(first.values_list(*reads)) | dict(latest.order_by("credit", "credit_version").values_list(*reads))


def _wrong_beginning(using: str, pk: int) -> str:
    began = allocation_began(pk, using)
    stored = Allocation.objects.using(using).filter(organization=pk).values_list("began_at", flat=True).first()
    return "" if stored == began else f"it began at {stored}, and the transfers say {began}"
