"""The forms about customers."""

from typing import Any
from uuid import uuid4

from django import forms

from reseller_portal.lib.text import NAME_LENGTH

from .. import facts
from .fields import FactField, FormKeyField


class NewCustomerForm(forms.Form):
    """The quick create: a name and an email address, and whether that address becomes the owner."""

    name = FactField(
        rule=facts.name,
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"placeholder": "Acme Corporation", "autocomplete": "off"}),
    )
    email = FactField(
        rule=facts.email,
        max_length=254,
        widget=forms.EmailInput(attrs={"placeholder": "contact@acme.com", "autocomplete": "off"}),
    )
    phone = FactField(
        rule=facts.phone,
        required=False,
        max_length=40,
        help_text="International format with the country code.",
        widget=forms.TextInput(attrs={"type": "tel", "placeholder": "+31 612345678", "autocomplete": "off"}),
    )
    invite = forms.BooleanField(
        required=False,
        initial=True,
        label="Invite this address to be the owner",
        help_text="Mails a link to set a password, valid for 7 days. Until it is used there are 0 seats.",
    )
    key = FormKeyField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["key"] = uuid4()
        if not self.is_bound:  # a refused form has its focus on what is wrong
            self.fields["name"].widget.attrs["autofocus"] = True
