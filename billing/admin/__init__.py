"""Billing in the admin."""

from . import missions

__all__ = ["missions"]
