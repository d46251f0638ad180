"""Currencies."""

import pytest

from reseller_portal.lib.money import EXPONENTS

pytestmark = pytest.mark.once


@pytest.mark.parametrize(("code", "digits"), [("EUR", 2), ("USD", 2), ("JPY", 0), ("KRW", 0), ("KWD", 3), ("TND", 3)])
def test_minor_units_have_the_digits_of_iso_4217(code, digits):
    assert EXPONENTS[code] == digits


def test_every_code_is_three_capital_letters():
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in EXPONENTS)


@pytest.mark.parametrize("code", ["XXX", "XTS", "XAU", "EURO", "eur", "DEM"])
def test_what_is_no_money_is_unknown(code):
    assert code not in EXPONENTS
