"""The fictional companies of the demo data."""

import re
import unicodedata
from collections import Counter
from datetime import UTC, datetime, timedelta

import phonenumbers
import pytest

from reseller_portal.demo.companies import HELDER_COUNTRIES, NORTHWIND_COUNTRIES, Company, companies

pytestmark = pytest.mark.once

UNTIL = datetime(2026, 7, 22, 12, 0, tzinfo=UTC)
COUNT = 1204


def made(
    count: int = COUNT,
    *,
    seed: int = 7,
    countries: dict[str, int] = NORTHWIND_COUNTRIES,
) -> list[Company]:
    return list(companies(count, seed=seed, countries=countries, until=UNTIL))


@pytest.fixture(scope="module")
def northwind() -> list[Company]:
    return made()


@pytest.fixture(scope="module", params=["northwind", "helder"])
def mix(request: pytest.FixtureRequest) -> list[Company]:
    return made(countries=NORTHWIND_COUNTRIES if request.param == "northwind" else HELDER_COUNTRIES)


def scripts(name: str) -> set[str]:
    return {unicodedata.name(letter).split()[0] for letter in name if letter.isalpha()}


def test_as_many_companies_are_made_as_asked_for(mix: list[Company]) -> None:
    assert len(mix) == COUNT


def test_same_arguments_make_the_same_companies(northwind: list[Company]) -> None:
    assert made() == northwind


def test_order_of_the_country_mapping_does_not_matter(northwind: list[Company]) -> None:
    assert made(countries=dict(reversed(NORTHWIND_COUNTRIES.items()))) == northwind


def test_another_seed_makes_other_companies(northwind: list[Company]) -> None:
    assert made(seed=8) != northwind


def test_names_are_unique(mix: list[Company]) -> None:
    assert len({company.name.casefold() for company in mix}) == COUNT


def test_emails_are_unique_whatever_their_case(mix: list[Company]) -> None:
    assert len({company.email.casefold() for company in mix}) == COUNT


def test_emails_are_ascii_addresses_on_example_domains(mix: list[Company]) -> None:
    address = re.compile(r"[a-z]+@[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.example", re.ASCII)
    assert [company.email for company in mix if not address.fullmatch(company.email)] == []


def test_phones_are_valid_in_the_country_of_the_company(mix: list[Company]) -> None:
    wrong = [
        company
        for company in mix
        if company.phone
        and not phonenumbers.is_valid_number_for_region(phonenumbers.parse(company.phone), company.country)
    ]
    assert wrong == []


def test_phones_are_written_in_e164(mix: list[Company]) -> None:
    assert all(re.fullmatch(r"\+[1-9][0-9]{6,14}", company.phone) for company in mix if company.phone)


def test_about_one_company_in_twelve_has_no_phone(mix: list[Company]) -> None:
    assert 0.07 < sum(not company.phone for company in mix) / COUNT < 0.09


def test_three_to_four_percent_are_disabled(mix: list[Company]) -> None:
    assert 0.03 <= sum(company.disabled for company in mix) / COUNT <= 0.04


def test_only_countries_of_the_mix_occur() -> None:
    assert {company.country for company in made(countries={"PT": 3, "JP": 1})} == {"PT", "JP"}


@pytest.mark.parametrize("script", ["LATIN", "CYRILLIC", "GREEK", "ARABIC", "CJK", "HIRAGANA", "KATAKANA"])
def test_northwind_has_at_least_ten_names_in_each_script(northwind: list[Company], script: str) -> None:
    assert sum(script in scripts(company.name) for company in northwind) >= 10


@pytest.mark.parametrize("letter", "éèçñãüößåøæłří")
def test_northwind_has_names_with_each_accented_letter(northwind: list[Company], letter: str) -> None:
    assert any(letter in company.name for company in northwind)


def test_no_first_word_takes_more_than_two_percent_of_the_names(mix: list[Company]) -> None:
    [(_, most)] = Counter(company.name.split()[0] for company in mix).most_common(1)
    assert most <= COUNT * 0.02


@pytest.mark.parametrize(
    "pattern",
    [".{105,}", "[a-zà-ÿ ]+", ".*['’].*", ".* & .*", r".*\(.*\).*", ".{1,2}", r".*\d.*"],
    ids=["very long", "lower case", "apostrophe", "ampersand", "parentheses", "very short", "digits"],
)
def test_northwind_has_an_odd_name_of_each_kind(northwind: list[Company], pattern: str) -> None:
    assert any(re.fullmatch(pattern, company.name) for company in northwind)


def test_no_name_has_an_unfilled_slot_or_stray_space(mix: list[Company]) -> None:
    assert [company.name for company in mix if re.search(r"[{}=|]|^\s|\s$|\s\s", company.name)] == []


def test_oldest_registration_comes_first(mix: list[Company]) -> None:
    times = [company.registered_at for company in mix]
    assert times == sorted(times)


def test_registrations_are_in_utc(mix: list[Company]) -> None:
    assert {company.registered_at.utcoffset() for company in mix} == {timedelta(0)}


def test_registrations_begin_three_years_before_the_end(mix: list[Company]) -> None:
    assert timedelta(0) <= mix[0].registered_at - (UNTIL - timedelta(days=365.25 * 3)) < timedelta(days=30)


def test_last_registration_is_within_two_days_of_the_end(mix: list[Company]) -> None:
    assert timedelta(0) < UNTIL - mix[-1].registered_at < timedelta(days=2)


def test_every_quarter_of_the_three_years_has_registrations(mix: list[Company]) -> None:
    quarters = {(UNTIL - company.registered_at) // timedelta(days=365.25 / 4) for company in mix}
    assert quarters == set(range(12))


def test_last_year_has_more_registrations_than_the_first(mix: list[Company]) -> None:
    ages = Counter((UNTIL - company.registered_at) // timedelta(days=365.25) for company in mix)
    assert ages[0] > 1.5 * ages[2]


def test_most_registrations_fall_on_weekdays(mix: list[Company]) -> None:
    assert sum(company.registered_at.weekday() < 5 for company in mix) > 0.9 * COUNT


def test_a_single_country_still_has_enough_names() -> None:
    assert len({company.name for company in made(2000, countries={"RS": 1})}) == 2000


def test_a_country_without_its_own_vocabulary_gets_companies() -> None:
    assert len(made(20, countries={"KE": 1})) == 20


def test_no_companies_are_made_when_none_are_asked_for() -> None:
    assert made(0) == []


def test_a_naive_end_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        next(companies(1, seed=1, countries={"PT": 1}, until=datetime(2026, 7, 22)))  # noqa: DTZ001


def test_countries_without_weight_are_refused() -> None:
    with pytest.raises(ValueError, match="weights"):
        next(companies(1, seed=1, countries={}, until=UNTIL))
