"""The shapes that the API's documents are made of, whatever they are about."""

import re
from datetime import date, datetime
from typing import Annotated, Any

from django.utils.dateparse import parse_datetime
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, WithJsonSchema

from .problems import Problem

LARGEST_ID = 2**63 - 1
LONGEST_CURSOR = 3500  # a name of 200 signs of any script ended a page; an address of 4 KB still holds it
_ODD = re.compile("[\x00\ud800-\udfff]")


class Body(BaseModel):
    """What a program sends. A field that is not known is refused: a typo would change nothing, unnoticed."""

    model_config = ConfigDict(extra="forbid")

    def given(self) -> dict[str, Any]:
        """The fields that were sent, with their values."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class Shape(BaseModel):
    """What the API answers."""


class Listed(BaseModel):
    """A page of a list: how many, and from where."""

    limit: Annotated[int, Field(ge=1, le=100, description="How many at most.")] = 50
    cursor: Annotated[str, Field(max_length=LONGEST_CURSOR, description="The `next_cursor` of the page before.")] = ""


def _moment(value: Any) -> Any:
    found = None
    if isinstance(value, str):
        try:
            found = parse_datetime(value)
        except ValueError:
            found = None
    # Near the ends of the calendar a time zone would leave it.
    if found is None or found.tzinfo is None or not 1900 <= found.year <= 2900:
        raise ValueError("Write a moment with its offset, for example 2026-11-28T09:30:00Z.")
    return found


Text = Annotated[str, Field(max_length=2000)]
Credits = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{1,16}(\.[0-9]{1,2})?$",
        max_length=20,
        description="Credits, as text with at most 2 decimals.",
        examples=["12.50"],
    ),
]
Money = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{1,16}(\.[0-9]{1,3})?$",
        max_length=20,
        description="In the currency, as text with as many decimals as it has.",
        examples=["99.00"],
    ),
]
Whole = StrictInt
Flag = StrictBool
Moment = Annotated[
    datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"}, mode="validation")
]
At = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-28T09:30:00.000Z"]})]
Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
AskedDay = Annotated[date, Field(description="A day of the organization's time zone.")]


def page_of(shape: type[BaseModel]) -> type[BaseModel]:
    """The shape of a page of these."""
    told: dict[str, Any] = {
        "__annotations__": {"data": list[shape], "next_cursor": str | None},  # type: ignore[valid-type]
        "__module__": shape.__module__,
        "__doc__": "A page. `next_cursor` is null on the last one.",
    }
    return type(f"{shape.__name__}Page", (Shape,), told)


def has_odd_text(value: Any, place: str = "") -> str | None:
    """Where a text stands that no database keeps: NUL, or half of a surrogate pair. None when there is none."""
    if isinstance(value, str):
        return (place or "body") if _ODD.search(value) else None
    inner: list[tuple[str, Any]] = []
    if isinstance(value, dict):
        if any(has_odd_text(key) for key in value):
            return place or "body"
        inner = list(value.items())
    elif isinstance(value, list):
        inner = [(str(number), one) for number, one in enumerate(value)]
    found = (has_odd_text(one, f"{place}.{name}".lstrip(".")) for name, one in inner)
    return next(filter(None, found), None)


def refuse_odd_text(value: Any) -> None:
    """Raise Problem for a text that no database keeps."""
    if (place := has_odd_text(value)) is not None:
        said = "This holds a character that cannot be kept."
        raise Problem("invalid", said, errors=[(place, said)])
