"""What tests report, and what they find of it: events of Harbour, and sums that have to agree."""

import itertools
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum

from billing.actions.usage import Answer, Reported, report_usage
from billing.models import LatestUse, TenantUsage, UsageDay, UsageEvent, UsageTotal
from credits.actions.issuing import issue_credits
from credits.actions.recharging import recharge_customer
from credits.models import Account, Transfer
from customers.models import Organization
from reseller_portal.lib import clock

_numbers = itertools.count(1)


def key() -> str:
    """A key that nobody used yet."""
    return f"test-{next(_numbers)}"


def fund(customer: Organization, credits: int) -> Organization:
    """Give a customer whole credits out of nowhere."""
    issue_credits(customer.root, amount=credits * 100, key=key(), by=None)
    if customer.tenant:
        recharge_customer(customer, amount=credits * 100, key=key(), by=None)
    return customer


def event(quantity: int = 60, *, name: str = "", at: datetime | None = None, metric: str = "hours_processed",
          language: str = "") -> Reported:  # fmt: skip
    return Reported(name or key(), metric, quantity, at or clock.now() - timedelta(minutes=5), language)


def report(customer: Organization, *events: Reported, token: Any = None) -> list[Answer]:
    return report_usage(customer, events, token=token, by=None)


def left(customer: Organization) -> str:
    """Available, held and used, in hundredths of a credit."""
    balances = dict(Account.objects.filter(organization=customer).values_list("kind", "balance"))
    return " | ".join(str(balances.get(kind, 0)) for kind in ("available", "reserved", "used"))


def differences(customer: Organization) -> list[str]:
    """Whatever does not agree about a customer who is the only one of its tenant that used anything."""
    events = list(UsageEvent.objects.filter(organization=customer, refused=False))
    wrong = []

    def agree(what: str, rows: Any, place: tuple[str, ...], figures: tuple[str, ...]) -> None:
        expected: Counter[Any] = Counter()
        for one in events:
            for figure in figures:
                expected[*(getattr(one, name) for name in place), figure] += getattr(one, figure, 1)
        found: Counter[Any] = Counter()
        for row in rows.values(*place, *figures):
            for figure in figures:
                found[*(row[name] for name in place), figure] += row[figure]
        if found != expected:
            wrong.append(f"{what}: {found} is not {expected}")

    counted = ("events", "quantity", "charge")
    place = ("day", "metric_id", "language", "token_id")
    agree("days", UsageDay.objects.filter(organization=customer), place, counted)
    agree("tenant", TenantUsage.objects.filter(tenant=customer.root), ("day", "metric_id"), counted)
    agree("totals", UsageTotal.objects.filter(organization=customer), ("metric_id",), ("quantity",))
    latest = LatestUse.objects.filter(organization=customer).values_list("at", flat=True).first()
    if latest != max((one.occurred_at for one in events), default=None):
        wrong.append(f"latest use: {latest}")
    spent = Transfer.objects.filter(credit__organization=customer, kind="spending").aggregate(sum=Sum("amount"))["sum"]
    if (spent or 0) != sum(one.charge for one in events):
        wrong.append(f"the ledger moved {spent}")
    return wrong
