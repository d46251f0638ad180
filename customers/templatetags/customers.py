"""Filters for what this app shows."""

from django import template

from ..facts import phone_display

register = template.Library()
register.filter("phone", phone_display)
