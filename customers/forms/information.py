"""The information forms of a customer's page and of the settings. They know what they were opened with, so that two
people lose nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.core import signing
from django.forms.boundfield import BoundField
from django.urls import reverse

from reseller_portal.lib.text import NAME_LENGTH

from .. import facts, wording
from ..actions.information import information_of
from ..errors import Conflict
from ..models import Organization
from .fields import FactField, LongSelect

_SALT = "customers.information"
TOO_OLD = "This form was opened too long ago. Check what is below, then update again."


@dataclass(frozen=True)
class Dispute:
    """A field that two people changed: what one typed and what the other saved, and which of them was chosen."""

    field: BoundField
    who: str
    yours: str
    theirs: str
    choice: str
    undecided: bool


def _shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the form shows them: phone numbers with spaces."""
    return {**values, "phone": facts.phone_display(values["phone"])}


class InformationForm(forms.Form):
    """Name, email, phone and active. `opened` holds the values it was opened with, `disputed` the fields to decide."""

    name = FactField(
        rule=partial(facts.name, label="Organization name"),
        label="Organization name",
        max_length=NAME_LENGTH,
        error_messages={"required": "Enter the organization name."},
    )
    email = FactField(
        rule=facts.email,
        label="Email address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter an email address such as contact@acme.com."},
    )
    phone = FactField(
        rule=facts.phone,
        label="Phone number",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    active = forms.BooleanField(
        required=False,
        help_text="Can sign in to the console",
        widget=forms.CheckboxInput(attrs={"class": "switch", "role": "switch"}),
    )

    heading = "Customer information"
    live = True  # saved in place

    def __init__(self, data: Any = None, *, customer: Organization) -> None:
        self.address = self._address(customer)
        self.customer_id = customer.pk
        self.opened, self.is_stale = information_of(customer), False
        self.disputed: dict[str, str] = {}
        super().__init__(data, initial=_shown(self.opened), auto_id="information-%s")
        if data is not None:
            self._read(str(data.get("opened", "")))
        self._mark_saved()

    def _address(self, customer: Organization) -> str:
        return reverse("customers:detail", args=[customer.pk])

    def _read(self, token: str) -> None:
        try:
            given = signing.loads(token, salt=_SALT)
            if given["pk"] != self.customer_id:
                raise signing.BadSignature("of another customer")
            self.opened, self.disputed = given["values"], given["disputed"]
        except signing.BadSignature:
            self.is_stale = True

    def _mark_saved(self) -> None:
        """Say in each field what is saved, for the button that waits for a difference."""
        for name, value in _shown(self.opened).items():
            saved = str(value).lower() if isinstance(value, bool) else value
            self.fields[name].widget.attrs["data-saved"] = saved

    @property
    def token(self) -> str:
        """What the form carries along, signed so that nobody can pretend to have seen other values."""
        given = {"pk": self.customer_id, "values": self.opened, "disputed": self.disputed}
        return signing.dumps(given, salt=_SALT)

    def clean(self) -> dict[str, Any]:
        if self.is_stale:
            self.add_error(None, TOO_OLD)
        for name in self.disputed:
            choice = self.data.get(f"keep_{name}")
            if choice == "theirs":
                self._errors.pop(name, None)  # type: ignore[attr-defined]
                self.cleaned_data[name] = self.opened[name]
            elif choice != "yours":
                self.add_error(None, f"Choose which {wording.label(name)} to keep.")
        return self.cleaned_data

    def dispute(self, conflict: Conflict) -> None:
        """Come back with both versions. Fields that only others changed now show theirs, or they would be undone."""
        typed, before, theirs = self.data.copy(), self.opened, conflict.theirs  # type: ignore[attr-defined]
        for name, value in _shown(theirs).items():
            if self.cleaned_data[name] == before[name]:
                typed[name] = ("on" if value else "") if name == "active" else value
        for name in conflict.disputed:
            typed.pop(f"keep_{name}", None)
        self.data, self.opened, self.disputed = typed, theirs, conflict.disputed
        self._mark_saved()
        text = f"{wording.meanwhile(conflict.disputed)}. Nothing is saved yet: choose what to keep."
        self.add_error(None, text)

    def rows(self) -> Iterator[BoundField | Dispute]:
        """The fields in order; a disputed one as both versions."""
        for field in self.visible_fields():
            if field.name in self.disputed:
                yield self._dispute_of(field)
            else:
                yield field

    def _dispute_of(self, field: BoundField) -> Dispute:
        choice = str(self.data.get(f"keep_{field.name}", ""))
        yours, theirs = str(field.value() or ""), str(_shown(self.opened)[field.name])
        return Dispute(field, self.disputed[field.name], yours, theirs, choice, choice not in ("yours", "theirs"))

    @property
    def has_other_changes(self) -> bool:
        """Whether more than Active differs from what the form was opened with."""
        return any(self.cleaned_data[name] != self.opened[name] for name in self.fields if name != "active")

    def carried(self) -> list[tuple[str, str]]:
        """Everything that was sent, for the confirmation's hidden inputs."""
        names = [*self.fields, "opened", *(f"keep_{name}" for name in self.disputed)]
        return [(name, str(self.data[name])) for name in names if name in self.data]


class OwnInformationForm(InformationForm):
    """A reseller's own name, email, phone and time zone. Nobody disables their own organization."""

    heading = "Organization details"
    live = False  # the whole page shows the name and the zone
    active = None  # type: ignore[assignment]
    time_zone = forms.ChoiceField(
        label="Time zone",
        widget=LongSelect,
        choices=lambda: [(zone, zone.replace("_", " ")) for zone in facts.time_zones()],
        help_text="Days, months and statements of you and your customers begin at midnight there. Another zone moves "
        "that midnight for past months too.",
    )

    def _address(self, customer: Organization) -> str:
        return reverse("customers:settings")
