"""Folding, and the rule for names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reseller_portal.lib.text import (
    NAME_LENGTH,
    caseless,
    clean_name,
    fold,
    forbidden_character,
    name_key,
    search_text,
    shows_nothing,
    without_controls,
)

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Søren Ødegård", "soren odegard"),
        ("ǾRSTED", "orsted"),
        ("Łódź", "lodz"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("Ὀδυσσεύς", "οδυσσευσ"),
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευσ"),
        ("شَرِكَة الأُفُق", "شركة الافق"),
        ("İstanbul", "istanbul"),
        ("Æther œuvre", "aether oeuvre"),
        ("ﬁnance ＡＢＣ", "finance abc"),
        ("  two\t\n spaces  ", "two spaces"),
        ("", ""),
    ],
)
def test_fold_reduces_letters_to_what_a_search_compares(typed, folded):
    assert fold(typed) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(codec=None, categories=None)))
def test_fold_never_raises(text):
    assert isinstance(fold(text), str)


def test_a_sort_key_is_no_longer_than_its_column():
    assert len(name_key("ß" * NAME_LENGTH)) == NAME_LENGTH


def test_search_text_keeps_a_phones_digits():
    assert search_text(name="Łódź", email="A@b.example", phone="+31612345678") == "  lodz  a@b.example  31612345678"


def test_search_text_leaves_out_what_is_empty():
    assert search_text(name="Acme", email="", phone="") == "  acme"


def test_a_reference_and_a_company_are_found_by_too():
    found = search_text(name="Acme", email="", phone="", reference="NW-Ä7", company="Acme Łódź")
    assert found == "  acme  nw-a7  acme lodz"


@pytest.mark.parametrize(
    ("one", "other"), [("VIP", "vip"), ("ＶＩＰ", "vip"), ("Straße", "STRASSE"), ("a\u00a0 b", "A B")]
)
def test_names_that_differ_in_case_only_are_the_same(one, other):
    assert caseless(one) == caseless(other)


@pytest.mark.parametrize(("one", "other"), [("resume", "résumé"), ("かき", "がき"), ("o", "ø")])
def test_names_that_differ_in_an_accent_are_not(one, other):
    assert caseless(one) != caseless(other)


@pytest.mark.parametrize(
    "character", list("\x00\x07\x1b\x7f\x85\u061c\u200e\u200f\u202a\u202e\u2066\u2069\ue000\ufdd0")
)
def test_control_and_bidi_characters_are_found(character):
    assert forbidden_character(f"ab{character}c") == f"U+{ord(character):04X} at position 3"


@pytest.mark.parametrize("name", ["Acme", "株式会社", "שלום", "می‌خواهم", "👩‍👩‍👧", "O’Neill & Söhne"])
def test_names_in_any_script_have_no_forbidden_character(name):
    assert forbidden_character(name) is None


def test_clean_name_composes_and_trims():
    assert clean_name("  Cafe\u0301   de\u00a0Flore ") == "Café de Flore"


@pytest.mark.parametrize("nothing", ["", " ", "\u200b", "\u2060\ufeff", "\u3164", "\u2800\u00ad", "\u0301", "\x00"])
def test_what_nobody_sees_shows_nothing(nothing):
    assert shows_nothing(nothing)


@pytest.mark.parametrize("something", ["می‌خواهم", "👩‍👩‍👧", "é", "e\u0301", "-", "株", "\u200bA"])
def test_one_character_that_is_seen_is_enough(something):
    assert not shows_nothing(something)


@pytest.mark.parametrize(
    ("pasted", "read"),
    [
        ("Acme\tCorp", "Acme Corp"),
        ("Acme\r\n Corp", "Acme Corp"),
        ("Acme\u2028Corp\u00a0Ltd", "Acme Corp Ltd"),
        ("Ac\x00me\x1b", "Acme"),
        ("Ac\ud800me", "Acme"),
    ],
)
def test_controls_of_a_search_are_dropped_and_white_space_among_them_is_a_space(pasted, read):
    assert without_controls(pasted) == read
