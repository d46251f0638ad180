"""Keeping the copy of what a customer's team is."""

from django.db import transaction

from ..models import Organization, User
from ..team_types import expected_team_type
from .locks import lock_organization


@transaction.atomic
def keep_team_type(organization: Organization | None, *, by: User | None) -> None:
    """Write down what the team is now. Called wherever owner, password, proved address or billing details change.

    It follows from what was written down already, so it has no activity row of its own. Of two such changes at one
    moment the later one waits and sees both.
    """
    if organization is None:
        return
    lock_organization(organization.pk)
    rows = Organization.objects.filter(pk=organization.pk)
    present, organization.team_type = (
        rows.annotate(expected=expected_team_type()).values_list("team_type", "expected").get()
    )
    if present != organization.team_type:
        rows.update(team_type=organization.team_type)
