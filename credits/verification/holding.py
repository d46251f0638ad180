"""Credits held for running work: what the reserved accounts hold and went through, beside the reservations (I11).

Nothing in the books says which request ended which reservation, so that the ends are proved for each account together: as
many transfers, of as much altogether, as its reservations have ends.
"""

from collections.abc import Iterator

from django.db.models import BigIntegerField, F, Func, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from reseller_portal.lib.windows import windows

from ..models import Account, AccountKind, Reservation, TransferKind
from ..models.reservations import State
from ..models.transfers import Transfer
from .findings import Finding

_ALL = Reservation.objects.filter(organization=OuterRef("organization"))
_BY_DEBIT = Transfer.objects.filter(debit=OuterRef("pk"))
# What happened, by transfers and by reservations, and how much of a reservation it is about.
_HAPPENED: dict[str, tuple[QuerySet, QuerySet, Combinable]] = {
    "held": (Transfer.objects.filter(credit=OuterRef("pk"), kind=TransferKind.RESERVATION), _ALL, F("amount")),
    "used": (_BY_DEBIT.filter(kind=TransferKind.SPENDING), _ALL.filter(settled_amount__gt=0), F("settled_amount")),
    "given back": (
        _BY_DEBIT.filter(kind=TransferKind.RELEASE),
        _ALL.exclude(state=State.HELD).filter(amount__gt=F("settled_amount")),
        F("amount") - F("settled_amount"),
    ),
}


def _sum(rows: QuerySet, amount: Combinable) -> Coalesce:
    return _folded(rows, Func(amount, function="SUM", output_field=BigIntegerField()))


def _number(rows: QuerySet) -> Coalesce:
    return _folded(rows, Func(template="COUNT(*)", output_field=BigIntegerField()))


def _folded(rows: QuerySet, into: Func) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(folded=into).values("folded")), 0, output_field=BigIntegerField())


def _columns() -> dict[str, Coalesce]:
    columns = {"now": _sum(_ALL.filter(state=State.HELD), F("amount"))}
    for number, (transfers, reservations, amount) in enumerate(_HAPPENED.values()):
        columns[f"moved_{number}"], columns[f"moves_{number}"] = _sum(transfers, F("amount")), _number(transfers)
        columns[f"said_{number}"], columns[f"says_{number}"] = _sum(reservations, amount), _number(reservations)
    return columns


def broken_holds(using: str) -> Iterator[Finding]:
    """Reserved accounts that say something else than their organization's reservations. One statement a window."""
    columns = _columns()
    for window, _ in windows(Account.objects.using(using).all()):
        for row in window.filter(kind=AccountKind.RESERVED).annotate(**columns).values("id", "balance", *columns):
            about = f"account {row['id']}"
            if row["balance"] != row["now"]:
                yield Finding("I11", about, f"it holds {row['balance']}, and its held reservations {row['now']}")
            for number, what in enumerate(_HAPPENED):
                moved = row[f"moved_{number}"], row[f"moves_{number}"]
                said = row[f"said_{number}"], row[f"says_{number}"]
                if moved != said:
                    wrong = (
                        f"its transfers have {what} {moved[0]} in {moved[1]}, its reservations {said[0]} in {said[1]}"
                    )
                    yield Finding("I11", about, wrong)
