"""The forms of invitations: making a link, mailing some, and registering with one."""

import re
from functools import partial
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts

from reseller_portal.lib.text import NAME_LENGTH

from .. import facts
from ..actions.invites import MOST_ADDRESSES, MOST_USES
from ..auth import PASSWORD_LENGTH
from ..models import Invite
from .accounts import NameForm
from .fields import FactField, FormKeyField

_BETWEEN = re.compile(r"[\s,;]+")


class LinkForm(forms.Form):
    """A link to copy: for how many customers."""

    uses = forms.IntegerField(
        label="Customers who may register",
        min_value=1,
        max_value=MOST_USES,
        initial=1,
        error_messages={"required": "Enter a number, or tick Any number."},
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text="The link works for 7 days.",
    )
    unlimited = forms.BooleanField(
        required=False,
        label="Any number",
        help_text="Your sign-up page: it works until you revoke it.",
    )
    key = FormKeyField()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="link-%s", initial={"key": uuid4()})

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("unlimited"):
            self._errors.pop("uses", None)  # type: ignore[attr-defined]
            given["uses"] = None
        return given


class MailForm(forms.Form):
    """Addresses to mail an invitation to, each its own."""

    emails = forms.CharField(
        label="Email addresses",
        max_length=MOST_ADDRESSES * 256,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "contact@acme.com", "autocomplete": "off"}),
        help_text=f"One a line, {MOST_ADDRESSES} at most. Each gets a link of its own, which works once within 7 days.",
        error_messages={"required": "Enter an email address such as contact@acme.com."},
    )
    key = FormKeyField()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="mail-%s", initial={"key": uuid4()})

    def clean_emails(self) -> list[str]:
        return list(filter(None, _BETWEEN.split(self.cleaned_data["emails"])))


class JoinForm(NameForm):
    """Everything a new customer says of itself. The address of an invitation that was mailed stands fast."""

    name = FactField(
        rule=partial(facts.name, label="Organization name"),
        label="Organization name",
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    email = FactField(
        rule=facts.email,
        label="Email address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        help_text="You will sign in with it. We mail a link to confirm it.",
    )
    phone = FactField(
        rule=facts.phone,
        label="Phone number",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "placeholder": "+31 612345678", "autocomplete": "tel"}),
    )
    password = forms.CharField(
        strip=False,
        max_length=PASSWORD_LENGTH,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    key = FormKeyField()
    field_order = ("name", "first_name", "last_name", "email", "phone", "password")

    def __init__(self, data: Any = None, *, invite: Invite) -> None:
        super().__init__(data, auto_id="join-%s", initial={"key": uuid4(), "email": invite.email})
        self.invite = invite
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["last_name"].widget.attrs["autocomplete"] = "family-name"
        self.fields["password"].help_text = " ".join(password_validators_help_texts())
        if invite.email:
            # Not disabled: password managers read it.
            self.fields["email"].widget.attrs["readonly"] = True
            self.fields["email"].help_text = "Your invitation was mailed there. You will sign in with it."
        if not self.is_bound:
            self.fields["name"].widget.attrs["autofocus"] = True

    def clean_email(self) -> str:
        return self.invite.email or self.cleaned_data["email"]
