"""The customers as a file: which columns there are, what stands in them, and what it is called."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal
from functools import partial
from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from credits.facts import CREDIT_DIGITS
from customers.actions.activity import record_activity
from customers.columns import chosen, with_columns
from customers.errors import Refused
from customers.facts import country_names, phone_display
from customers.filters import CustomerFilter
from customers.meters import today_of
from customers.models import Organization, User
from customers.models.organizations import CustomerQuerySet
from customers.models.using import NEVER
from customers.roles import BillingKind, TeamType
from customers.rows import hours_of, tags_of
from customers.scope import Scope
from customers.tables import CustomerTable

from .lib import amounts, clock, usage
from .lib.keyset import keyset_pages
from .lib.money import EXPONENTS
from .lib.spreadsheets import csv_pages
from .lib.tables import ordered

Row = dict[str, Any]
MOST_ROWS = 1_000_000  # in one file: about what a spreadsheet opens, and no export keeps the server busy for ever


def phone(e164: str) -> str:
    """A phone number as (+31) 6 12345678.

    E.164 starts with a plus: a spreadsheet would calculate with it, and after the apostrophe that keeps other cells
    inert no program would dial it. In brackets it is text for a spreadsheet and a number for people, for dialers and
    for our own import.
    """
    code, _, rest = phone_display(e164).partition(" ")
    return f"({code}) {rest}" if code else ""


def _decimal(amount: int, digits: int) -> Decimal:
    """Minor units as a number that a spreadsheet can add up."""
    return Decimal(amounts.plain(amount, digits))


@dataclass(frozen=True)
class Reader:
    """Whom a file is for: moments are in its time zone, money is in its currency, tags are its own."""

    zone: tzinfo
    currency: str
    scope: Scope


@dataclass(frozen=True)
class Field:
    heading: str
    reads: str
    shown: Callable[[Any, Reader], Any] = lambda value, reader: value


FIELDS = {
    "id": Field("ID", "id"),
    "name": Field("Name", "name"),
    "email": Field("Email", "email"),
    "phone": Field("Phone", "phone", lambda value, reader: phone(value)),
    "registered": Field("Registered", "registered_at", lambda value, reader: value.astimezone(reader.zone)),
    "status": Field("Status", "disabled_at", lambda value, reader: "Disabled" if value else "Active"),
    "seats": Field("Seats", "seats"),
    "credits": Field("Credits available", "available", lambda value, reader: _decimal(value, CREDIT_DIGITS)),
    "used": Field("Credits used", "used", lambda value, reader: _decimal(value, CREDIT_DIGITS)),
    "balance": Field("Balance", "balance", lambda value, reader: _decimal(value, EXPONENTS[reader.currency])),
    "owner": Field("Owner email", "owner__email"),
    "username": Field("Owner username", "owner__username"),
    "first_name": Field("Owner first name", "owner__first_name"),
    "last_name": Field("Owner last name", "owner__last_name"),
    "position": Field("Owner role in the company", "owner__position"),
    "time_zone": Field("Owner time zone", "owner__time_zone"),
    "reference": Field("Reference", "reference"),
    "team": Field("Team type", "team_type", lambda value, reader: TeamType(value).label),
    "kind": Field(
        "Individual or company", "billing_details__kind", lambda value, reader: value and BillingKind(value).label
    ),
    "company": Field("Company", "billing_details__company"),
    "vat_number": Field("VAT number", "billing_details__vat_number"),
    "country": Field("Country", "billing_details__country", lambda value, reader: country_names().get(value, value)),
    "region": Field("State or region", "billing_details__region"),
    "city": Field("City", "billing_details__city"),
    "postal_code": Field("Postal code", "billing_details__postal_code"),
    "address_1": Field("Address line 1", "billing_details__address_1"),
    "address_2": Field("Address line 2", "billing_details__address_2"),
    "account": Field("Customer account", "account"),
    "tags": Field("Tags", "tags"),
    "hours": Field("Hours in 30 days", "hours", lambda value, reader: usage.decimal_hours(value)),
    "last_used": Field(
        "Last used", "last_used", lambda value, reader: value.astimezone(reader.zone) if value > NEVER else None
    ),
}


def refusal_of(rows: int) -> str:
    """Why so many rows make no file, and what to do; empty for a number that does."""
    too_many = f"A file has {MOST_ROWS:,} rows at most. Narrow the list with a filter, then export this view."
    return too_many if rows > MOST_ROWS else ""


@dataclass(frozen=True)
class Export:
    """What goes into a file: the customers in their order, the columns, and a word for which they are."""

    customers: QuerySet
    columns: tuple[str, ...]
    word: str

    def rows(self) -> int:
        """How many rows the file has. Raises Refused for too many: a part of them would look like all."""
        rows = self.customers.count()
        if too_many := refusal_of(rows):
            raise Refused(too_many)
        return rows

    def filename(self, zone: tzinfo) -> str:
        """For example customers-active-2026-11-21.csv. In ASCII, whatever was searched for."""
        return "-".join(filter(None, ["customers", self.word, f"{clock.now().astimezone(zone):%Y-%m-%d}.csv"]))

    def file(self, reader: Reader) -> Iterator[bytes]:
        """The file, a page of rows at a time."""
        fields = [FIELDS[name] for name in self.columns]
        pages = keyset_pages(self.customers, [field.reads for field in fields if field.reads not in BY_PAGE])
        for name in BY_PAGE.keys() & set(self.columns):
            pages = map(partial(BY_PAGE[name], reader.scope), pages)
        rows = ([[field.shown(row[field.reads], reader) for field in fields] for row in page] for page in pages)
        return csv_pages([field.heading for field in fields], rows)


def _with_tags(scope: Scope, page: list[Row]) -> list[Row]:
    """A page of rows with the names of their tags, which are asked for once a page."""
    found = tags_of(scope, [row["id"] for row in page], str)
    return [row | {"tags": ", ".join(tag["name"] for tag in found.get(row["id"], ()))} for row in page]


def _with_hours(scope: Scope, page: list[Row]) -> list[Row]:
    found = hours_of(scope, [row["id"] for row in page], today_of(cast(Organization, scope.organization)))
    return [row | {"hours": found.get(row["id"], (0, 0))[0]} for row in page]


# What is asked for once a page of rows.
BY_PAGE: dict[str, Callable[[Scope, list[Row]], list[Row]]] = {"tags": _with_tags, "hours": _with_hours}


def all_customers(customers: CustomerQuerySet) -> Export:
    """Every customer with every field, by ID."""
    whole = customers.with_credits().with_balance().with_account().with_last_use()
    return Export(whole.order_by("id"), tuple(FIELDS), "all")


def this_view(request: HttpRequest, customers: CustomerQuerySet) -> Export:
    """The customers, order and columns that the list shows for the request's parameters."""
    shown = chosen(request.user)  # type: ignore[arg-type]
    narrowed = CustomerFilter(request, with_columns(customers, shown, request))
    table = ordered(request, CustomerTable, narrowed.qs, shown)
    word = narrowed.form.data.get("status") or ("selected" if narrowed.is_narrowed else "")
    return Export(table.data.data, shown, word)


@transaction.atomic
def record_export(reseller: Organization, *, rows: int, by: User) -> None:
    """Note who took how many rows out."""
    record_activity("customers.exported", reseller, organization=reseller, by=by, after={"rows": rows})
