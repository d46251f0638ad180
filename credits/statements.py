"""A month of one account: what it began with, what moved, what it ended with. Months are of the root's time zone."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import QuerySet, Sum

from reseller_portal.lib import amounts, clock

from . import facts
from .history import Line, lines
from .models import Account, Transfer, TransferKind
from .models.accounts import CREDITS

MOST_LINES = 2_000  # on paper; the CSV has them all


@dataclass(frozen=True)
class Total:
    """How much one kind of movement brought and took in the month, as people read it."""

    what: str
    came: str
    went: str


@dataclass(frozen=True)
class Statement:
    month: date
    zone: str
    opening: str
    closing: str
    lines: list[Line]
    totals: list[Total]
    is_cut: bool
    previous: date
    following: date | None  # None for the present month


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _previous(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def _after(transfers: QuerySet[Transfer], account: Account, moment: datetime) -> int:
    """The balance that the last transfer before a moment left."""
    last = transfers.filter(at__lt=moment).order_by("-pk").first()
    if last is None:
        return 0
    return last.credit_after if last.credit_id == account.pk else last.debit_after


def _totals(transfers: QuerySet[Transfer], account: Account) -> list[Total]:
    sides = {"came": transfers.filter(credit=account), "went": transfers.filter(debit=account)}
    sums = {side: dict(rows.order_by().values_list("kind").annotate(sum=Sum("amount"))) for side, rows in sides.items()}
    kinds = [kind for kind in TransferKind if kind in sums["came"] or kind in sums["went"]]
    return [
        Total(str(kind.label), *(_said(sums[side].get(kind, 0), account) for side in ("came", "went")))
        for kind in kinds
    ]


def _said(amount: int, account: Account) -> str:
    return amounts.grouped(amount, facts.digits(account.unit), needless=account.unit != CREDITS)


def statement(
    transfers: QuerySet[Transfer], account: Account, month: date, zone: str, *, outsiders: str = ""
) -> Statement:
    """The statement of the month that begins on `month`, out of an account's transfers. Five queries."""
    tz = ZoneInfo(zone)
    start, end = (datetime.combine(day, time.min, tz) for day in (month, _next(month)))
    within = transfers.filter(at__gte=start, at__lt=end)
    shown = list(within.order_by("pk")[: MOST_LINES + 1])
    return Statement(
        month=month,
        zone=zone,
        opening=_said(_after(transfers, account, start), account),
        closing=_said(_after(transfers, account, end), account),
        lines=lines(shown[:MOST_LINES], account, outsiders=outsiders),
        totals=_totals(within, account),
        is_cut=len(shown) > MOST_LINES,
        previous=_previous(month),
        following=_next(month) if end <= clock.now() else None,
    )
