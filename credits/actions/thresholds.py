"""A reseller's own lines below which it and its customers are mailed."""

from django.db import transaction

from customers.actions.activity import record_activity
from customers.actions.locks import lock_organization
from customers.errors import Refused
from customers.models import Organization, User
from customers.roles import Kind

from .. import facts
from ..models import AlertLines
from ..thresholds import lines_for


@transaction.atomic
def set_thresholds(reseller: Organization, *, first: int, second: int, by: User | None) -> AlertLines | None:
    """Mail when less than `first`, and again when less than `second`, per cent of an allocation are left.

    Whoever is below a new line already is mailed when it is crossed the next time. Returns None when nothing changed;
    raises Refused for lines that are not 1 to 99 or do not descend.
    """
    if reseller.kind != Kind.RESELLER:
        raise Refused("Only a reseller has lines of its own.")
    first, second = facts.line(first, field="first"), facts.line(second, field="second")
    if second >= first:
        raise Refused("Choose less than the first.", field="second")
    lock_organization(reseller.pk)
    if (before := lines_for(reseller)) == (first, second):
        return None
    given = {"first": first, "second": second}
    lines, _ = AlertLines.objects.update_or_create(organization=reseller, defaults={"tenant": reseller, **given})
    record_activity(
        "credits.thresholds_set", lines, organization=reseller, by=by,
        before={"alert_lines": _told(before)}, after={"alert_lines": _told((first, second))},
    )  # fmt: skip
    return lines


def _told(lines: tuple[int, int]) -> str:
    return f"{lines[0]} % and {lines[1]} %"
