"""The meter of a customer out of a row: what it has, how long that lasts, since when it counts."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import dateformat, formats, timezone

from reseller_portal.lib import clock, runway
from reseller_portal.lib.meters import Meter

from .models import Organization

# What `with_credits()` and `with_use()` add to a row.
CREDITS = ("available", "reserved", "used")
USE = ("used_lately", "first_used_on", "counted_since")
MeterOf = Callable[[Mapping[str, Any]], Meter]


def today_of(organization: Organization) -> date:
    """The present day in the time zone of an organization's root."""
    return clock.now().astimezone(ZoneInfo(organization.root.time_zone)).date()


def plain_meter(row: Mapping[str, Any]) -> Meter:
    """The figures alone, of a row without USE."""
    return Meter(row["available"], row["reserved"], row["used"])


def meters(today: date) -> MeterOf:
    """How a row with CREDITS and USE is made a meter; the format and zone of dates are looked up once."""
    zone, date_format = timezone.get_current_timezone(), formats.get_format("DATE_FORMAT")

    def made(row: Mapping[str, Any]) -> Meter:
        left = runway.Runway(row["available"], row["used_lately"], row["first_used_on"], today)
        began = row["counted_since"]
        since = dateformat.format(began.astimezone(zone), date_format) if began else ""
        return Meter(row["available"], row["reserved"], row["used"], note=left.words, since=since, soon=left.soon)

    return made
