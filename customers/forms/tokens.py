"""The form of a new API token: a name, what it may do, until when."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.forms.boundfield import BoundWidget

from reseller_portal.lib import clock

from .. import facts
from ..actions.tokens import LONGEST, NAME_LENGTH
from ..countdown import day_begins
from ..models import Organization
from ..token_scopes import ACCESSES, RESOURCES, scopes_of
from .fields import FactField, FormKeyField

DATE = "date"
LASTS = (("30", "30 days"), ("90", "90 days"), ("365", "1 year"), (DATE, "Until a date"))
FIRST_CHOICE = "90"


class TokenForm(forms.Form):
    """A token for one program. `cleaned_data["expires_at"]` is when it ends; one that never does is not offered."""

    name = FactField(
        rule=partial(facts.name, length=NAME_LENGTH),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="The program that uses it, for example Nightly report.",
        error_messages={"required": "Enter a name."},
    )
    scopes = forms.MultipleChoiceField(
        label="What it may do",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one thing that the token may do."},
    )
    lasts = forms.ChoiceField(
        label="Expires after", choices=LASTS, widget=forms.RadioSelect, initial=FIRST_CHOICE,
        error_messages={"required": "Choose when it expires."},
    )  # fmt: skip
    until = forms.DateField(
        label="Last day",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": "Choose the day, or one of the choices above.",
            "invalid": "Enter a date such as 2027-02-19.",
        },
    )
    key = FormKeyField()

    def __init__(self, data: Any = None, *, organization: Organization) -> None:
        super().__init__(data, auto_id="token-%s", initial={"key": uuid4()})
        self.kind, self.zone = organization.kind, organization.root.time_zone
        self.fields["scopes"].choices = [(scope, scope) for scope in scopes_of(self.kind)]  # type: ignore[attr-defined]
        self.fields["until"].help_text = f"It works to the end of that day in {self.zone.replace('_', ' ')}."
        if not self.is_bound:
            self.fields["name"].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if (lasts := given.get("lasts")) == DATE:
            self._clean_day()
        elif lasts:
            self._errors.pop("until", None)  # type: ignore[attr-defined]
            given["expires_at"] = clock.now() + timedelta(days=int(lasts))
        return given

    def _clean_day(self) -> None:
        if (day := self.cleaned_data.get("until")) is None:
            return
        days = (day - clock.now().astimezone(ZoneInfo(self.zone)).date()).days
        if days < 0:
            self.add_error("until", "Choose today or a later day.")
        elif days >= LONGEST.days:
            self.add_error("until", "A token lasts two years at most. Choose an earlier day.")
        else:
            # The last second of it, so that lists show the day that was chosen.
            ends = day_begins(day + timedelta(days=1), self.zone) - timedelta(seconds=1)
            self.cleaned_data["expires_at"] = ends

    def grid(self) -> Iterator[tuple[str, list[tuple[str, BoundWidget | None]]]]:
        """A line a resource: its label, and for each access the box, if there is such a scope."""
        boxes = {str(box.data["value"]): box for box in self["scopes"].subwidgets}
        for resource, label in RESOURCES.items():
            cells = [(access, boxes.get(f"{resource}:{access}")) for access in ACCESSES]
            if any(box for _, box in cells):
                yield label, cells
