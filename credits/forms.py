"""The forms that move credits and money. Amounts are read by the rules of `credits.facts`."""

from typing import Any
from uuid import uuid4

from django import forms

from customers.errors import Refused
from customers.forms.fields import FactField, FormKeyField

from . import facts
from .models.accounts import CREDITS


class AmountField(forms.CharField):
    """An amount as typed, in minor units once cleaned. `least` is 0 or 1 minor unit."""

    def __init__(self, *, unit: str = CREDITS, least: int = 1, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "autofocus": True}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attrs), **kwargs)
        self.error_messages["required"] = "Enter an amount."
        self.unit, self.least = unit, least

    def clean(self, value: Any) -> int:
        try:
            return facts.typed_amount(super().clean(value), self.unit, least=self.least)
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal


class MovementForm(forms.Form):
    """How many credits, and why."""

    amount = AmountField()
    note = FactField(
        rule=facts.note,
        required=False,
        max_length=facts.NOTE_LENGTH,
        label="Reason",
        widget=forms.TextInput(attrs={"placeholder": "Order 4711", "autocomplete": "off"}),
    )
    key = FormKeyField()

    def __init__(self, *args: Any, label: str, least: int = 1, unit: str = CREDITS, hint: str = "", **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["amount"] = AmountField(label=label, least=least, unit=unit, help_text=hint)
        self.initial["key"] = uuid4()

    def renew_key(self) -> None:
        """A key that was refused stays refused: what is corrected is sent with another."""
        self.data = {**self.data.dict(), "key": str(uuid4())}  # type: ignore[attr-defined]


class BalanceForm(MovementForm):
    """Money received or given back outside the platform, and what for."""

    way = forms.ChoiceField(
        choices=[("refill", "Refill"), ("deduct", "Deduct")],
        initial="refill",
        label="What happened",
        widget=forms.RadioSelect,
    )
    field_order = ("way", "amount", "note")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True
        self.fields["note"].error_messages["required"] = "Say what it is for."
        self.order_fields(self.field_order)


class AskingForm(MovementForm):
    """How many credits a reseller wants, and what for."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, label="Credits", hint="The platform answers here.", **kwargs)
        self.fields["note"].label = "What for"
        self.fields["note"].widget.attrs["placeholder"] = "Two new hospitals in May"


class AnswerForm(forms.Form):
    """What staff answer to a request for credits."""

    answer = FactField(
        rule=facts.note, required=False, max_length=facts.NOTE_LENGTH, help_text="The reseller reads it."
    )


class IssueForm(MovementForm):
    """Credits from the platform, or back to it, in the admin."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, label="Credits", **kwargs)


class PercentField(forms.IntegerField):
    """A line below which credits count as low, by the rule of `credits.facts`."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)
        self.error_messages["required"] = self.error_messages["invalid"] = "Use a whole number from 1 to 99."

    def clean(self, value: Any) -> int:
        text = str(value or "").strip()
        if not (text.isascii() and text.isdigit() and len(text) <= 3):
            raise forms.ValidationError(self.error_messages["invalid"])
        try:
            return facts.line(int(text), field="")
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal


class ThresholdsForm(forms.Form):
    """Below how many per cent of an allocation low credits are mailed, twice."""

    first = PercentField(label="First mail below, in per cent")
    second = PercentField(label="Second mail below, in per cent")
