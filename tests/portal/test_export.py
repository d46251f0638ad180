"""The customers as a file."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import phonenumbers
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from customers import facts
from customers.actions.billing import save_billing_details
from customers.actions.columns import choose_columns
from customers.actions.organizations import create_customer, disable_organization, update_organization
from customers.actions.tags import create_tag, set_tags
from customers.actions.users import add_user
from customers.columns import DEFAULT
from customers.models import Activity, ActivityDetail, Customer, Organization
from customers.roles import Level
from customers.tables import CustomerTable
from reseller_portal import export
from reseller_portal.export import FIELDS, phone
from reseller_portal.lib import clock, keyset
from tests.lib.test_spreadsheets import FORMULAS

START = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
FILE = "/customers/export.csv"
COLUMNS = [name for name, column in CustomerTable.base_columns.items() if column.orderable]
SORTS = [sign + name for name in COLUMNS for sign in ("", "-")]


def file_of(client, query=""):
    response = client.get(f"{FILE}?{query}")
    assert response.status_code == 200, query
    return list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"), newline="")))


def ids(rows):
    return [int(row["ID"]) for row in rows]


@pytest.fixture
def filled(cast):
    """Thirty customers of Acme, with equal names, phones and days among them, and every third disabled."""
    for number in range(30):
        with clock.moved_to(START + timedelta(days=number // 4)):
            facts = {"name": f"Firm {number % 7}", "phone": "+31612345678" if number % 5 else ""}
            made = create_customer(cast.acme, email=f"desk{number}@firm.example", by=cast.olive, **facts)
        if number % 3 == 0:
            with clock.moved_to(START + timedelta(days=50 + number // 9)):
                disable_organization(made, by=cast.olive)
    Organization.objects.filter(name="Firm 2").update(seats=4)
    return cast


@pytest.fixture
def small_pages(monkeypatch):
    monkeypatch.setattr(keyset.keyset_pages, "__kwdefaults__", {"size": 4})


# --- Which rows, in which order ---------------------------------------------------------------------------------------
@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize("sort", [*SORTS, "", "nonsense", "menu"])
def test_this_view_is_in_the_order_of_the_list(filled, as_user, sort):
    client = as_user(filled.olive)
    shown = re.findall(r'id="customer-(\d+)"', client.get(f"/customers/?rows=100&sort={sort}").content.decode())
    assert ids(file_of(client, f"what=view&sort={sort}")) == [int(pk) for pk in shown]
    assert len(shown) == 32


@pytest.mark.usefixtures("small_pages")
@pytest.mark.parametrize(
    "query", ["status=disabled", "status=off&sort=status", "q=desk1", "seats=more&sort=-seats", "until=2026-03-03"]
)
def test_this_view_holds_what_the_filters_leave(filled, as_user, query):
    client = as_user(filled.olive)
    shown = re.findall(r'id="customer-(\d+)"', client.get(f"/customers/?rows=100&{query}").content.decode())
    assert ids(file_of(client, f"what=view&{query}")) == [int(pk) for pk in shown]
    assert 0 < len(shown) < 32


def test_all_customers_ignores_the_filters(filled, as_user):
    rows = file_of(as_user(filled.olive), "what=all&q=nobody&status=disabled")
    assert ids(rows) == sorted(Organization.objects.filter(tenant=filled.acme).values_list("pk", flat=True))


@pytest.mark.parametrize("name", ["olive", "sue", "fay", "rob"])
def test_everybody_of_the_team_gets_the_resellers_customers(cast, as_user, name):
    assert {row["Name"] for row in file_of(as_user(getattr(cast, name)), "what=all")} == {
        "Harbour Legal",
        "Island Radio",
    }


def test_a_stranger_gets_their_own(cast, as_user):
    assert {row["Name"] for row in file_of(as_user(cast.gus), "what=all")} == {"Meadow Clinics"}


def test_deleted_ones_are_in_no_file(cast, as_user):
    Organization.objects.filter(pk=cast.island.pk).update(deleted_at=START, email=None)
    assert ids(file_of(as_user(cast.olive), "what=all")) == [cast.harbour.pk]


@pytest.mark.parametrize("path", [FILE, "/customers/export/"])
@pytest.mark.parametrize("name", ["carol", "mel", "dan", "cleo", "stan"])
def test_nobody_else_may_export(cast, as_user, name, path):
    assert as_user(getattr(cast, name)).get(path).status_code == 403


# --- What stands in it ------------------------------------------------------------------------------------------------
def test_all_customers_has_every_field(cast, as_user):
    with clock.moved_to(START):
        made = create_customer(cast.acme, name="Quay", email="a@quay.example", phone="+31612345678", by=cast.olive)
    add_user(made, email="boss@quay.example", first_name="", last_name="", level=Level.ADMINISTRATOR, by=cast.olive)
    billing = {"kind": "company", "company": "Quay BV", "vat_number": "NL1B2", "country": "NL", "city": "Hoorn"}
    save_billing_details(made, **billing, by=cast.olive)
    update_organization(made, reference="NW-7", by=cast.olive)
    tags = [create_tag(cast.acme, name=name, colour="red", by=cast.olive).pk for name in ("VIP", "Late")]
    set_tags(made, tags=tags, opened_with=[], by=cast.olive)
    (row,) = [row for row in file_of(as_user(cast.olive), "what=all") if row["Name"] == "Quay"]
    assert row == {
        "ID": str(made.pk),
        "Name": "Quay",
        "Email": "a@quay.example",
        "Phone": "(+31) 6 12345678",
        "Registered": "2026-03-01T23:30:00+01:00",
        "Status": "Active",
        "Seats": "0",
        "Credits available": "0.00",
        "Credits used": "0.00",
        "Balance": "0.00",
        "Owner email": "boss@quay.example",
        "Owner username": "",
        "Owner first name": "",
        "Owner last name": "",
        "Owner role in the company": "",
        "Owner time zone": "",
        "Reference": "NW-7",
        "Team type": "Default",
        "Individual or company": "Company",
        "Company": "Quay BV",
        "VAT number": "NL1B2",
        "Country": "Netherlands",
        "State or region": "",
        "City": "Hoorn",
        "Postal code": "",
        "Address line 1": "",
        "Address line 2": "",
        "Customer account": "boss@quay.example",
        "Tags": "Late, VIP",
        "Hours in 30 days": "0.00",
        "Last used": "",
    }


def test_this_view_has_the_lists_columns(cast, as_user):
    assert list(file_of(as_user(cast.olive), "what=view")[0]) == [FIELDS[name].heading for name in DEFAULT]


def test_this_view_has_the_chosen_columns_in_their_order(cast, as_user):
    choose_columns(cast.olive, columns=["reference", "name", "tags"], by=cast.olive)
    assert list(file_of(as_user(cast.olive), "what=view")[0]) == ["Reference", "Name", "Tags"]
    assert "3 columns" in as_user(cast.olive).get("/customers/export/").text


def test_every_column_of_the_list_can_be_exported():
    assert set(COLUMNS) <= set(FIELDS)


def test_moments_are_in_the_resellers_zone_whoever_asks(cast, as_user):
    cast.olive.time_zone = "Asia/Tokyo"
    cast.olive.save()
    assert file_of(as_user(cast.olive), "what=all")[0]["Registered"][-6:] in ("+01:00", "+02:00")


@pytest.mark.parametrize("number", ["+31612345678", "+12125550199", "+442079460812", "+302101234567", "+80012345678"])
def test_a_phone_number_is_text_for_a_spreadsheet_and_a_number_for_a_phone(number):
    assert phone(number).startswith("(+")
    assert phonenumbers.format_number(phonenumbers.parse(phone(number)), phonenumbers.PhoneNumberFormat.E164) == number
    assert facts.phone(phone(number)) == number or number.startswith("+800")


@pytest.mark.parametrize("text", [t for t in FORMULAS if t.strip().isprintable() and t[0] not in " \t\r\n"])
def test_a_name_that_could_be_a_formula_is_inert(cast, as_user, text):
    Organization.objects.filter(pk=cast.harbour.pk).update(name=text)
    assert file_of(as_user(cast.olive), "what=all")[0]["Name"] == f"'{text}"


# --- The file itself --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("what=all", "customers-all-2026-11-21.csv"),
        ("what=view", "customers-2026-11-21.csv"),
        ("", "customers-2026-11-21.csv"),
        ("status=active", "customers-active-2026-11-21.csv"),
        ("status=off&q=x", "customers-disabled-2026-11-21.csv"),
        ("q=%22%0d%0aSet-Cookie:x", "customers-selected-2026-11-21.csv"),
        ("status=%22x.exe", "customers-2026-11-21.csv"),
    ],
)
def test_the_file_is_named_after_view_and_date(cast, as_user, query, name):
    client = as_user(cast.olive)
    with clock.moved_to(datetime(2026, 11, 20, 23, 30, tzinfo=UTC)):  # the next day in Amsterdam
        response = client.get(f"{FILE}?{query}")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_it_is_csv_in_utf8_and_kept_by_no_cache(cast, as_user):
    response = as_user(cast.olive).get(FILE)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.streaming


def test_an_export_is_written_down_with_its_rows(cast, as_user):
    file_of(as_user(cast.fay), "what=view&q=harbour")
    activity = Activity.objects.get(verb="customers.exported")
    assert (activity.actor, activity.organization, activity.subject_id) == (cast.fay, cast.acme, cast.acme.pk)
    assert ActivityDetail.objects.get(activity=activity).after == {"rows": 1}


def test_asking_for_the_head_exports_nothing(cast, as_user):
    as_user(cast.olive).head(FILE)
    assert not Activity.objects.filter(verb="customers.exported").exists()


# --- Size -------------------------------------------------------------------------------------------------------------
@pytest.fixture
def crowd(cast):
    many = [
        Organization(
            kind="resellee", tenant=cast.acme, name=f"Crowd {number % 500}", name_key=f"crowd {number % 500}",
            email=f"crowd{number}@x.example", search_text="", registered_at=START,
            disabled_at=START if number % 2 else None,
        )
        for number in range(2498)
    ]  # fmt: skip
    Organization.objects.bulk_create(many)
    return cast


@pytest.mark.parametrize("query", ["what=all", *(f"what=view&sort={sort}" for sort in SORTS)])
def test_2500_rows_stream_with_one_query_a_thousand(crowd, as_user, query):
    client = as_user(crowd.olive)
    response = client.get(f"{FILE}?{query}")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        chunks = list(response.streaming_content)
    # And one for the tags and one for the hours, where the file has them.
    assert (len(queries), len(chunks)) == (9 if query == "what=all" else 3, 3)
    got = [line.partition(",")[0] for line in b"".join(chunks).decode().splitlines()[1:]]
    assert len(got) == 2500
    assert {int(pk) for pk in got} == set(Customer.objects.filter(tenant=crowd.acme).values_list("pk", flat=True))


@pytest.mark.parametrize("rows", [0, 3, 4, 5, 8])
def test_a_full_last_page_ends_the_file_too(cast, rows):
    for number in range(rows):
        create_customer(cast.globex, name=f"Page {number}", email=f"p{number}@x.example", by=cast.gus)
    pages = list(
        keyset.keyset_pages(Organization.objects.filter(name__startswith="Page").order_by("name_key"), ["name"], size=4)
    )
    assert [row["name"] for page in pages for row in page] == [f"Page {number}" for number in range(rows)]
    assert all(pages)


# --- Too many rows ----------------------------------------------------------------------------------------------------
TOO_MANY = "A file has 11 rows at most. Narrow the list with a filter, then export this view."


@pytest.fixture
def cap(monkeypatch):
    monkeypatch.setattr(export, "MOST_ROWS", 11)


def test_a_file_has_a_million_rows_at_most():
    assert export.MOST_ROWS == 1_000_000


@pytest.mark.usefixtures("cap")
@pytest.mark.parametrize("query", ["what=all&status=disabled", "what=view", "status=active"])
def test_too_many_rows_are_no_file_but_a_page_that_says_what_to_do(filled, as_user, query):
    response = as_user(filled.olive).get(f"{FILE}?{query}")
    assert (response.status_code, response.headers["Content-Type"]) == (422, "text/html; charset=utf-8")
    assert "Content-Disposition" not in response.headers
    assert TOO_MANY in response.text


@pytest.mark.usefixtures("cap")
def test_a_file_that_was_refused_is_not_written_down(filled, as_user):
    as_user(filled.olive).get(f"{FILE}?what=all")
    assert not Activity.objects.filter(verb="customers.exported").exists()


@pytest.mark.usefixtures("cap")
def test_a_narrowed_view_is_exported_however_many_others_there_are(filled, as_user):
    assert len(file_of(as_user(filled.olive), "what=view&status=disabled")) == 10


@pytest.mark.usefixtures("cap")
def test_the_dialog_says_it_before_somebody_tries(filled, as_user):
    assert TOO_MANY in as_user(filled.olive).get("/customers/export/", headers=HTMX).text


def test_the_dialog_says_nothing_of_a_limit_that_is_far_away(filled, as_user):
    assert "rows at most" not in as_user(filled.olive).get("/customers/export/", headers=HTMX).text


# --- The dialog -------------------------------------------------------------------------------------------------------
HTMX = {"HX-Request": "true"}


def test_the_dialog_says_how_many_rows_each_choice_has(filled, as_user):
    text = as_user(filled.olive).get("/customers/export/?status=disabled", headers=HTMX).content.decode()
    assert "10 rows" in text
    assert "32 rows" in text
    assert "<html" not in text


def test_the_page_carries_the_lists_parameters(filled, as_user):
    text = as_user(filled.olive).get("/customers/export/?status=disabled&sort=-name").content.decode()
    assert '<input type="hidden" name="sort" value="-name">' in text
    assert "<html" in text


def test_the_dialog_knows_the_list_it_stands_over(filled, as_user):
    headers = HTMX | {"HX-Current-URL": "http://localhost/customers/?sort=-name&status=active&q=old"}
    text = as_user(filled.olive).get("/customers/export/?status=disabled&q=", headers=headers).content.decode()
    assert '<input type="hidden" name="sort" value="-name">' in text
    assert '<input type="hidden" name="status" value="disabled">' in text
    assert "10 rows" in text


def test_another_address_beneath_says_nothing(filled, as_user):
    for beneath in (
        "http://evil.example/customers/?status=disabled",
        "http://localhost/profile/?status=disabled",
        "::",
        "http://[",
    ):
        response = as_user(filled.olive).get("/customers/export/", headers=HTMX | {"HX-Current-URL": beneath})
        assert response.content.decode().count("32 rows") == 2, beneath


ODD = [
    "%00",
    "%FF%FE",
    "'",
    '"><script>x</script>',
    "9" * 400,
    "-1",
    "1e9",
    "%E2%80%AE",
    "=1+1",
    "../../etc",
    "\U0001f469",
    "a" * 5000,
]


@pytest.mark.parametrize("value", ODD)
def test_odd_parameters_are_never_an_error(cast, as_user, value):
    client = as_user(cast.olive)
    for name in ("what", "q", "status", "seats", "since", "until", "sort", "page", "rows", "nothing"):
        response = client.get(f"{FILE}?{name}={value}")
        assert response.status_code == 200, name
        assert response.getvalue().startswith(b"\xef\xbb\xbf")
        assert client.get(f"/customers/export/?{name}={value}").status_code == 200, name


def test_the_addresses_are_those_of_the_list(cast):
    assert (reverse("portal:export"), reverse("portal:export_csv")) == ("/customers/export/", FILE)


def test_a_name_in_the_parameters_is_text(cast: SimpleNamespace, as_user):
    text = as_user(cast.olive).get("/customers/export/", {"q": '"><b id=x>'}).content.decode()
    assert "<b id=x>" not in text
