"""Filters for transcriptions: lengths of time, languages, amounts with their unit."""

from django import template

from credits import wording
from reseller_portal.lib import durations

from ..wording import language

register = template.Library()
register.filter("length_of_time", durations.length)
register.filter("elapsed", durations.elapsed)
register.filter("language_name", language)
register.filter("quantity", wording.quantity)
