"""The forms about an organization's people."""

from functools import partial
from typing import Any
from uuid import uuid4

from django import forms

from .. import facts
from ..models import Organization, User
from ..roles import LEVELS_OF_KIND, Kind, Level
from .fields import FactField, FormKeyField

# What each level means, in one sentence.
MEANINGS = {
    Level.OWNER: "does everything, with the team, the settings and the brand",
    Level.SUPPORT: "adds and changes customers and their users, and moves no money",
    Level.FINANCE: "moves credits and money, and changes nobody's data",
    Level.READ_ONLY: "sees everything and changes nothing",
    Level.ADMINISTRATOR: "manages users, tokens and billing",
    Level.MEMBER: "works with the product",
}


class LevelField(forms.ChoiceField):
    """One of the levels of an organization's kind, each with what it means."""

    def __init__(self) -> None:
        super().__init__(widget=forms.RadioSelect, error_messages={"required": "Choose a level."})

    def set_kind(self, kind: str) -> None:
        self.choices = [(level.value, f"{level.label}: {MEANINGS[level]}") for level in LEVELS_OF_KIND[Kind(kind)]]


class PersonForm(forms.Form):
    """Somebody new: a name, an address to mail the link to, a level."""

    first_name = FactField(rule=partial(facts.person_name, field="first_name", label="First name"), max_length=100)
    last_name = FactField(
        rule=partial(facts.person_name, field="last_name", label="Last name"), max_length=100, required=False
    )
    email = FactField(
        rule=facts.email,
        label="Email address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text="Where the link to set a password goes. It is also the sign-in.",
    )
    level = LevelField()
    key = FormKeyField()

    def __init__(self, data: Any = None, *, organization: Organization) -> None:
        super().__init__(data, auto_id="person-%s", initial={"key": uuid4()})
        self.fields["level"].set_kind(organization.kind)  # type: ignore[attr-defined]
        for name in ("first_name", "last_name"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        if not self.is_bound:
            self.fields["first_name"].widget.attrs["autofocus"] = True


class LevelForm(forms.Form):
    """Another level for somebody."""

    level = LevelField()

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, auto_id="level-%s", initial={"level": user.level})
        self.user = user
        self.fields["level"].set_kind(user.kind)  # type: ignore[attr-defined]

    def clean_level(self) -> str:
        if self.cleaned_data["level"] == self.user.level:
            raise forms.ValidationError(f"{self.user} is {self.user.get_level_display().lower()} already.")
        return self.cleaned_data["level"]


class ConfirmForm(forms.Form):
    """A yes. Its hidden field tells a person who read the dialog from a request that came from elsewhere."""

    confirmed = forms.CharField(
        widget=forms.HiddenInput, initial="yes", error_messages={"required": "Nothing was changed. Confirm it below."}
    )

    def __init__(self, data: Any = None, *, user: User) -> None:
        super().__init__(data, auto_id="confirm-%s")
