"""Missions on pages of lower storeys: what a reseller sees of its customer's first steps."""

from typing import Any

from django import template

from customers.models import Organization

from ..missions import progress_of

register = template.Library()


@register.inclusion_tag("billing/_customer_missions.html")
def customer_missions(customer: Organization) -> dict[str, Any]:
    """How far a customer has come, for whoever its page is for: nothing to press. Two queries."""
    progress = progress_of(customer)
    return {"progress": progress, "missions": [(step, None) for step in progress.steps]}
