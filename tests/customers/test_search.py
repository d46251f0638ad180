"""Finding and narrowing: the same on both databases."""

from types import SimpleNamespace
from typing import Any

import pytest

from customers.actions.billing import save_billing_details
from customers.actions.organizations import create_customer, disable_organization, update_organization
from customers.models import Customer
from customers.scope import Scope
from customers.search import search

NAMES = {
    "Clínica São João": ("geral@saojoao.example", "+351211234567"),
    "Łódź Radio": ("biuro@lodz.example", "+48221234567"),
    "Εταιρεία Φωνής": ("info@fonis.example", "+302101234567"),
    "Студія Голос": ("office@holos.example", "+380441234567"),
    "100% Legal_Works": ("desk@percent.example", ""),
}


@pytest.fixture
def found(cast: SimpleNamespace) -> Any:
    """What a search finds among Acme's customers, by name."""
    for name, (email, phone) in NAMES.items():
        create_customer(cast.acme, name=name, email=email, phone=phone, by=cast.olive)
    customers = Customer.objects.visible_to(Scope(cast.olive))
    return lambda text: sorted(search(customers, text).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("clinica sao", "Clínica São João"),
        ("JOAO", "Clínica São João"),
        ("joao clinica", "Clínica São João"),
        ("lodz", "Łódź Radio"),
        ("ΦΩΝΗΣ", "Εταιρεία Φωνής"),
        ("голос", "Студія Голос"),
        ("biuro@lodz", "Łódź Radio"),
        ("+48 22 123", "Łódź Radio"),
        ("email:holos", "Студія Голос"),
        ("name:radio name:lodz", "Łódź Radio"),
        ('name:"sao joao"', "Clínica São João"),
        ("phone:351-21", "Clínica São João"),
        ("100%", "100% Legal_Works"),
        ("legal_", "100% Legal_Works"),
        ("100%\tLegal_Works", "100% Legal_Works"),
        ("Łódź\r\nRadio", "Łódź Radio"),
    ],
)
def test_people_find_what_they_mean(found: Any, typed: str, name: str) -> None:
    assert found(typed) == [name]


@pytest.mark.parametrize(
    "typed", ["email:clinica", "%", "zzz", "name:zzz clinica", "phone:letters", "id:abc", "id:" + "9" * 30]
)
def test_what_is_not_there_is_not_found(found: Any, typed: str) -> None:
    expected = ["100% Legal_Works"] if typed == "%" else []
    assert found(typed) == expected


@pytest.mark.parametrize("typed", ["", "   ", '"', "\x00", '""'])
def test_nothing_typed_finds_everything(found: Any, typed: str) -> None:
    assert len(found(typed)) == len(NAMES) + 2


def test_an_exact_id_is_found(found: Any, cast: SimpleNamespace) -> None:
    assert "Island Radio" in found(str(cast.island.pk))
    assert found(f"id:{cast.island.pk}") == ["Island Radio"]


def test_a_foreign_id_is_not(found: Any, cast: SimpleNamespace) -> None:
    assert found(f"id:{cast.meadow.pk}") == []


def test_a_word_that_only_looks_like_a_column_is_searched_for(found: Any, cast: SimpleNamespace) -> None:
    create_customer(cast.acme, name="Note: Audio", email="a@note.example", by=cast.olive)
    assert found("note: audio") == ["Note: Audio"]


@pytest.fixture
def rows(cast: SimpleNamespace, as_user: Any) -> Any:
    """The names in the list at an address."""
    disable_organization(cast.island, by=cast.olive)

    def at(query: str) -> list[str]:
        response = as_user(cast.olive).get(f"/customers/?{query}")
        assert response.status_code == 200
        return [row["name"] for row in response.context["table"].page.object_list]

    return at


@pytest.mark.parametrize("word", ["disabled", "inactive", "off", "OFF"])
def test_disabled_goes_by_several_names(rows: Any, word: str) -> None:
    assert rows(f"status={word}") == ["Island Radio"]


def test_seats_narrow(rows: Any) -> None:
    assert rows("seats=0") == ["Island Radio"]
    assert rows("seats=more") == ["Harbour Legal"]
    assert rows("seats=1") == []


def test_the_day_itself_counts(rows: Any, cast: SimpleNamespace) -> None:
    # Half past eleven at night by UTC is the next day in Amsterdam, where the reseller is.
    Customer.objects.filter(pk=cast.island.pk).update(registered_at="2026-03-01T23:30:00Z")
    assert rows("since=2026-03-02&until=2026-03-02") == ["Island Radio"]
    assert rows("until=2026-03-01") == []


@pytest.mark.parametrize(
    "query", ["since=0001-01-01&until=9999-12-31", "since=nonsense", "seats=9", "status=asleep", "since="]
)
def test_a_filter_that_makes_no_sense_filters_nothing(rows: Any, query: str) -> None:
    assert len(rows(query)) == 2


def test_each_filter_that_is_on_has_a_chip_that_takes_it_off(cast: SimpleNamespace, as_user: Any) -> None:
    response = as_user(cast.olive).get("/customers/?status=active&seats=1&sort=name&page=3")
    chips = {chip.label: chip.url for chip in response.context["filter"].chips}
    assert chips == {
        "Active": "/customers/?seats=1&sort=name",
        "1 seat": "/customers/?status=active&sort=name",
    }


def test_the_number_found_is_told_to_screen_readers(cast: SimpleNamespace, as_user: Any) -> None:
    response = as_user(cast.olive).get("/customers/?q=harbour", headers={"HX-Request": "true"})
    assert '<span hx-swap-oob="innerHTML:#result-count">1 customer</span>' in response.text


@pytest.mark.parametrize("typed", ["0612345678", "06 12345678", "+31 6 1234 5678", "0031612345678", "phone:0612345678"])
def test_a_phone_number_is_found_as_it_is_dialled_at_home(cast: SimpleNamespace, as_user: Any, typed: str) -> None:
    update_organization(cast.harbour, phone="+31612345678", by=cast.olive)
    page = as_user(cast.olive).get("/customers/", {"q": typed}).context["table"].page
    assert page.paginator.count == 1


@pytest.mark.parametrize(
    ("typed", "found"), [("email:", 2), ("name: harbour", 1), ("email: harbour", 1), ("company:", 2)]
)
def test_a_column_may_wait_for_its_word(cast: SimpleNamespace, as_user: Any, typed: str, found: int) -> None:
    assert as_user(cast.olive).get("/customers/", {"q": typed}).context["table"].page.paginator.count == found


@pytest.mark.parametrize("typed", ["company:quay", "quay bv"])
def test_a_company_is_found_by_the_name_on_its_invoices(cast: SimpleNamespace, as_user: Any, typed: str) -> None:
    save_billing_details(cast.harbour, kind="company", company="Quay BV", country="NL", by=cast.olive)
    assert as_user(cast.olive).get("/customers/", {"q": typed}).context["table"].page.paginator.count == 1


def test_an_empty_parameter_is_not_in_the_address_that_a_search_leaves(cast: SimpleNamespace, as_user: Any) -> None:
    headers = {"HX-Request": "true", "HX-Trigger": "narrowing"}
    response = as_user(cast.olive).get("/customers/?q=harbour&status=&seats=&sort=", headers=headers)
    assert response.headers["HX-Push-Url"] == "/customers/?q=harbour"


def test_days_that_stand_the_wrong_way_round_are_named(cast: SimpleNamespace, as_user: Any) -> None:
    page = as_user(cast.olive).get("/customers/?since=2026-11-02&until=2026-11-01")
    assert "From is after To" in page.text
