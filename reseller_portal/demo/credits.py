"""Credits of the demo: pools, recharges and use that look like a trade, some customers low and some out."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from credits.actions.allocations import without_mail
from credits.actions.balances import refill_balance
from credits.actions.issuing import issue_credits
from credits.actions.recharging import recharge_customer
from credits.actions.spending import Spending, spend_batch
from customers.models import Organization, User
from customers.roles import Kind

from ..lib import clock

ALLOCATIONS = (100, 250, 500, 1_000, 2_500, 5_000)
USED_DAYS = 14  # as many as the forecast looks back
_NONE, _EMPTY, _LOW = 0.06, 0.05, 0.12  # shares of the customers
_QUIET, _NEW_TO_IT = 0.08, 0.06  # those who stopped using it, and those who have just begun


def _share_used(chance: random.Random) -> float:
    """How much of its credits a customer has used: for some all, for some nearly all."""
    drawn = chance.random()
    if drawn < _EMPTY:
        return 1.0
    return chance.uniform(0.78, 0.96) if drawn < _EMPTY + _LOW else chance.uniform(0.03, 0.7)


def _uses(
    customer: Organization, amount: int, today: datetime, chance: random.Random
) -> Iterator[tuple[int, Spending]]:
    """Half of what was used is older; the rest is spread unevenly over the last days. Yields (days ago, spending).

    Some have used nothing lately and some nothing before yesterday, so that the forecast is seen in all its words.
    """
    used, drawn = int(amount * _share_used(chance)), chance.random()
    registered = (today - customer.registered_at).days
    days = min(USED_DAYS, registered)
    weights = [chance.random() ** 2 for _ in range(days)]
    if drawn < _QUIET and registered > USED_DAYS:
        days, weights = min(USED_DAYS * 2, registered), []
    elif drawn < _QUIET + _NEW_TO_IT and days > 1:
        days, weights = 1, weights[:1]
    recent = [int(used / 2 * weight / (sum(weights) or 1)) for weight in weights]
    parts = [(days, used - sum(recent)), *enumerate(recent)]
    yield from ((ago, Spending(customer, part, f"demo-use-{customer.pk}-{ago}")) for ago, part in parts if part)


def _recharge(customer: Organization, amount: int, *, by: User) -> None:
    """On the day after it registered, with the order it was for."""
    with clock.moved_to(customer.registered_at + timedelta(hours=3)):
        recharge_customer(
            customer, amount=amount, key=f"demo-recharge-{customer.pk}", note=f"Order {4000 + customer.pk}", by=by
        )


def _refill(customer: Organization, amount: int, *, today: datetime, by: User) -> None:
    with clock.moved_to(today - timedelta(days=20)):
        refill_balance(customer, amount=amount, key=f"demo-refill-{customer.pk}", note="Bank transfer", by=by)


def _last_day(today: datetime) -> datetime:
    """Use goes on to the day on which the demo is made: what a forecast says is about that day, not about the demo's."""
    return max(today, clock.now())


def hand_out(reseller: Organization, *, today: datetime, staff: User, by: User) -> None:
    """Fill a reseller's pool, recharge its customers as they registered, and let them use it up to now."""
    chance = random.Random(reseller.email)
    customers = list(Organization.objects.filter(tenant=reseller).order_by("registered_at", "pk"))
    plan = {c.pk: chance.choice(ALLOCATIONS) * 100 for c in customers if chance.random() >= _NONE}
    with clock.moved_to(reseller.registered_at):
        # Rounded up to what somebody would order, with something left in the pool.
        total = (sum(plan.values()) * 11 // 10 // 1_000_000 + 1) * 1_000_000
        issue_credits(reseller, amount=total, key=f"demo-issue-{reseller.pk}", note="Framework contract", by=staff)
    uses: dict[int, list[Spending]] = {}
    until = _last_day(today)
    for customer in customers:
        if amount := plan.get(customer.pk):
            _recharge(customer, amount, by=by)
            for ago, spending in _uses(customer, amount, until, chance):
                uses.setdefault(ago, []).append(spending)
        if chance.random() < 0.1:
            _refill(customer, chance.randrange(20, 900) * 100, today=today, by=by)
    spend_all(uses, today=until)


def spend_all(uses: dict[int, list[Spending]], *, today: datetime) -> None:
    """Use credits day by day, the oldest first, in batches."""
    for ago in sorted(uses, reverse=True):
        with without_mail(), clock.moved_to(today - timedelta(days=ago, hours=2)):
            for start in range(0, len(uses[ago]), 500):
                spend_batch(uses[ago][start : start + 500], by=None)


def fund_direct(direct: Organization, *, today: datetime, staff: User) -> None:
    """A direct customer gets its credits from the platform."""
    assert direct.kind == Kind.REGULAR  # noqa: S101
    with clock.moved_to(direct.registered_at):
        issue_credits(direct, amount=250_000, key=f"demo-issue-{direct.pk}", note="First order", by=staff)
    until = _last_day(today)
    uses = _uses(direct, 250_000, until, random.Random(direct.email))
    spend_all({ago: [spending] for ago, spending in uses}, today=until)
