"""The full form, "New customer account", and the form of all details."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import uuid4

from django import forms

from .. import passwords
from ..actions.accounts import OF_BILLING, OF_OWNER, account_of
from ..auth import PASSWORD_LENGTH
from ..errors import Refused
from ..models import Organization, User
from .account_fields import AccountFields
from .fields import FormKeyField
from .information import InformationForm
from .shared import SharedForm

CARRIED = {"name": "company", "email": "email", "phone": "phone"}
AGAIN = "Type the password in both fields again: it is not sent back."


def _password(label: str) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(
        label=label, strip=False, max_length=PASSWORD_LENGTH, widget=widget,
        error_messages={"required": f"Enter the {label.lower()}." if label == "Password" else "Confirm the password."},
    )  # fmt: skip


class FullForm(AccountFields):
    """A customer with an owner who can sign in at once."""

    password = _password("Password")
    password_again = _password("Confirm password")
    key = FormKeyField()

    def __init__(self, data: Any = None, *, reseller: Organization, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="account-%s", initial={"key": uuid4(), **(initial or {})})
        self.offer_time_zones(reseller)
        if self.is_bound:  # what was typed before is not sent back
            self.fields["password_again"].help_text = AGAIN
        else:
            self.fields["first_name"].widget.attrs["autofocus"] = True

    @property
    def password_rules(self) -> tuple[passwords.Rule, ...]:
        return passwords.RULES

    def clean(self) -> dict[str, Any]:
        self.clean_phone_and_company()
        cleaned = self.cleaned_data
        if (given := cleaned.get("password")) is not None:
            named = {name: cleaned.get(name) or "" for name in ("username", "first_name", "last_name", "email")}
            try:
                passwords.check_given_password(given, User(**named))
            except Refused as refusal:
                self.add_error("password", refusal.message)
            if "password_again" in cleaned and cleaned["password_again"] != given:
                self.add_error("password_again", "The two passwords differ.")
        return cleaned

    @property
    def account(self) -> dict[str, str]:
        """What the action wants, without what is the form's own."""
        own = ("password", "password_again", "key")
        return {name: value for name, value in self.cleaned_data.items() if name not in own}


def carried_over(typed: Mapping[str, str]) -> dict[str, str]:
    """What the full form opens with after the quick create: the name there is most often a company's."""
    return {ours: str(typed[theirs])[:254] for theirs, ours in CARRIED.items() if typed.get(theirs)}


class AllDetailsForm(SharedForm, AccountFields):
    """Every field of the full form but the passwords, and the name, which nothing else here changes.

    What is empty today may stay so: a customer of the quick create has no username and no address yet.
    """

    salt = "customers.all-details"
    name: Any = InformationForm.base_fields["name"]  # type: ignore[attr-defined]

    def __init__(self, data: Any = None, *, customer: Organization) -> None:
        opened = account_of(customer)
        super().__init__(data, customer=customer, opened=opened, auto_id="details-%s")
        if opened["owner"] is None:
            for name in OF_OWNER:
                del self.fields[name]
        else:
            self.offer_time_zones(customer.root)
        self.fields["email"].help_text = "The contact address. Changing it changes nobody's sign-in."
        for name in ("first_name", "last_name", "username", "kind", "country", "company"):
            if name in self.fields and not self.opened.get("kind" if name == "company" else name):
                self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        billed = any(cleaned.get(name) for name in OF_BILLING)
        if billed and not cleaned.get("kind") and "kind" not in self.errors:
            self.add_error("kind", "Choose individual or company.")
        if billed and not cleaned.get("country") and "country" not in self.errors:
            self.add_error("country", "Choose the country.")
        self.clean_phone_and_company()
        return super().clean()

    def rows_of(self, names: Iterable[str]) -> Iterator[Any]:
        return self.rows(names)
