"""The columns of the customer list: which are shown, what they cost, what they say, and how they sort and narrow."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers import columns
from customers.actions.columns import choose_columns
from customers.actions.organizations import create_customer, update_organization
from customers.actions.tags import create_tag, set_tags
from customers.actions.users import add_user, set_password
from customers.models import Organization, User
from customers.roles import Level

HTMX = {"HX-Request": "true"}
LIST, CHOOSER = "/customers/", "/customers/columns/"


def headings(page):
    return re.findall(r'<a class="table__sort" id="sort-[^>]*>([^<]+)<', page.text)


def names(page):
    return [row["name"] for row in page.context["table"].page.object_list]


def show(user, *wanted):
    choose_columns(user, columns=list(wanted), by=user)


# --- Which ------------------------------------------------------------------------------------------------------------
def test_the_default_columns_are_the_products(cast, as_user):
    shown = ["ID", "Name", "Email", "Phone", "Registered", "Status", "Credits", "Seats"]
    assert headings(as_user(cast.olive).get(LIST)) == shown


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ([], ("name",)),
        (["email"], ("name", "email")),
        (["email", "name", "email"], ("email", "name")),
        (["nothing", "menu", "password", 7, None, ["id"], "name"], ("name",)),
    ],
)
def test_names_are_held_to_those_there_are(given, shown):
    assert columns.valid(given) == shown


@pytest.mark.parametrize("kept", [[], {}, "id", None, {"a": 1}])
def test_what_makes_no_sense_shows_the_default(cast, kept):
    cast.olive.customer_columns = kept
    assert columns.chosen(cast.olive) == columns.DEFAULT


def test_a_name_of_a_later_version_is_passed_over(cast, as_user):
    User.objects.filter(pk=cast.olive.pk).update(customer_columns=["plan", "name", "tags"])
    assert headings(as_user(cast.olive).get(LIST)) == ["Name", "Tags"]


# --- The chooser ------------------------------------------------------------------------------------------------------
def sent(*order, ticked, **more):
    return {"order": list(order), "columns": list(ticked), **more}


def test_the_choice_is_kept_for_one_person_in_its_order(cast, as_user):
    client = as_user(cast.olive)
    answer = client.post(CHOOSER, sent("reference", "name", "id", "tags", ticked=["reference", "tags"]), headers=HTMX)
    assert answer.headers["HX-Trigger"] == "customers-changed"
    assert headings(client.get(LIST)) == ["Reference", "Name", "Tags"]
    assert len(headings(as_user(cast.sue).get(LIST))) == 8


def test_without_scripts_a_button_moves_a_column_and_saves_nothing(cast, as_user):
    client = as_user(cast.rob)
    page = client.post(CHOOSER, sent("id", "name", "email", "tags", ticked=["id", "tags"], move="-id"))
    order = re.findall(r'name="order" value="(\w+)"', page.text)
    assert (page.status_code, order[:4]) == (200, ["name", "id", "email", "tags"])
    assert re.findall(r'name="columns" value="(\w+)" checked', page.text) == ["name", "id", "tags"]
    page = client.post(CHOOSER, sent("id", "name", "email", ticked=["id"], move="email"))
    assert re.findall(r'name="order" value="(\w+)"', page.text)[:3] == ["id", "email", "name"]
    assert User.objects.get(pk=cast.rob.pk).customer_columns == []


@pytest.mark.parametrize("move", ["id", "-reference", "nothing", "", "-"])
def test_an_end_and_an_odd_name_move_nothing(cast, as_user, move):
    page = as_user(cast.olive).post(CHOOSER, sent(*columns.OFFERED, ticked=["id"], move=move))
    assert re.findall(r'name="order" value="(\w+)"', page.text) == list(columns.OFFERED)


def test_every_column_is_offered(cast, as_user):
    text = as_user(cast.olive).get(CHOOSER).text
    assert re.findall(r'name="order" value="(\w+)"', text) == list(columns.OFFERED)


def test_reset_goes_back_to_the_default(cast, as_user):
    show(cast.olive, "name", "tags")
    client = as_user(cast.olive)
    client.post(CHOOSER, {"reset": "yes"})
    assert len(headings(client.get(LIST))) == 8
    assert User.objects.get(pk=cast.olive.pk).customer_columns == []


def test_choosing_the_default_by_hand_is_the_default(cast, as_user):
    as_user(cast.olive).post(CHOOSER, sent(*columns.DEFAULT, ticked=columns.DEFAULT))
    assert User.objects.get(pk=cast.olive.pk).customer_columns == []


def test_the_address_says_nothing_about_columns(cast, as_user):
    client = as_user(cast.olive)
    assert headings(client.get(LIST, {"columns": "id"})) == headings(client.get(LIST))


# --- What it costs ----------------------------------------------------------------------------------------------------
@pytest.fixture
def crowd(cast):
    """A hundred customers more, each with an owner, a tag and a reference."""
    tag = create_tag(cast.acme, name="VIP", colour="red", by=cast.olive)
    for number in range(100):
        made = create_customer(cast.acme, name=f"Firm {number:02}", email=f"f{number}@acme.example", by=cast.olive)
        set_tags(made, tags=[tag.pk], opened_with=[], by=cast.olive)
        if number % 10 == 0:
            facts = {"first_name": "", "last_name": "", "level": Level.ADMINISTRATOR, "invite": False}
            add_user(made, email=f"boss{number}@firm.example", **facts, by=cast.olive)
    return cast


def queries(client, rows, **parameters):
    client.get(LIST, {"rows": rows})
    with CaptureQueriesContext(connection) as captured:
        assert client.get(LIST, parameters).status_code == 200
    return [query["sql"] for query in captured]


def test_all_columns_cost_the_same_for_25_rows_and_100(crowd, as_user):
    show(crowd.olive, *columns.OFFERED)
    client = as_user(crowd.olive)
    few, many = queries(client, 25), queries(client, 100)
    assert len(few) == len(many) <= 12


def test_a_column_that_is_not_shown_is_not_asked_for(crowd, as_user):
    client = as_user(crowd.olive)
    show(crowd.olive, "id", "name")
    plain = queries(client, 25)
    assert not any("credits_account" in sql and "LIMIT 25" in sql for sql in plain)
    assert not any('"customers_customertag"' in sql for sql in plain)
    show(crowd.olive, "id", "name", "tags")
    assert len(queries(client, 25)) == len(plain) + 1


def test_a_filter_brings_what_it_needs_and_no_more(crowd, as_user):
    show(crowd.olive, "name")
    joined = [sql for sql in queries(as_user(crowd.olive), 25, credits="low") if "credits_account" in sql]
    assert any('"customers_organization"' in sql for sql in joined)


# --- What they say ----------------------------------------------------------------------------------------------------
def row(client, name="Harbour Legal"):
    (found,) = re.findall(rf"<tr id=\"customer-(?:(?!</tr>).)*{name}.*?</tr>", client.get(LIST).text, re.DOTALL)
    return found


def test_the_account_is_the_owners_username_or_email(cast, as_user):
    show(cast.olive, "name", "account")
    assert cast.harbour.owner_id or Organization.objects.get(pk=cast.harbour.pk).owner_id
    text = row(as_user(cast.olive))
    assert ">carol@harbour.example</a>" in text
    assert "Invited" not in text
    User.objects.filter(pk=cast.carol.pk).update(username="carol.h")
    assert ">carol.h</a>" in row(as_user(cast.olive))


def test_without_an_owner_it_is_the_contact_marked_invited(cast, as_user):
    show(cast.olive, "name", "account")
    text = row(as_user(cast.olive), "Island Radio")
    assert ">studio@island.example</a>" in text
    assert ">Invited<" in text


def test_an_owner_who_has_not_come_yet_is_invited_too(cast, as_user):
    show(cast.olive, "name", "account")
    facts = {"first_name": "", "last_name": "", "level": Level.ADMINISTRATOR, "invite": False}
    owner = add_user(cast.island, email="boss@island.example", **facts, by=cast.olive)
    assert ">Invited<" in row(as_user(cast.olive), "Island Radio")
    set_password(owner, password="Correct-horse7", by=owner)
    assert ">Invited<" not in row(as_user(cast.olive), "Island Radio")


def test_a_row_shows_three_tags_and_counts_the_others(cast, as_user):
    show(cast.olive, "name", "tags", "team", "reference")
    tags = [create_tag(cast.acme, name=f"Tag {n}", colour="red", by=cast.olive).pk for n in "cadbe"]
    set_tags(cast.harbour, tags=tags, opened_with=[], by=cast.olive)
    text = row(as_user(cast.olive))
    assert re.findall(r"<bdi>(Tag \w)</bdi>", text) == ["Tag a", "Tag b", "Tag c"]
    assert "+2" in text
    assert "Tag d, Tag e" in text
    assert ">Default<" in text


def test_the_reference_is_shown_and_found(cast, as_user):
    show(cast.olive, "name", "reference")
    update_organization(cast.harbour, reference="NW/2026-Ä7", by=cast.olive)
    client = as_user(cast.olive)
    assert ">NW/2026-Ä7</bdi>" in row(client)
    assert names(client.get(LIST, {"q": "2026-a7"})) == ["Harbour Legal"]


# --- Order and filters ------------------------------------------------------------------------------------------------
@pytest.fixture
def sorted_out(cast):
    tags = {name: create_tag(cast.acme, name=name, colour="red", by=cast.olive).pk for name in ("alpha", "Beta")}
    quay = create_customer(cast.acme, name="Quay", email="a@quay.example", by=cast.olive)
    set_tags(cast.harbour, tags=tags.values(), opened_with=[], by=cast.olive)
    set_tags(quay, tags=[tags["Beta"]], opened_with=[], by=cast.olive)
    for customer, reference in ((cast.harbour, "b"), (quay, "B")):
        update_organization(customer, reference=reference, by=cast.olive)
    cast.tags = tags
    return cast


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("account", ["Quay", "Harbour Legal", "Island Radio"]),
        ("team", ["Harbour Legal", "Island Radio", "Quay"]),
        ("tags", ["Island Radio", "Harbour Legal", "Quay"]),
        ("reference", ["Island Radio", "Quay", "Harbour Legal"]),
        ("balance", ["Harbour Legal", "Island Radio", "Quay"]),
    ],
)
@pytest.mark.parametrize("shown", [True, False])
def test_each_new_column_sorts_both_ways_shown_or_not(sorted_out, as_user, column, expected, shown):
    show(sorted_out.olive, "name", *([column] if shown else []))
    client = as_user(sorted_out.olive)
    assert names(client.get(LIST, {"sort": column})) == expected
    assert names(client.get(LIST, {"sort": f"-{column}"})) == expected[::-1]


def test_a_tag_narrows_the_list_and_stands_as_a_chip(sorted_out, as_user):
    client = as_user(sorted_out.olive)
    page = client.get(LIST, {"tag": sorted_out.tags["alpha"], "sort": "name"})
    assert names(page) == ["Harbour Legal"]
    assert 'aria-label="Tag: alpha, remove this filter"' in page.text
    assert 'class="tag tag--removable" href="/customers/?sort=name"' in page.text


def test_a_tag_in_a_row_keeps_the_other_filters(sorted_out, as_user):
    show(sorted_out.olive, "name", "tags")
    text = as_user(sorted_out.olive).get(LIST, {"status": "active", "page": "1"}).text
    assert f'href="/customers/?status=active&amp;tag={sorted_out.tags["alpha"]}"' in text


@pytest.mark.parametrize("tag", ["0", "x", "-1", "9" * 30, "\x00", ""])
def test_an_odd_tag_narrows_nothing(sorted_out, as_user, tag):
    assert len(names(as_user(sorted_out.olive).get(LIST, {"tag": tag}))) == 3


def test_a_tag_of_another_reseller_narrows_nothing_and_is_not_offered(sorted_out, as_user):
    foreign = create_tag(sorted_out.globex, name="Theirs", colour="red", by=sorted_out.gus)
    page = as_user(sorted_out.olive).get(LIST, {"tag": foreign.pk})
    assert len(names(page)) == 3
    assert "Theirs" not in page.text


@pytest.mark.parametrize(("team", "found"), [("default", 3), ("enterprise", 0), ("individual", 0), ("nonsense", 3)])
def test_the_team_type_narrows_the_list(sorted_out, as_user, team, found):
    page = as_user(sorted_out.olive).get(LIST, {"team": team})
    assert page.context["table"].page.paginator.count == found
