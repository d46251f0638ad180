"""What the scheduler would have kept of the demo's past: seats by day, and the sums that lists and dashboards read."""

from io import StringIO
from itertools import groupby

from django.core.management import call_command

from credits.actions.daily_use import day_of
from customers.models import SeatCount, User
from customers.roles import Kind


def keep_seats() -> None:
    """The seats of every customer on each day on which somebody came in."""
    seated = User.objects.seated().filter(kind__in=(Kind.RESELLEE, Kind.REGULAR)).select_related("organization__tenant")
    rows: list[SeatCount] = []
    for organization, people in groupby(seated.order_by("organization", "accepted_at"), lambda user: user.organization):
        assert organization is not None  # noqa: S101  staff have no seat
        own: dict[object, SeatCount] = {}
        for number, user in enumerate(people, start=1):
            assert user.accepted_at is not None  # noqa: S101  nor has anybody who is pending
            day = day_of(user.accepted_at, organization.root.time_zone)
            own[day] = SeatCount(tenant=organization.root, organization=organization, day=day, seats=number)
        rows += own.values()
    SeatCount.objects.bulk_create(rows, batch_size=1000)


def keep_sums() -> None:
    """What the jobs of this day write down, so that the first look at the list and the dashboard finds it."""
    for command in ("count_seats", "refresh_forecasts", "refresh_hours"):
        call_command(command, verbosity=0, stdout=StringIO())
