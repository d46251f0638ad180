"""What a name, an address, a phone number and so on may be."""

import pytest

from customers import facts
from customers.errors import Refused


def refusal(rule, *given, **options):
    with pytest.raises(Refused) as caught:
        rule(*given, **options)
    return caught.value


# --- Names ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name",
    ["Acme", "X", "株式会社", "شركة الأفق", "می\u200cخواهم", "👩\u200d👩\u200d👧", "क\u094d\u200dष", "!", "O’Neill & Söhne",
     "🎙 Podcast Union", "a" * 200],
)  # fmt: skip
def test_a_name_in_any_script_is_accepted(name):
    assert facts.name(name) == name


@pytest.mark.parametrize("name", ["", "   ", "\t\n", "\u00a0"])
def test_an_empty_name_is_refused(name):
    assert refusal(facts.name, name).message == "Enter the name."


@pytest.mark.parametrize(
    "name",
    ["\u200b", "\u2060", "\ufeff", "\u3164", "\u115f\u1160", "\uffa0", "\u00ad", "\u2800", "\u034f", "\u0301", "\u0301 \u0308",
     "\u200c\u200d", "\ufe0f", "\u180e", "\u3164 \u200b", "\U0001d159"],
)  # fmt: skip
def test_a_name_that_nobody_could_see_is_refused(name):
    assert refusal(facts.name, name).message == "Enter the name. What was typed cannot be seen."


def test_a_first_name_that_nobody_could_see_is_refused_beside_its_field():
    caught = refusal(facts.person_name, "\u200b", field="first_name", label="First name")
    assert (caught.message, caught.field) == ("Enter the first name. What was typed cannot be seen.", "first_name")


@pytest.mark.parametrize("name", ["Ac\u202eme", "Ac\x00me", "Ac\x1bme", "Acme\u200f"])
def test_an_invisible_character_is_refused_by_its_number(name):
    assert "U+" in refusal(facts.name, name).message


def test_a_long_name_is_refused_with_both_lengths():
    assert refusal(facts.name, "a" * 201).message == "Name has 201 characters. Use 200 at most."


def test_a_refusal_names_its_field():
    assert refusal(facts.name, "", field="company", label="Company").field == "company"


def test_a_person_may_have_one_name_only():
    assert facts.person_name("  ", field="last_name", label="Last name") == ""


def test_a_persons_name_has_100_characters_at_most():
    assert refusal(facts.person_name, "a" * 101, field="last_name", label="Last name").field == "last_name"


# --- Email ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("contact@acme.com", "contact@acme.com"),
        (" Contact@ACME.com ", "contact@acme.com"),
        ("a+tag@acme.co.uk", "a+tag@acme.co.uk"),
        ("o'neill@acme.com", "o'neill@acme.com"),
    ],
)
def test_an_address_is_stored_in_lower_case(typed, stored):
    assert facts.email(typed) == stored


@pytest.mark.parametrize(
    "typed",
    ["", "acme", "a@", "@acme.com", "a@acme", "a b@acme.com", "a@acme.com, b@acme.com", "Acme <a@acme.com>", "a@acme..com",
     "a@ac\u202eme.com", "a@acme.com\nbcc:x@y.com", "a\x00@acme.com", "a" * 250 + "@acme.com"],
)  # fmt: skip
def test_what_is_no_address_is_refused_with_an_example(typed):
    assert refusal(facts.email, typed).message == "Enter an email address such as contact@acme.com."


# --- Phone ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("+31 612345678", "+31612345678"),
        ("+31612345678", "+31612345678"),
        (" +31 (0)6 12345678 ", "+31612345678"),
        ("+44 20 7946 0812", "+442079460812"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_a_number_with_its_country_code_is_stored_as_e164(typed, stored):
    assert facts.phone(typed) == stored


def test_a_number_without_a_country_code_is_refused_with_the_hint():
    assert refusal(facts.phone, "0612345678").message == facts.PHONE_HINT


@pytest.mark.parametrize(
    "typed", ["+31 612345678 ext. 12", "+31 612345678;ext=12", "+31 61", "+999 12345678", "phone", "+"]
)
def test_what_nobody_could_call_is_refused(typed):
    assert refusal(facts.phone, typed).field == "phone"


def test_a_number_is_shown_in_groups():
    assert facts.phone_display("+31612345678") == "+31 6 12345678"


def test_no_number_is_shown_as_nothing():
    assert facts.phone_display("") == ""


# --- Username ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "stored"), [("Olive", "olive"), (" a.b_c-9 ", "a.b_c-9"), ("a" * 40, "a" * 40), ("", None), (None, None)]
)
def test_a_plain_username_is_accepted(typed, stored):
    assert facts.username(typed) == stored


@pytest.mark.parametrize("typed", ["ab", "a" * 41, "a@b", "olive smith", "ölive", "olive\n.", "ol/ive", "ο-live"])
def test_another_username_is_refused(typed):
    assert refusal(facts.username, typed).field == "username"


# --- Currency and time zone -------------------------------------------------------------------------------------------
def test_a_currency_is_stored_in_capitals():
    assert facts.currency(" eur ") == "EUR"


@pytest.mark.parametrize("typed", ["", "EU", "EURO", "XXX", "€"])
def test_an_unknown_currency_is_refused(typed):
    assert refusal(facts.currency, typed).field == "currency"


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "UTC", "America/Argentina/Buenos_Aires", "Asia/Kolkata"])
def test_a_place_is_a_time_zone(zone):
    assert facts.time_zone(f" {zone} ") == zone


@pytest.mark.parametrize("typed", ["", "Amsterdam", "CET", "Etc/GMT+5", "europe/amsterdam", "../../etc/passwd", "GMT"])
def test_what_is_no_place_is_refused(typed):
    assert refusal(facts.time_zone, typed).field == "time_zone"


def test_every_time_zone_offered_is_accepted():
    assert all(facts.time_zone(zone) == zone for zone in facts.time_zones())
