"""Django admin for staff: what is metered and what it costs, and the missions of new customers."""

from . import metrics, missions

__all__ = ["metrics", "missions"]
