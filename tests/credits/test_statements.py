"""A month on paper."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from credits.actions.issuing import issue_credits
from credits.actions.recharging import recharge_customer
from credits.history import lines, transfers_of
from credits.statements import statement
from customers.scope import Scope
from reseller_portal.lib import clock
from tests.credits.conftest import key


@pytest.fixture
def year(cast: SimpleNamespace) -> SimpleNamespace:
    """Acme's pool gets 100 in January and hands out 30 on the last evening of March, Amsterdam time, and 5 in April."""
    with clock.moved_to(datetime(2026, 1, 10, tzinfo=UTC)):
        issue_credits(cast.acme, amount=10_000, key=key(), by=cast.stan)
    with clock.moved_to(datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC)):  # a second before April in Amsterdam
        recharge_customer(cast.harbour, amount=3_000, key=key(), by=cast.olive)
    with clock.moved_to(datetime(2026, 3, 31, 22, 0, tzinfo=UTC)):  # April has begun there
        recharge_customer(cast.harbour, amount=500, key=key(), by=cast.olive)
    return cast


def of(cast: SimpleNamespace, month: int) -> Any:
    pool = cast.acme.accounts.get(kind="pool")
    return statement(transfers_of(Scope(cast.olive), pool), pool, date(2026, month, 1), "Europe/Amsterdam")


@pytest.mark.parametrize(
    ("month", "opening", "amounts", "closing"),
    [(1, "0", ["+100"], "100"), (2, "100", [], "100"), (3, "100", ["−30"], "70"), (4, "70", ["−5"], "65")],
)
def test_a_month_opens_where_the_last_one_closed(
    year: SimpleNamespace, month: int, opening: str, amounts: list[str], closing: str
) -> None:
    drawn = of(year, month)
    assert (drawn.opening, [line.amount for line in drawn.lines], drawn.closing) == (opening, amounts, closing)


def test_the_totals_add_up_each_kind(year: SimpleNamespace) -> None:
    assert [(total.what, total.came, total.went) for total in of(year, 3).totals] == [("Recharge", "0", "30")]


def test_december_is_followed_by_january(year: SimpleNamespace) -> None:
    drawn = of(year, 12)
    assert (drawn.previous, of(year, 1).previous) == (date(2026, 11, 1), date(2025, 12, 1))


def test_the_page_says_whose_days_they_are(year: SimpleNamespace, as_user: Any) -> None:
    body = as_user(year.rob).get("/credits/statement/2026-3/").content.decode()
    assert "days of Europe/Amsterdam" in body
    assert "−30" in body


def test_a_customer_has_statements_too(year: SimpleNamespace, as_user: Any) -> None:
    body = as_user(year.olive).get(f"/customers/{year.harbour.pk}/credits/statement/2026-4/").content.decode()
    assert "+5" in body


@pytest.mark.parametrize("month", ["2026-0", "2026-13", "1-1", "999999999999999-1", "2026-1111"])
def test_a_month_that_is_none_is_not_there(year: SimpleNamespace, as_user: Any, month: str) -> None:
    assert as_user(year.olive).get(f"/credits/statement/{month}/").status_code == 404


def test_what_ops_issued_is_not_said_to_come_from_the_product(cast: SimpleNamespace) -> None:
    issue_credits(cast.acme, amount=10_000, key=key(), by=None)
    pool = cast.acme.accounts.get(kind="pool")
    assert lines(transfers_of(Scope(cast.olive), pool), pool)[0].who == "System"
