"""The lines below which credits count as low: for mails a reseller's own, for the meter's colours always the same."""

from collections.abc import Iterable

from customers.models import Organization
from reseller_portal.lib.meters import CRITICAL_BELOW, LOW_BELOW

from .models import AlertLines

Lines = tuple[int, int]  # per cent of what was assigned, the higher one first
DEFAULT: Lines = (LOW_BELOW, CRITICAL_BELOW)


def lines_of(tenants: Iterable[int]) -> dict[int, Lines]:
    """The lines of these roots, by their ID. One query."""
    wanted = set(tenants)
    rows = AlertLines.objects.filter(organization__in=wanted).values_list("organization", "first", "second")
    return dict.fromkeys(wanted, DEFAULT) | {pk: (first, second) for pk, first, second in rows}


def lines_for(root: Organization) -> Lines:
    return lines_of([root.pk])[root.pk]
