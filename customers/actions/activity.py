"""Writing down what happened."""

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction

from reseller_portal.lib import ambient, clock

from ..models import Activity, ActivityDetail, Organization, User


@transaction.atomic(savepoint=False)  # what it writes down is undone with it
def record_activity(
    verb: str,
    subject: models.Model,
    *,
    organization: Organization | None,
    by: User | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Activity:
    """Add an activity row and its erasable detail. `organization` is the one it is about; `by` None means the system."""
    before, after = dict(before or {}), dict(after or {})
    activity = Activity.objects.create(
        at=clock.now(),
        tenant=organization.root if organization else None,
        organization=organization,
        actor=by,
        api_token_id=ambient.current().api_token,
        verb=verb,
        subject_kind=verb.partition(".")[0],
        subject_id=subject.pk,
        fields=sorted({*before, *after}),
    )
    ActivityDetail.objects.create(
        activity=activity, tenant=activity.tenant, address=ambient.current().address, before=before, after=after
    )
    return activity


def changes(subject: models.Model, facts: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Set the facts that differ on `subject` and return them as (before, after). Nothing is saved."""
    before = {name: getattr(subject, name) for name, value in facts.items() if getattr(subject, name) != value}
    after = {name: facts[name] for name in before}
    for name, value in after.items():
        setattr(subject, name, value)
    return before, after


@transaction.atomic
def record_export_of_activity(organization: Organization, *, rows: int, by: User) -> None:
    """Note who took how many lines of activity out."""
    record_activity("activity.exported", organization, organization=organization, by=by, after={"rows": rows})
