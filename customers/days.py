"""Whose day it is: what is kept by day goes by the time zone of each customer's root."""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Q

from reseller_portal.lib import clock
from reseller_portal.lib.windows import windows

from .models import Customer, Organization
from .models.organizations import CustomerQuerySet

SIZE = 1000  # that a transaction may be of, so that writers wait for a moment only


def customers_by_day() -> Iterator[tuple[CustomerQuerySet, date]]:
    """Every customer there is, some thousands at a time, with the present day of their time zone."""
    roots = Organization.objects.existing().exclude(time_zone="")
    for zone in roots.order_by("time_zone").values_list("time_zone", flat=True).distinct():
        of_zone = Customer.objects.existing().filter(Q(tenant__time_zone=zone) | Q(time_zone=zone))
        today = clock.now().astimezone(ZoneInfo(zone)).date()
        for window, _ in windows(of_zone, size=SIZE):
            yield window, today  # type: ignore[misc]
