"""Credits of the demo: pools, recharges and use that look like a trade, some customers low and some out."""

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from credits.actions.balances import refill_balance
from credits.actions.issuing import issue_credits
from credits.actions.recharging import recharge_customer
from customers.actions.tokens import create_token
from customers.models import ApiToken, Organization, User
from customers.roles import Kind
from customers.token_scopes import scopes_of

from ..lib import clock
from .transcriptions import leave_running
from .usage import Use, plan_uses, use_up

ALLOCATIONS = (300, 1_000, 2_500, 5_000, 10_000, 25_000)
_NONE, _EMPTY, _LOW = 0.06, 0.05, 0.12  # shares of the customers
SECONDS = 60 / 100  # that a hundredth of a credit pays for
RUNNING = 3  # customers for whom something is running


def _share_used(chance: random.Random) -> float:
    """How much of its credits a customer has used: for some all, for some nearly all."""
    drawn = chance.random()
    if drawn < _EMPTY:
        return 1.0
    return chance.uniform(0.78, 0.96) if drawn < _EMPTY + _LOW else chance.uniform(0.03, 0.7)


def _recharge(customer: Organization, amount: int, *, by: User) -> None:
    """On the day after it registered, with the order it was for."""
    with clock.moved_to(customer.registered_at + timedelta(hours=3)):
        recharge_customer(
            customer, amount=amount, key=f"demo-recharge-{customer.pk}", note=f"Order {4000 + customer.pk}", by=by
        )


def _refill(customer: Organization, amount: int, *, today: datetime, by: User) -> None:
    with clock.moved_to(today - timedelta(days=20)):
        refill_balance(customer, amount=amount, key=f"demo-refill-{customer.pk}", note="Bank transfer", by=by)


def _token(customer: Organization, *, until: datetime, by: User) -> ApiToken:
    """The key of its product, made before it was first used, for a year. Nobody has seen its secret."""
    day = until.replace(hour=0, minute=0, second=0, microsecond=0)  # two demos of one day are the same
    made = max(customer.registered_at + timedelta(hours=4), day - timedelta(days=280))
    with clock.moved_to(made):
        return create_token(
            customer, name="Production", scopes=scopes_of(customer.kind), expires_at=made + timedelta(days=365), by=by
        )


def _last_day(today: datetime) -> datetime:
    """Use goes on to the day on which the demo is made: what a forecast says is about that day, not about the demo's."""
    return max(today, clock.now())


def hand_out(
    reseller: Organization, *, shown: Mapping[int, int], today: datetime, staff: User, by: User,
    progress: Callable[[int], object],
) -> None:  # fmt: skip
    """Fill a reseller's pool, recharge its customers as they registered, and let them use it up to now.

    `shown` are customers that somebody will look at, by ID, and the credits of each. `progress` is called with the number of
    customers served since.
    """
    chance = random.Random(reseller.email)
    rows = Organization.objects.filter(tenant=reseller).select_related("tenant", "owner")
    customers = list(rows.order_by("registered_at", "pk"))
    plan = {c.pk: chance.choice(ALLOCATIONS) * 100 for c in customers if chance.random() >= _NONE}
    plan |= {pk: 100 * amount for pk, amount in shown.items()}
    with clock.moved_to(reseller.registered_at):
        # Rounded up to what somebody would order, with something left in the pool.
        total = (sum(plan.values()) * 11 // 10 // 1_000_000 + 1) * 1_000_000
        issue_credits(reseller, amount=total, key=f"demo-issue-{reseller.pk}", note="Framework contract", by=staff)
    uses: list[Use] = []
    until = _last_day(today)
    for customer in customers:
        if amount := plan.get(customer.pk):
            _recharge(customer, amount, by=by)
            token = _token(customer, until=until, by=customer.owner or by)
            seconds = int(amount * (0.4 if customer.pk in shown else _share_used(chance)) * SECONDS)
            uses += plan_uses(customer, token, seconds, until=until, chance=chance)
        if chance.random() < 0.1:
            _refill(customer, chance.randrange(20, 900) * 100, today=today, by=by)
    share = _share(len(customers), len(uses), progress)
    use_up(uses, shown=shown.keys(), until=until, chance=chance, progress=share)
    _leave_running(customers, until=until, chance=chance)


def _share(whole: int, parts: int, progress: Callable[[int], object]) -> Callable[[int], None]:
    """What to tell of each number of `parts` that is done, so that all of them come to `whole`."""
    done, told = 0, 0

    def tell(more: int) -> None:
        nonlocal done, told
        done += more
        progress(whole * done // parts - told)
        told = whole * done // parts

    return tell


def _leave_running(customers: list[Organization], *, until: datetime, chance: random.Random) -> None:
    rows = ApiToken.objects.filter(organization__in=[c.pk for c in customers if c.disabled_at is None])
    rich = rows.filter(organization__accounts__kind="available", organization__accounts__balance__gt=50_000)
    for token in rich.select_related("organization__tenant").order_by("-organization")[:RUNNING]:
        leave_running(token.organization, token, now=until, chance=chance)


def fund_direct(direct: Organization, *, today: datetime, staff: User) -> None:
    """A direct customer gets its credits from the platform."""
    assert direct.kind == Kind.REGULAR  # noqa: S101
    chance, until = random.Random(direct.email), _last_day(today)
    with clock.moved_to(direct.registered_at):
        issue_credits(direct, amount=1_000_000, key=f"demo-issue-{direct.pk}", note="First order", by=staff)
    token = _token(direct, until=until, by=User.objects.filter(organization=direct).earliest("pk"))
    uses = plan_uses(direct, token, 400_000, until=until, chance=chance)
    use_up(uses, shown={direct.pk}, until=until, chance=chance, progress=lambda _: None)
