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
# By place among the newest customers, so that they are seen without turning pages.
SCHEDULED, NEAR_ITS_END, HELD = 3, 6, 10


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
    active = Organization.objects.active().filter(tenant=reseller).exclude(pk=besides.pk)
    newest = list(active.order_by("-registered_at", "-pk")[: HELD + 1])
    for place, customer in enumerate(newest):
        if place == SCHEDULED:
            day = (today + timedelta(days=12)).date()
            at = day_begins(day, reseller.time_zone)
            with clock.moved_to(today - timedelta(days=1)):
                schedule_disabling(customer, at=at, reason="Contract ends with the year", by=by)
        elif place == NEAR_ITS_END:
            with clock.moved_to(today - KEPT_FOR + timedelta(days=12)):
                disable_organization(customer, reason="Went to another supplier", by=by)
        elif place == HELD:
            with clock.moved_to(today - timedelta(days=40)):
                disable_organization(customer, reason="Did not pay two invoices", block_api=True, by=by)
            with clock.moved_to(today - timedelta(days=9)):
                hold_deletion(customer, reason="The lawyers want to see its usage first", by=by)
