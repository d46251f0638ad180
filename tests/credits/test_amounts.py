"""What people may type for an amount."""

import pytest

from credits.facts import typed_amount
from credits.wording import quantity
from customers.errors import Refused
from reseller_portal.lib.amounts import grouped
from reseller_portal.lib.meters import Meter


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "0", "0.00", "-5", "+5", "1e3", "1_000", "1,000", "１２", "٣", "10" * 30, "1.234", "1.", ".5", "1 000", "5;",
     "NaN", "0x10", "1\n2"],
)  # fmt: skip
def test_what_is_not_a_plain_amount_is_refused_beside_its_field(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        typed_amount(typed, "credits")
    assert refused.value.field == "amount"


@pytest.mark.parametrize(
    ("typed", "unit", "amount"),
    [(" 7 ", "credits", 700), ("7.5", "credits", 750), ("0.01", "EUR", 1), ("500", "JPY", 500), ("1.234", "KWD", 1234),
     ("007", "credits", 700)],
)  # fmt: skip
def test_an_amount_is_read_in_the_minor_units_of_its_unit(typed: str, unit: str, amount: int) -> None:
    assert typed_amount(typed, unit) == amount


def test_yen_have_no_decimals() -> None:
    with pytest.raises(Refused, match="whole number"):
        typed_amount("1.5", "JPY")


@pytest.mark.parametrize(
    ("amount", "unit", "text"),
    [(100, "credits", "1 credit"), (0, "credits", "0 credits"), (120_450, "credits", "1,204.5 credits"),
     (-500, "EUR", "EUR −5.00"), (1_234_500, "KWD", "KWD 1,234.500"), (500, "JPY", "JPY 500")],
)  # fmt: skip
def test_amounts_are_said_without_needless_decimals_and_money_with_its_currency(
    amount: int, unit: str, text: str
) -> None:
    assert quantity(amount, unit) == text


def test_large_amounts_are_grouped() -> None:
    assert grouped(100_000_000_000_000, 2) == "1,000,000,000,000"


@pytest.mark.parametrize(
    ("available", "reserved", "used", "state"),
    [(0, 0, 0, "none"), (0, 0, 5, "empty"), (0, 5, 0, "empty"), (999, 0, 9_001, "critical"), (1_000, 0, 9_000, "low"),
     (2_499, 1, 7_500, "low"), (2_500, 0, 7_500, "enough"), (1, 0, 0, "enough")],
)  # fmt: skip
def test_the_meter_has_a_word_for_what_is_left(available: int, reserved: int, used: int, state: str) -> None:
    assert Meter(available, reserved, used).state == state


def test_credits_held_for_running_work_count_as_used_and_the_hint_says_how_many() -> None:
    meter = Meter(available=6_000, reserved=1_000, used=3_000)
    assert (meter.figures, meter.hint) == (("60", "40", "100"), "10 of the used are held for running work")
