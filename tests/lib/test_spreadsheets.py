"""CSV that a spreadsheet opens and never runs."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from reseller_portal.lib.spreadsheets import BYTE_ORDER_MARK, cell, csv_pages, inert

pytestmark = pytest.mark.once

# What security T28 names, and what was seen elsewhere.
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("https://evil.example","open")',
    "=cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\0=1+1",
    "\tplain",
    "\rplain",
    "\nplain",
    "\0plain",
    " =1+1",
    "   +1",
    "\u00a0=1+1",
    "\u3000@x",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u202e=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "﹢1",
    "\u22121",
    "+31612345678",
]
HARMLESS = [
    "Acme Corporation",
    "a=1",
    "contact@acme.com",
    "(+31) 6 12345678",
    "'=1",
    "",
    "1",
    "株式会社",
    'say "=1"',
    "a\tb",
    "—",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_be_a_formula_gets_an_apostrophe(text):
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_what_could_not_stays_as_it_is(text):
    assert inert(text) == text


def read(chunks):
    return list(csv.reader(io.StringIO(b"".join(chunks).decode("utf-8-sig"), newline="")))


def test_every_text_survives_the_way_through_the_file():
    texts = [*FORMULAS, *HARMLESS, 'quote " and, comma', "two\r\nlines", "שלום", "👩‍🚀"]
    got = read(csv_pages(["Text", "Number"], [[[text, 1] for text in texts]]))
    assert got == [["Text", "Number"], *([inert(text), "1"] for text in texts)]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (-5, "-5"),
        (0, "0"),
        (Decimal("-0.50"), "-0.50"),
        ("-5", "'-5"),
        (None, ""),
        (True, "yes"),
        (date(2026, 11, 21), "2026-11-21"),
        (datetime(2026, 7, 1, 14, 5, 6, 789, tzinfo=ZoneInfo("Europe/Amsterdam")), "2026-07-01T14:05:06+02:00"),
    ],
)
def test_a_value_is_written_by_its_kind(value, written):
    assert cell(value) == written


def test_the_file_starts_with_a_byte_order_mark():
    assert b"".join(csv_pages(["A"], [[["x"]]])).startswith(BYTE_ORDER_MARK.encode())


def test_there_is_one_byte_order_mark_and_one_heading_however_many_pages():
    file = b"".join(csv_pages(["A"], [[["x"]], [["y"]]])).decode()
    assert file == BYTE_ORDER_MARK + "A\r\nx\r\ny\r\n"


def test_without_rows_the_headings_are_the_file():
    assert b"".join(csv_pages(["A", "B"], [])).decode() == BYTE_ORDER_MARK + "A,B\r\n"


def test_a_page_is_written_before_the_next_is_asked_for():
    asked = []

    def pages():
        for number in range(3):
            asked.append(number)
            yield [[number]]

    next(csv_pages(["A"], pages()))
    assert asked == [0]
