"""Usage and transcriptions as the API reads and writes them. Quantities are whole base units: seconds for hours."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from credits.api.shapes import Days, written
from reseller_portal.lib.representations import moment
from reseller_portal.lib.shapes import At, Body, Credits, Day, Listed, Moment, Shape, Text, Whole

from ..actions.usage import LARGEST_BATCH, Answer, Reported
from ..models import Transcription
from ..models.transcriptions import Status
from ..models.usage import LARGEST_QUANTITY

Quantity = Annotated[Whole, Field(ge=1, le=LARGEST_QUANTITY)]
Seconds = Annotated[Whole, Field(ge=0, le=LARGEST_QUANTITY)]


class MetricShape(Shape):
    """Usage is reported in base units. It costs `price` for every `per` of them, the floor being taken of the sums."""

    code: str = Field(description="As events name it.", examples=["hours_processed"])
    name: str
    unit: str = Field(description="What people are shown.", examples=["hours"])
    base_unit: str = Field(description="What is reported.", examples=["seconds"])
    base_per_unit: int = Field(description="Base units in one shown unit.", examples=[3600])
    price: Credits
    per: int = Field(description="Base units that the price is for.", examples=[60])


class MetricsShape(Shape):
    data: list[MetricShape]


class NewEvent(Body):
    event_id: Text = Field(description="Your own, 1 to 64 printable ASCII characters: with it an event counts once.")
    metric: Annotated[
        str, Field(max_length=40, examples=["hours_processed"], description="A code of GET /api/v1/metrics.")
    ]
    quantity: Quantity = Field(description="In the metric's base unit: seconds for hours_processed.")
    occurred_at: Moment = Field(description="At most 90 days ago.")
    language: Text = Field("", description="BCP 47.")

    def reported(self) -> Reported:
        return Reported(self.event_id, self.metric, self.quantity, self.occurred_at, self.language)


class NewEvents(Body):
    events: Annotated[list[NewEvent], Field(min_length=1, max_length=LARGEST_BATCH)]


class EventShape(Shape):
    """What became of an event. `charge` is what it cost; null where nothing was stored."""

    event_id: str
    outcome: Literal["posted", "repeated", "refused", "conflict"]
    charge: Credits | None
    refused: bool = Field(description="Whether it was not accepted, this time or, of a repeated one, the first time.")
    reason: str
    field: str


class EventsShape(Shape):
    answers: list[EventShape]


class UsageRow(Shape):
    starts_on: Day = Field(description="The first day of the day, week (Monday) or month.")
    metric: str
    unit: str = Field(description="The base unit that `quantity` is in.")
    quantity: int
    events: int
    charge: Credits
    token_id: int | None = Field(None, description="With `split=token`; null for what the portal counted itself.")
    language: str | None = Field(None, description="With `split=language`.")


class UsageShape(Shape):
    since: Day
    until: Day
    data: list[UsageRow]


class TenantUsageAsked(BaseModel):
    """Which days: the last 30 unless said otherwise, in the time zone of the organization; 366 at most."""

    since: Days = ""
    until: Days = ""
    metric: Annotated[str, Field(max_length=40)] = ""
    group: Literal["day", "week", "month"] = "day"


class UsageAsked(TenantUsageAsked):
    split: Literal["none", "token", "language"] = "none"


class TranscriptionStepShape(Shape):
    name: str
    at: At


class TranscriptionShape(Shape):
    id: int
    customer_id: int
    reference: str | None
    name: str
    language: str
    model: str
    status: Literal[tuple(Status.values)]  # type: ignore[valid-type]
    expected_seconds: int
    seconds: int | None
    failure: str
    charge: Credits
    created_at: At
    finished_at: At | None


class TranscriptionDetail(TranscriptionShape):
    steps: list[TranscriptionStepShape]


class NewTranscription(Body):
    name: Text
    language: Text = Field("", description="BCP 47.")
    model: Text = ""
    expected_seconds: Seconds = Field(0, description="Credits for so many are held, for 24 hours at most.")
    reference: Text | None = Field(None, description="Your own ID of it, unique in the organization.")


class TranscriptionChange(Body):
    """A step, a status, or both. `seconds` come with completed, `reason` with failed."""

    status: Literal["processing", "completed", "failed"] | None = None
    step: Text | None = Field(None, description="What it has come to, in your words.")
    seconds: Seconds | None = Field(None, description="The recording's length: what is charged.")
    language: Text | None = None
    reason: Text | None = Field(None, description="Why it failed.")


class TranscriptionList(Listed):
    status: Literal[tuple(Status.values)] | None = None  # type: ignore[valid-type]
    reference: Annotated[str, Field(max_length=200)] = ""
    since: Days = ""
    until: Days = ""


def event_of(reported: NewEvent, answer: Answer) -> dict[str, Any]:
    event = answer.event
    return {
        "event_id": reported.event_id,
        "outcome": answer.outcome,
        "charge": written(event.charge) if event else None,
        "refused": event.refused if event else True,
        "reason": answer.reason,
        "field": answer.field,
    }


def transcription_of(one: Transcription) -> dict[str, Any]:
    plain = ("reference", "name", "language", "model", "status", "expected_seconds", "seconds", "failure")
    return {
        "id": one.pk,
        "customer_id": one.organization_id,
        **{name: getattr(one, name) for name in plain},
        "charge": written(one.charge),
        "created_at": moment(one.created_at),
        "finished_at": moment(one.finished_at),
    }


def detail_of(one: Transcription) -> dict[str, Any]:
    steps = [{"name": step.name, "at": moment(step.at)} for step in sorted(one.steps.all(), key=lambda step: step.pk)]
    return {**transcription_of(one), "steps": steps}
