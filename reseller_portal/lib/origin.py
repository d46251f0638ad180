"""Absolute addresses. They are built from the configured origin, never from a request's Host header."""

from typing import Any

from django.conf import settings
from django.urls import reverse


def absolute_url(name: str, *args: Any, **kwargs: Any) -> str:
    """The full address of the URL `name` on the platform's own origin."""
    return settings.PORTAL_ORIGIN + reverse(name, args=args, kwargs=kwargs)
