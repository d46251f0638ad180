"""The forms about disabling a customer and about its deletion."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from reseller_portal.lib import clock

from .. import facts
from ..countdown import SCHEDULED, day_begins, standing_of
from ..models import Organization
from ..models.suspensions import REASON_LENGTH
from .fields import FactField


def _reason(**more: Any) -> FactField:
    return FactField(
        rule=facts.reason,
        label="Reason",
        max_length=REASON_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        **more,
    )


class SuspensionForm(forms.Form):
    """Why a customer is disabled, from when, and whether its tokens are refused too. Days are the reseller's."""

    reason = _reason(required=False, help_text="Your team sees it. It is erased with the customer.")
    on = forms.DateField(
        required=False,
        label="On a day to come",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Enter a date such as 2027-02-19."},
    )
    block_api = forms.BooleanField(
        required=False, label="Also block API access", help_text="Its API tokens are refused until it is enabled again."
    )

    def __init__(self, data: Any = None, *, customer: Organization) -> None:
        self.zone, stands = customer.root.time_zone, standing_of(customer)
        initial: dict[str, Any] = {}
        if stands.state == SCHEDULED and stands.at:
            planned = customer.suspension
            day = stands.at.astimezone(ZoneInfo(self.zone)).date()
            initial = {"reason": planned.reason, "on": day, "block_api": planned.block_api}
        super().__init__(data, initial=initial, auto_id="suspension-%s")
        zone = self.zone.replace("_", " ")
        self.fields["on"].help_text = f"At its first moment in {zone}. Left empty, it is disabled now."

    def clean_on(self) -> date | None:
        day = self.cleaned_data["on"]
        if day and day <= clock.now().astimezone(ZoneInfo(self.zone)).date():
            raise forms.ValidationError("Choose a day after today, or leave it empty to disable it now.")
        return day

    def facts_of(self) -> dict[str, Any]:
        """What the action takes: with a moment `at` where a day was chosen."""
        given = {name: self.cleaned_data[name] for name in ("reason", "block_api")}
        day = self.cleaned_data["on"]
        return {**given, "at": day_begins(day, self.zone)} if day else given


class HoldForm(forms.Form):
    """Why the deletion of a customer is put on hold."""

    reason = _reason(
        error_messages={"required": "Say why."}, help_text="Your team sees it. It is erased with the customer."
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="hold-%s")
        if not self.is_bound:
            self.fields["reason"].widget.attrs["autofocus"] = True
