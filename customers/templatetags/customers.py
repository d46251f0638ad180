"""Filters for what this app shows."""

from datetime import datetime

from django import template
from django.utils import timezone

from reseller_portal.lib import clock

from ..facts import phone_display

register = template.Library()
register.filter("phone", phone_display)


@register.filter
def days_until(moment: datetime) -> str:
    """How far ahead a moment is, as the reader's calendar counts: today, tomorrow, in 3 days."""
    zone = timezone.get_current_timezone()
    days = (moment.astimezone(zone).date() - clock.now().astimezone(zone).date()).days
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
