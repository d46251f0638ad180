"""The customer list."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers.actions.organizations import create_customer, disable_organization
from customers.models import Organization
from reseller_portal.lib import clock

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
# (name, email, phone), in the order of registration; the names in several scripts and cases.
ROWS = (
    ("Zebra", "z@x.example", ""),
    ("ångström", "b@x.example", "+31612345678"),
    ("Anchor", "B-2@x.example", "+442079460812"),
    ("éclair", "a.b@x.example", ""),
    ("Łódź Audio", "a-b@x.example", "+4930901820"),
    ("lodz annex", "l@x.example", ""),
    ("ΩMEGA", "o@x.example", "+302101234567"),
    ("ωhm", "w@x.example", ""),
    ("Яндекс", "ya@x.example", ""),
    ("شركة", "s@x.example", ""),
    ("株式会社", "k@x.example", ""),
    ("2nd Street", "2@x.example", ""),
)
BY_NAME = [
    "2nd Street",
    "Anchor",
    "ångström",
    "éclair",
    "lodz annex",
    "Łódź Audio",
    "Zebra",
    "ωhm",
    "ΩMEGA",
    "Яндекс",
    "شركة",
    "株式会社",
]


@pytest.fixture
def filled(cast):
    """Globex with the rows above besides Meadow Clinics, which is removed from sight."""
    Organization.objects.filter(pk=cast.meadow.pk).update(deleted_at=START, email=None)
    for day, (name, email, phone) in enumerate(ROWS):
        with clock.moved_to(START + timedelta(days=day)):
            made = create_customer(cast.globex, name=name, email=email, phone=phone, by=cast.gus)
        if name in ("Zebra", "Anchor"):
            with clock.moved_to(START + timedelta(days=99 - day)):
                disable_organization(made, by=cast.gus)
    return cast


def names(page):
    return [row["name"] for row in page.context["table"].page.object_list]


def listed(client, **parameters):
    return names(client.get("/customers/", parameters))


# --- Whose ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["olive", "sue", "fay", "rob"])
def test_every_level_of_a_reseller_sees_its_own_customers_only(cast, as_user, who):
    assert set(listed(as_user(getattr(cast, who)))) == {"Harbour Legal", "Island Radio"}


@pytest.mark.parametrize("who", ["carol", "mel", "dan", "cleo", "stan"])
def test_nobody_else_sees_the_list(cast, as_user, who):
    assert as_user(getattr(cast, who)).get("/customers/").status_code == 403


def test_a_visitor_is_sent_to_the_sign_in(as_user, db):
    assert as_user(None).get("/customers/").headers["Location"] == "/accounts/login/?next=/customers/"


def test_a_visitors_htmx_request_gets_401_and_the_address(as_user, db):
    answer = as_user(None).get("/customers/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/accounts/login/?next=/customers/")


@pytest.mark.parametrize("headers", [{"X-Background-Request": "1"}, {}], ids=["poll", "form"])
def test_nobody_is_taken_off_a_page_where_something_may_be_typed(as_user, db, headers):
    ask = as_user(None).get if headers else as_user(None).post
    answer = ask("/customers/new/", headers={"HX-Request": "true", **headers})
    assert (answer.status_code, answer.headers["X-Sign-In"]) == (401, "/accounts/login/?next=/customers/new/")
    assert "HX-Redirect" not in answer.headers


def test_a_poll_brings_the_token_of_the_present_session(cast, as_user):
    answer = as_user(cast.olive, enforce_csrf_checks=True)
    token = answer.get("/credits/left/", headers={"HX-Request": "true", "X-Background-Request": "1"}).headers[
        "X-CSRFToken"
    ]
    given = {"name": "Still here", "email": "still@acme.example", "csrfmiddlewaretoken": token}
    assert answer.post("/customers/new/", given).status_code != 403


def test_a_tombstone_is_not_listed(filled, as_user):
    assert "Meadow Clinics" not in as_user(filled.gus).get("/customers/").text


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_list_only_shows(cast, as_user, method):
    assert getattr(as_user(cast.olive), method)("/customers/").status_code == 405


# --- Order ------------------------------------------------------------------------------------------------------------
IN_ORDER = [row[0] for row in ROWS]
BY_EMAIL = [name for name, email, _ in sorted(ROWS, key=lambda row: row[1].lower().encode())]
BY_PHONE = [name for name, _, phone in sorted(ROWS, key=lambda row: row[2])]
BY_STATUS = [name for name in IN_ORDER if name not in ("Zebra", "Anchor")] + ["Anchor", "Zebra"]


@pytest.mark.parametrize(
    ("column", "expected"),
    [("id", IN_ORDER), ("registered", IN_ORDER), ("name", BY_NAME), ("email", BY_EMAIL), ("phone", BY_PHONE)],
)
def test_a_column_sorts_both_ways(filled, as_user, column, expected):
    client = as_user(filled.gus)
    assert listed(client, sort=column) == expected
    assert listed(client, sort=f"-{column}") == expected[::-1]


def test_status_sorts_active_first_then_by_date(filled, as_user):
    assert listed(as_user(filled.gus), sort="status") == BY_STATUS


def test_status_turned_round_puts_the_last_disabled_first(filled, as_user):
    assert listed(as_user(filled.gus), sort="-status")[:2] == ["Zebra", "Anchor"]


def test_the_newest_stand_first(filled, as_user):
    assert listed(as_user(filled.gus)) == IN_ORDER[::-1]


@pytest.mark.parametrize("sort", ["nothing", "'; DROP TABLE", "\x00", "name__key", "-"])
def test_an_odd_order_is_the_first_one(filled, as_user, sort):
    assert listed(as_user(filled.gus), sort=sort) == IN_ORDER[::-1]


# --- Pages ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def many(cast):
    for number in range(48):
        create_customer(cast.acme, name=f"Customer {number:02}", email=f"c{number}@acme.example", by=cast.olive)
    return cast


def test_a_page_has_25_rows(many, as_user):
    assert len(listed(as_user(many.olive))) == 25


def test_every_row_is_on_one_page(many, as_user):
    client = as_user(many.olive)
    assert len({*listed(client, page=1), *listed(client, page=2)}) == 50


def test_the_number_of_rows_is_remembered(many, as_user):
    client = as_user(many.olive)
    client.get("/customers/", {"rows": 50})
    assert len(listed(client)) == 50


@pytest.mark.parametrize("page", ["0", "-1", "abc", "99999999999999999999", "\x00"])
def test_an_odd_page_still_shows_rows(many, as_user, page):
    assert len(listed(as_user(many.olive), page=page)) == 25


def test_the_heading_counts_all_and_active(many, as_user):
    disable_organization(many.harbour, by=many.olive)
    assert "50 organizations, 49 active" in as_user(many.olive).get("/customers/").text


# --- Page and fragment ------------------------------------------------------------------------------------------------
HTMX = {"HX-Request": "true"}


def test_a_browser_gets_the_page(cast, as_user):
    assert "<!doctype html>" in as_user(cast.olive).get("/customers/").text.lower()


def test_htmx_gets_the_table_alone(cast, as_user):
    fragment = as_user(cast.olive).get("/customers/", headers=HTMX).text
    assert "<html" not in fragment
    assert "Harbour Legal" in fragment


def test_after_a_dialog_the_totals_come_along(cast, as_user):
    disable_organization(cast.harbour, by=cast.olive)
    fragment = as_user(cast.olive).get("/customers/", headers={**HTMX, "HX-Trigger": "reload"}).text
    assert '<span id="totals" hx-swap-oob="true">2 organizations, 1 active</span>' in fragment


@pytest.mark.parametrize("trigger", ["narrowing", "sort-name", "page-next"])
def test_whoever_searches_sorts_or_turns_the_page_pays_for_no_totals(cast, as_user, trigger):
    fragment = as_user(cast.olive).get("/customers/", headers={**HTMX, "HX-Trigger": trigger}).text
    assert "totals" not in fragment


def test_a_history_restore_gets_the_page(cast, as_user):
    answer = as_user(cast.olive).get("/customers/", headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert "<html" in answer.text


def test_the_answer_varies_by_htmx(cast, as_user):
    assert "HX-Request" in as_user(cast.olive).get("/customers/").headers["Vary"]


def test_the_fragment_is_refused_to_the_same_people(cast, as_user):
    assert as_user(cast.carol).get("/customers/", headers=HTMX).status_code == 403


def test_the_page_has_the_fragment_in_it(cast, as_user):
    client = as_user(cast.olive)
    assert names(client.get("/customers/")) == names(client.get("/customers/", headers=HTMX))


# --- Cost, emptiness, odd names ---------------------------------------------------------------------------------------
def test_fifty_rows_cost_as_many_queries_as_two(many, as_user):
    def queries(who):
        client = as_user(who)
        client.get("/customers/?rows=50")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/customers/").status_code == 200
        return len(captured)

    create_customer(many.globex, name="Second", email="second@globex.example", by=many.gus)
    assert queries(many.gus) == queries(many.olive)


def test_without_customers_the_list_says_so(cast, as_user):
    Organization.objects.filter(pk=cast.meadow.pk).update(deleted_at=START, email=None)
    assert "No customers yet" in as_user(cast.gus).get("/customers/").text


def test_a_name_is_never_markup(cast, as_user):
    create_customer(cast.acme, name='"><script>alert(1)</script>', email="s@acme.example", by=cast.olive)
    assert "<script>alert" not in as_user(cast.olive).get("/customers/").text


def test_a_disabled_customer_is_marked(cast, as_user):
    disable_organization(cast.harbour, by=cast.olive)
    assert ">Disabled<" in as_user(cast.olive).get("/customers/").text


def test_pages_are_kept_by_nobody(cast, as_user):
    assert as_user(cast.olive).get("/customers/").headers["Cache-Control"] == "private, no-store"


def test_the_number_of_rows_is_remembered_after_the_next_sign_in(cast, as_user):
    as_user(cast.olive).get("/customers/?rows=75")
    assert as_user(cast.olive).get("/customers/").context["table"].page_size == 75
    assert as_user(cast.sue).get("/customers/").context["table"].page_size == 25
