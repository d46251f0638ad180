"""Tables: order, pages, headings."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import RequestFactory

from customers.actions.organizations import create_customer
from customers.columns import OFFERED, reads
from customers.models import Customer
from customers.rows import Rows
from customers.tables import CustomerTable
from reseller_portal.lib.tables import address, listing, page_size, whole_number


@pytest.fixture
def ask():
    """A request for the list with one session, as a browser has."""
    session: dict = {}

    def make(**parameters):
        request = RequestFactory(SERVER_NAME="localhost").get("/customers/", parameters)
        request.session = session
        return request

    return make


def every_column(reseller):
    """The customers with what all columns read."""
    rows = Customer.objects.filter(tenant=reseller).with_credits().with_balance().with_account().with_company()
    return rows.with_last_use()


@pytest.fixture
def table(cast, ask):
    for number in range(60):
        create_customer(cast.acme, name=f"Twin {number % 3}", email=f"twin{number}@acme.example", by=cast.olive)

    def draw(**parameters):
        rows = every_column(cast.acme)
        return listing(
            ask(**parameters),
            CustomerTable,
            rows,
            folder="customers",
            reads=reads(OFFERED),
            present=Rows(tuple(OFFERED), "EUR"),
        )

    return draw


def ids(drawn):
    return [row["id"] for row in drawn.page.object_list]


# --- Numbers out of an address ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("value", [None, "", "-1", "1.5", "1e3", "abc", "٣", "1_0", " 1", "9" * 16, "\x00"])
def test_what_is_no_plain_number_is_the_default(value):
    assert whole_number(value, 7) == 7


@pytest.mark.parametrize(("value", "number"), [("0", 0), ("12", 12), ("007", 7), ("9" * 15, 10**15 - 1)])
def test_plain_digits_are_a_number(value, number):
    assert whole_number(value, 7) == number


# --- Rows a page ------------------------------------------------------------------------------------------------------
def test_a_page_has_25_rows_at_first(ask):
    assert page_size(ask()) == 25


@pytest.mark.parametrize("size", [25, 50, 75, 100])
def test_a_page_has_as_many_rows_as_asked(ask, size):
    assert page_size(ask(rows=size)) == size


@pytest.mark.parametrize("asked", ["0", "1", "26", "1000000", "-25", "all", ""])
def test_an_odd_number_of_rows_is_not_heard(ask, asked):
    assert page_size(ask(rows=asked)) == 25


def test_what_was_chosen_before_counts_until_something_else_is_asked(ask):
    assert (page_size(ask(), 75), page_size(ask(rows=3), 50), page_size(ask(rows=100), 50)) == (75, 50, 100)


# --- Pages ------------------------------------------------------------------------------------------------------------
def test_the_second_page_goes_on_where_the_first_ends(table):
    assert set(ids(table(page=1))).isdisjoint(ids(table(page=2)))


@pytest.mark.parametrize("page", ["0", "-1", "abc", "", "1e9", "\x00", "٢"])
def test_an_odd_page_is_the_first_or_the_last(table, page):
    assert table(page=page).page.number in (1, 3)


@pytest.mark.parametrize("page", ["4", "99999", "9" * 15])
def test_a_page_past_the_end_is_the_last(table, page):
    assert table(page=page).page.number == 3


# --- Order ------------------------------------------------------------------------------------------------------------
def test_the_newest_come_first(table):
    assert ids(table()) == sorted(ids(table()), reverse=True)


@pytest.mark.parametrize(
    "sort", ["nonsense", "-nonsense", "name_key", "owner__password", "?", "--name", "id,name", "\x00"]
)
def test_an_unknown_order_is_the_default(table, sort):
    assert table(sort=sort).sort == "-registered"


@pytest.mark.parametrize("sort", ["name", "-name"])
def test_ties_are_broken_by_the_id(table, sort):
    drawn = [row for page in (1, 2, 3) for row in table(sort=sort, page=page).page.object_list]
    backwards = sort.startswith("-")
    names = {c.pk: c.name_key for c in Customer.objects.all()}
    expected = sorted((row["id"] for row in drawn), key=lambda pk: (names[pk], pk), reverse=backwards)
    assert [row["id"] for row in drawn] == expected


def test_no_row_is_lost_between_pages_of_ties(table):
    drawn = [pk for page in (1, 2, 3) for pk in ids(table(sort="name", page=page))]
    assert len(drawn) == len(set(drawn)) == 62


# --- Headings ---------------------------------------------------------------------------------------------------------
def headings(drawn):
    return {heading.name: heading for heading in drawn.headings}


def query(url):
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


@pytest.mark.parametrize(("sort", "state"), [("name", "ascending"), ("-name", "descending")])
def test_the_sorted_heading_says_how(table, sort, state):
    assert {h.name: h.sorted for h in table(sort=sort).headings if h.sorted} == {"name": state}


def test_at_first_the_date_says_descending(table):
    assert {h.name: h.sorted for h in table().headings if h.sorted} == {"registered": "descending"}


def test_a_heading_leads_to_its_order(table):
    assert query(headings(table())["name"].url) == {"sort": "name"}


def test_the_sorted_heading_turns_the_order_round(table):
    assert query(headings(table(sort="name"))["name"].url) == {"sort": "-name"}


def test_a_heading_turned_round_turns_back(table):
    assert query(headings(table(sort="-name"))["name"].url) == {"sort": "name"}


def test_a_heading_keeps_the_rest_of_the_address_but_the_page(table):
    assert query(headings(table(rows=50, page=2, q="a&b"))["email"].url) == {"rows": "50", "q": "a&b", "sort": "email"}


def test_an_address_keeps_a_page_that_is_given(ask):
    assert query(address(ask(page=2, sort="id"), page="3")) == {"page": "3", "sort": "id"}


def test_figures_are_marked(table):
    assert [h.name for h in table().headings if h.figures] == ["seats", "hours", "balance"]


def test_rows_are_drawn_escaped(cast, ask):
    create_customer(cast.acme, name="<b>Bold</b> & Co", email="b@acme.example", by=cast.olive)
    rows = every_column(cast.acme)
    drawn = listing(
        ask(), CustomerTable, rows, folder="customers", reads=reads(OFFERED), present=Rows(tuple(OFFERED), "EUR")
    ).rows
    assert "<b>Bold" not in drawn
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; Co" in drawn
