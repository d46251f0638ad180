"""Django admin for staff: what is metered and what it costs."""

from . import metrics

__all__ = ["metrics"]
