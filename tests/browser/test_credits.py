"""Credits as a person hands them out."""

import itertools
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import flaws

_keys = itertools.count()


@pytest.fixture
def funded(cast: SimpleNamespace) -> SimpleNamespace:
    from credits.actions.issuing import issue_credits

    issue_credits(cast.acme, amount=10_000, key=f"browser-{next(_keys)}", by=cast.stan)
    return cast


def meter(page: Page, pk: int) -> Any:
    return page.locator(f"#meter-{pk}")


def test_recharge_from_the_list_and_take_it_back(funded: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(funded.olive)
    page.goto("/customers/")
    page.get_by_label("Actions for Harbour Legal").click()
    page.locator(":popover-open").get_by_text("Recharge credits").click()
    dialog = page.get_by_role("dialog", name="Recharge Harbour Legal")
    expect(dialog.get_by_label("Credits to add")).to_be_focused()
    page.keyboard.type("40.5")
    expect(dialog.locator("[data-after=customer] output")).to_have_text("40.5")
    expect(dialog.locator("[data-after=pool] output")).to_have_text("59.5")
    dialog.get_by_role("button", name="Recharge 40.5 credits").click()
    expect(page.get_by_text("Harbour Legal got 40.5 credits")).to_be_visible()
    expect(meter(page, funded.harbour.pk)).to_contain_text("40.5 available")
    expect(page.locator("#pool")).to_contain_text("59.5")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Recharge of 40.5 credits was undone")).to_be_visible()
    expect(meter(page, funded.harbour.pk)).to_have_text(re.compile("No credits yet"))
    expect(page.locator("#pool")).to_contain_text("100")


def test_a_short_pool_keeps_what_was_typed_and_a_smaller_amount_goes_through(
    funded: SimpleNamespace, sign_in: Callable[..., Page]
) -> None:
    page = sign_in(funded.olive)
    page.goto(f"/customers/{funded.harbour.pk}/credits/")
    page.get_by_role("link", name="Recharge").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Credits to add").fill("101")
    dialog.get_by_label("Reason").fill("Order 4711")
    expect(dialog.locator("[data-after=pool][data-short]")).to_be_visible()
    dialog.get_by_role("button", name="Recharge 101 credits").click()
    expect(dialog.get_by_text("The pool has 100 credits left. Recharge 100 or less, or ask for more.")).to_be_visible()
    expect(dialog.get_by_label("Reason")).to_have_value("Order 4711")
    dialog.get_by_role("button", name="All that is left").click()
    dialog.get_by_role("button", name="Recharge 100 credits").click()
    expect(page.get_by_text("Harbour Legal got 100 credits")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Order 4711"))).to_contain_text("+100")


def test_set_credits_by_keyboard_alone(funded: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(funded.olive)
    page.goto("/customers/?sort=name")
    page.keyboard.press("j")
    page.keyboard.press(".")
    expect(page.get_by_role("menu")).to_be_visible()
    page.keyboard.type("set")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Available credits")).to_be_focused()
    page.keyboard.type("20")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Harbour Legal has 20 credits available")).to_be_visible()
    expect(page.locator("#pool")).to_contain_text("80")


def test_manage_balance_shows_what_it_will_be(funded: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(funded.olive)
    page.goto(f"/customers/{funded.harbour.pk}/balance/")
    page.get_by_label("Amount in EUR").fill("12.50")
    page.get_by_label("Reason").fill("Bank transfer")
    expect(page.locator("[data-after=customer] output")).to_have_text("12.5")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("EUR 12.50 was added to Harbour Legal")).to_be_visible()
    page.goto(f"/customers/{funded.harbour.pk}/credits/?of=balance")
    expect(page.get_by_role("row", name=re.compile("Bank transfer"))).to_contain_text("+12.50")


def test_everything_works_without_scripts(funded: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(funded.olive, scripts=False)
    page.goto(f"/customers/{funded.harbour.pk}/actions/")
    page.get_by_role("link", name="Recharge credits").click()
    page.get_by_label("Credits to add").fill("1000")
    page.get_by_role("button", name="Recharge").click()
    expect(page.get_by_text("The pool has 100 credits left.")).to_be_visible()
    page.get_by_label("Credits to add").fill("10")
    page.get_by_role("button", name="Recharge").click()
    expect(page.get_by_text("Harbour Legal got 10 credits")).to_be_visible()
    page.get_by_role("link", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Recharge of 10 credits was undone")).to_be_visible()


def test_an_open_page_follows_what_others_do(funded: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    from credits.actions.recharging import recharge_customer

    page = sign_in(funded.olive)
    page.goto("/customers/")
    expect(meter(page, funded.harbour.pk)).to_have_text(re.compile("No credits yet"))
    recharge_customer(funded.harbour, amount=2_500, key=f"browser-{next(_keys)}", by=funded.olive)
    # What the page asks every ten seconds, now.
    page.evaluate("htmx.ajax('GET', document.querySelector('#meters').getAttribute('hx-get'), '#meters')")
    expect(meter(page, funded.harbour.pk)).to_contain_text("25 available")


def test_the_screens_of_credits_are_accessible_and_fit(funded: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    from credits.actions.recharging import recharge_customer

    recharge_customer(funded.harbour, amount=2_500, key=f"browser-{next(_keys)}", note="W" * 120, by=funded.olive)
    page, found = sign_in(funded.olive), {}
    for path in ("/customers/", "/credits/", f"/customers/{funded.harbour.pk}/credits/",
                 f"/customers/{funded.harbour.pk}/recharge/", f"/customers/{funded.harbour.pk}/balance/"):  # fmt: skip
        page.goto(path)
        found[path] = flaws(page, 390, 1440)
    assert {path: problems for path, problems in found.items() if problems} == {}


def test_recharge_appears_on_hover(funded: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(funded.olive)
    page.goto("/customers/")
    row = page.get_by_role("row", name=re.compile("Harbour Legal"))
    expect(row.get_by_text("Recharge")).to_be_hidden()
    row.hover()
    row.get_by_text("Recharge").click()
    expect(page.get_by_role("dialog", name="Recharge Harbour Legal")).to_be_visible()


def test_who_may_not_move_credits_sees_no_button(funded: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(funded.sue)
    page.goto("/customers/")
    assert page.get_by_text("Recharge").count() == 0
