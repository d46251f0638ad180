"""Missions: the built-in steps to a first success, ticked off by what really happened."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Subquery

from customers.models import ApiToken, Organization, User

from .models import Mission, Transcription
from .models.missions import Event

# Title and text of each, in their order, until staff write others.
BUILT_IN: dict[str, tuple[str, str]] = {
    Event.FIRST_TRANSCRIPTION: (
        "Create your first transcription",
        "It appears here as soon as the product reports it.",
    ),
    Event.FIRST_TOKEN: ("Create an API token", "The product reports with it what it did."),
    Event.FIRST_TEAMMATE: ("Invite a teammate", "Done once a second person has set a password."),
}


@dataclass(frozen=True)
class Step:
    """A mission of one organization; `done_at` is empty while it is open."""

    event: str
    title: str
    text: str
    done_at: datetime | None


@dataclass(frozen=True)
class Progress:
    """The missions that are shown, in their order."""

    steps: list[Step]

    @property
    def done(self) -> int:
        return sum(step.done_at is not None for step in self.steps)

    @property
    def is_complete(self) -> bool:
        return self.done == len(self.steps)


def built_in() -> list[Mission]:
    """The missions as they are before anybody wrote one down."""
    return [
        Mission(event=event, title=title, text=text, position=position)
        for position, (event, (title, text)) in enumerate(BUILT_IN.items(), start=1)
    ]


def _missions() -> list[Mission]:
    """All of them in order, in staff's words where they wrote some."""
    written = {mission.event: mission for mission in Mission.objects.all()}
    missions = [written.get(mission.event, mission) for mission in built_in()]
    return sorted(missions, key=lambda mission: mission.position)


def _moments(organization: Organization) -> dict[str, datetime | None]:
    """When each of the events happened first. Rows are numbered as they come, and the index follows the numbers."""
    tokens = ApiToken.objects.filter(organization=organization).order_by("pk")
    transcriptions = Transcription.objects.filter(organization=organization).order_by("pk")
    accepted = User.objects.filter(organization=organization, accepted_at__isnull=False).order_by("accepted_at", "pk")
    found = Organization.objects.filter(pk=organization.pk).values_list(
        Subquery(transcriptions.values("created_at")[:1]),
        Subquery(tokens.values("made_at")[:1]),
        Subquery(accepted.values("accepted_at")[1:2]),
    )
    return dict(zip((Event.FIRST_TRANSCRIPTION, Event.FIRST_TOKEN, Event.FIRST_TEAMMATE), found.get(), strict=True))


def progress_of(organization: Organization) -> Progress:
    """How far a customer has come. Two queries; the caller has made sure that the asker may see this customer."""
    moments = _moments(organization)
    return Progress(
        [
            Step(mission.event, mission.title, mission.text, moments[mission.event])
            for mission in _missions()
            if mission.shown
        ]
    )
