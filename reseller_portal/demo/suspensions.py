"""Disabled customers of the demo: why, since when, one on hold, one near its end, one with a day to come.

Their days count from the day the demo is made, unlike everything else: the scheduler works on the demo too, and would
delete whoever has been disabled for 90 days.
"""

import random
from datetime import UTC, datetime, time, timedelta

from customers.actions.organizations import disable_organization
from customers.actions.suspensions import hold_deletion, schedule_disabling
from customers.countdown import KEPT_FOR, day_begins
from customers.models import Organization, User

from ..lib import clock

REASONS = (
    "Contract ended", "Did not pay two invoices", "Went to another supplier", "Merged with another customer",
    "Asked for a pause", "",
)  # fmt: skip
LONGEST = 60  # days ago; nobody but the one below is near the end
SETTLED = timedelta(days=100)  # how long those have been customers who are near their end or on hold


def made_on() -> datetime:
    """The beginning of the day on which the demo is made, so that two made on one day are the same."""
    return datetime.combine(clock.now().date(), time.min, UTC)


def disable(customer: Organization, *, today: datetime, chance: random.Random, by: User) -> None:
    """Some time in the last two months, for one of the usual reasons; of some the tokens are blocked too."""
    at = today - timedelta(days=chance.randint(2, LONGEST), minutes=chance.randint(1, 600))
    with clock.moved_to(max(at, customer.registered_at + timedelta(hours=4))):
        disable_organization(customer, reason=chance.choice(REASONS), block_api=chance.random() < 0.3, by=by)


def suspend_some(reseller: Organization, *, besides: Organization, today: datetime, by: User) -> None:
    """One will be disabled, one is deleted in 12 days, one is held. Of a handful of customers, fewer."""
    active = (
        Organization.objects.active().filter(tenant=reseller).exclude(pk=besides.pk).order_by("-registered_at", "-pk")
    )
    planned, settled = active.first(), active.filter(registered_at__lte=today - SETTLED)
    if planned:
        day = (today + timedelta(days=12)).date()
        with clock.moved_to(today - timedelta(days=1)):
            at = day_begins(day, reseller.time_zone)
            schedule_disabling(planned, at=at, reason="Contract ends with the year", by=by)
    near, held = [*settled[:2], None, None][:2]
    if near:
        with clock.moved_to(today - KEPT_FOR + timedelta(days=12)):
            disable_organization(near, reason="Went to another supplier", by=by)
    if held:
        with clock.moved_to(today - timedelta(days=40)):
            disable_organization(held, reason="Did not pay two invoices", block_api=True, by=by)
        with clock.moved_to(today - timedelta(days=9)):
            hold_deletion(held, reason="The lawyers want to see its usage first", by=by)
