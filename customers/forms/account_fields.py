"""What the full form and the edit form ask for, in their sections."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms

from .. import facts
from ..actions.billing import BILLING_RULES
from ..models import Organization
from ..roles import BillingKind
from .fields import FactField, LongSelect, refusals_in


@dataclass(frozen=True)
class Section:
    """Some fields under a heading; `slug` is its anchor."""

    slug: str
    title: str
    text: str
    rows: list[Any]


PHONE_HINT = "Without a country code it is read as a number of the country above."
SECTIONS = (
    ("owner", "Owner", "Who signs in to the console.", ("first_name", "last_name", "username", "position", "time_zone")),
    ("contact", "Contact", "", ("name", "email")),
    ("billing", "Billing", "Individual or company decides the team type.", ("kind", "company", "vat_number")),
    ("address", "Address and phone", "",
     ("country", "address_1", "address_2", "postal_code", "city", "region", "phone")),
    ("own", "For your team", "", ("reference",)),
)  # fmt: skip


def _fact(rule: Callable[[str], Any], label: str, *, length: int = 100, missing: str = "", **more: Any) -> FactField:
    """A line of text that no browser fills in with the reseller's own; optional unless it says what is `missing`."""
    kind = more.pop("kind", "text")
    widget = forms.TextInput(attrs={"type": kind, "autocomplete": "off", **more.pop("attrs", {})})
    needed = {"error_messages": {"required": missing}} if missing else {"required": False}
    return FactField(rule=rule, label=label, max_length=length, widget=widget, **needed, **more)


def _person(field: str, label: str) -> Callable[[str], str]:
    return partial(facts.person_name, field=field, label=label)


def _countries() -> list[tuple[str, str]]:
    return [("", "Choose a country"), *facts.country_names().items()]


class AccountFields(forms.Form):
    """Everything about a customer that both forms ask for."""

    first_name = _fact(_person("first_name", "First name"), "First name", missing="Enter the first name.")
    last_name = _fact(_person("last_name", "Last name"), "Last name", missing="Enter the last name.")
    username = _fact(
        facts.username, "Username", length=40, missing="Enter a username.", attrs={"autocapitalize": "none"},
        help_text="3 to 40 of a to z, digits, dot, underscore and hyphen. Signs in as well as the email.",
    )  # fmt: skip
    position = _fact(_person("position", "Role in the company"), "Role in the company")
    time_zone = forms.ChoiceField(required=False, label="Time zone", widget=LongSelect)
    email = _fact(
        facts.email, "Email address", length=254, kind="email", missing="Enter an email address such as contact@acme.com."
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="Individual or company", choices=BillingKind, widget=forms.RadioSelect, initial=BillingKind.COMPANY,
        error_messages={"required": "Choose individual or company."},
    )  # fmt: skip
    company = _fact(BILLING_RULES["company"], "Company", length=200, missing="Enter the company.")
    vat_number = _fact(facts.vat_number, "VAT number", length=40)
    country = forms.ChoiceField(
        choices=_countries, widget=LongSelect, error_messages={"required": "Choose the country."}
    )
    address_1 = _fact(BILLING_RULES["address_1"], "Address line 1", length=200)
    address_2 = _fact(BILLING_RULES["address_2"], "Address line 2", length=200)
    postal_code = _fact(BILLING_RULES["postal_code"], "Zip or postal code", length=20)
    city = _fact(BILLING_RULES["city"], "City")
    region = _fact(BILLING_RULES["region"], "State or region")
    phone = forms.CharField(
        label="Phone number", max_length=40, required=False, help_text=PHONE_HINT,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    reference = _fact(
        partial(facts.line, field="reference", label="Reference"), "Own reference",
        help_text="Your number or name for this customer. The customer does not see it.",
    )  # fmt: skip

    def offer_time_zones(self, root: Organization) -> None:
        """The zones to choose from; empty means the reseller's, which is `root`."""
        zones = [(zone, zone.replace("_", " ")) for zone in facts.time_zones()]
        own = f"As your organization: {root.time_zone.replace('_', ' ')}"
        self.fields["time_zone"].choices = [("", own), *zones]  # type: ignore[attr-defined]
        self.fields["time_zone"].help_text = "For how dates are shown to the owner."

    def clean_phone_and_company(self) -> None:
        """What depends on another field: the phone's country, and what an individual does not have."""
        cleaned = self.cleaned_data
        # Without the country that was refused nobody can say what is wrong with the number.
        if "phone" in cleaned and ("country" in cleaned or cleaned["phone"].strip().startswith("+")):
            with refusals_in(self):
                cleaned["phone"] = facts.phone(cleaned["phone"], country=cleaned.get("country") or "")
        if cleaned.get("kind") == BillingKind.INDIVIDUAL:
            cleaned |= {"company": "", "vat_number": ""}
            for name in ("company", "vat_number"):
                self.errors.pop(name, None)
        elif cleaned.get("kind") and cleaned.get("company") == "":
            self.add_error("company", "Enter the company.")

    def sections(self) -> Iterator[Section]:
        """The fields that this form has, under their headings."""
        for slug, title, text, names in SECTIONS:
            if present := [name for name in names if name in self.fields]:
                yield Section(slug, title, text, list(self.rows_of(present)))

    def rows_of(self, names: Iterable[str]) -> Iterator[Any]:
        """What a section shows for each of these fields."""
        return (self[name] for name in names)
