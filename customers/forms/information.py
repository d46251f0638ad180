"""The information forms of a customer's page and of the settings."""

from functools import partial
from typing import Any

from django import forms
from django.urls import reverse

from reseller_portal.lib.text import NAME_LENGTH

from .. import facts
from ..actions.information import information_of
from ..models import Organization
from .fields import FactField, LongSelect
from .shared import SharedForm


class InformationForm(SharedForm):
    """Name, email, phone and active."""

    salt = "customers.information"

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
        super().__init__(data, customer=customer, opened=information_of(customer), auto_id="information-%s")

    def _address(self, customer: Organization) -> str:
        return reverse("customers:detail", args=[customer.pk])

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
