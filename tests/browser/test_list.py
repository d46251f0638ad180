"""The customer list as a person uses it."""

import contextlib
import re
import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Error, Page, Route, expect

CLIPBOARD = ["clipboard-read", "clipboard-write"]


@pytest.fixture
def many(cast: SimpleNamespace) -> SimpleNamespace:
    from customers.actions.organizations import create_customer

    for number in range(60):
        create_customer(cast.acme, name=f"Firm {number:02}", email=f"desk@firm{number}.example", by=cast.olive)
    return cast


def test_sorting_replaces_the_table_and_the_address(many: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(many.olive)
    page.goto("/customers/")
    page.evaluate("document.querySelector('h1').dataset.kept = 'yes'")
    page.get_by_role("link", name="Name").click()
    expect(page).to_have_url(re.compile(r"sort=name"))
    expect(page.get_by_role("rowheader").first).to_contain_text("Firm 00")
    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "ascending")
    assert page.locator("h1[data-kept]").count() == 1


def test_back_and_reload_show_the_same_view(many: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(many.olive)
    page.goto("/customers/")
    page.get_by_role("link", name="Name").click()
    expect(page.get_by_role("rowheader").first).to_contain_text("Firm 00")
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("rowheader").first).to_contain_text("Firm 25")
    page.reload()
    expect(page.get_by_role("rowheader").first).to_contain_text("Firm 25")
    page.go_back()
    expect(page.get_by_role("rowheader").first).to_contain_text("Firm 00")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def test_the_number_of_rows_is_remembered(many: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(many.olive)
    page.goto("/customers/")
    page.get_by_label("Rows", exact=True).select_option("50")
    expect(page).to_have_url(re.compile(r"rows=50"))
    expect(page.locator("tbody tr")).to_have_count(50)
    page.goto("/customers/")
    expect(page.locator("tbody tr")).to_have_count(50)


def test_a_session_that_ended_leads_to_the_sign_in_page(many: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(many.olive)
    page.goto("/customers/")
    page.context.clear_cookies()
    page.get_by_role("link", name="Name").click()
    expect(page.get_by_label("Email or username")).to_be_visible()


def test_search_replaces_the_table_as_one_types(many: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(many.olive)
    page.goto("/customers/")
    page.keyboard.press("/")
    page.keyboard.type("firm 07")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("rowheader")).to_contain_text("Firm 07")
    expect(page).to_have_url(re.compile(r"\?q=firm(\+|%20)07$"))
    expect(page.locator("#result-count")).to_have_text("1 customer")
    expect(page.get_by_label("Search customers")).to_be_focused()


def test_the_last_search_wins_on_a_slow_network(many: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(many.olive)
    page.goto("/customers/")
    delays = iter([2.0, 0.2])

    def slowly(route: Route) -> None:
        time.sleep(next(delays, 0))
        with contextlib.suppress(Error):  # the first request is given up when the second begins
            route.continue_()

    page.route("**/customers/?q=*", slowly)
    box = page.get_by_label("Search customers")
    box.press_sequentially("firm 1", delay=20)
    page.wait_for_timeout(400)
    box.press_sequentially("9", delay=20)
    expect(page.locator("tbody tr")).to_have_count(1)
    page.wait_for_timeout(2500)
    expect(page.get_by_role("rowheader")).to_contain_text("Firm 19")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_filters_stand_as_chips_that_can_be_removed(many: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(many.olive)
    page.goto("/customers/")
    page.get_by_role("button", name="More filters").click()
    page.get_by_label("Seats").select_option("2 seats or more")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("link", name="2 seats or more, remove this filter").click()
    expect(page.locator("tbody tr")).to_have_count(25)


def test_nothing_found_says_what_to_do(many: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(many.olive)
    page.goto("/customers/?q=nobody")
    expect(page.get_by_role("heading", name="No customer matches")).to_be_visible()
    page.get_by_role("link", name="Show all customers").click()
    expect(page.locator("tbody tr")).to_have_count(25)


def test_the_keyboard_alone_moves_and_opens_the_menu(many: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(many.olive)
    page.goto("/customers/?sort=name")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.get_by_role("row").filter(has_text="Firm 01").get_by_role("link").first
    expect(second).to_be_focused()
    page.keyboard.press(".")
    expect(page.get_by_role("menuitem", name="View")).to_be_focused()
    page.keyboard.press("d")
    expect(page.get_by_role("menuitem", name=re.compile("^D"))).to_have_count(2)
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    firm = many.olive.organization.customers.get(name="Firm 00")
    expect(page).to_have_url(re.compile(rf"/customers/{firm.pk}/"))


def test_a_right_click_opens_the_same_menu_and_shift_keeps_the_browsers(
    many: SimpleNamespace, sign_in: Callable[..., Page]
) -> None:
    page = sign_in(many.olive)
    page.goto("/customers/?sort=name")
    row = page.get_by_role("row").filter(has_text="Firm 03")
    row.click(button="right")
    menu = page.locator("[popover]:popover-open")
    firm = many.olive.organization.customers.get(name="Firm 03")
    expect(menu.get_by_role("menuitem", name="View")).to_have_attribute("href", f"/customers/{firm.pk}/")
    expect(menu.get_by_role("menuitem", name="Write an email")).to_have_attribute(
        "href", re.compile("mailto:desk@firm3")
    )
    page.keyboard.press("Escape")
    row.click(button="right", modifiers=["Shift"])
    expect(page.locator("[popover].menu:popover-open")).to_have_count(0)


def test_the_three_dots_lead_to_a_page_without_scripts(many: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(many.olive, scripts=False)
    page.goto("/customers/?sort=name")
    page.get_by_role("link", name="Actions for Firm 02").click()
    expect(page.get_by_role("link", name="Delete")).to_be_visible()


def test_without_scripts_the_address_to_copy_stands_on_that_page(
    cast: SimpleNamespace, sign_in: Callable[..., Page]
) -> None:
    page = sign_in(cast.olive, scripts=False)
    page.goto(f"/customers/{cast.harbour.pk}/actions/")
    expect(page.get_by_text("office@harbour.example")).to_be_visible()
    expect(page.get_by_role("button", name="Copy address")).to_have_count(0)


def test_the_address_is_copied_from_that_page(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive, permissions=CLIPBOARD)
    page.goto(f"/customers/{cast.harbour.pk}/actions/")
    page.get_by_role("button", name="Copy address").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()") == "office@harbour.example"


def test_the_menu_copies_the_address_and_says_so(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive, permissions=CLIPBOARD)
    page.goto("/customers/")
    page.get_by_role("link", name="Actions for Harbour Legal").click()
    page.get_by_role("menuitem", name="Copy address").click()
    expect(page.locator(".toast--success")).to_contain_text("office@harbour.example was copied")
    assert page.evaluate("navigator.clipboard.readText()") == "office@harbour.example"


def test_a_clipboard_that_refuses_leaves_the_address_in_sight(
    cast: SimpleNamespace, sign_in: Callable[..., Page]
) -> None:
    page = sign_in(cast.olive)
    page.goto("/customers/")
    page.evaluate("() => void (navigator.clipboard.writeText = () => Promise.reject(new Error('no')))")
    page.get_by_role("link", name="Actions for Harbour Legal").click()
    page.get_by_role("menuitem", name="Copy address").click()
    expect(page.locator(".toast--error")).to_contain_text("office@harbour.example")


def test_single_keys_can_be_switched_off(many: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(many.olive)
    page.goto("/customers/")
    page.keyboard.press("?")
    page.get_by_label("Single keys work as shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_label("Search customers")).not_to_be_focused()


def test_who_may_only_read_has_no_entry_that_changes(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.rob)
    page.goto("/customers/")
    page.get_by_role("link", name="Actions for Harbour Legal").click()
    entries = page.locator("[popover]:popover-open .menu__item")
    assert entries.all_inner_texts() == ["View", "Billing details", "Write an email", "Copy address"]
    assert page.get_by_role("link", name="New customer").count() == 0


# --- On a phone -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("width", [360, 390])
def test_a_card_is_at_most_four_lines_and_a_meter_tall(
    cast: SimpleNamespace, sign_in: Callable[..., Page], width: int
) -> None:
    from customers.actions.organizations import create_customer

    facts = {"email": f"{'desk' * 12}@long.example", "phone": "+971501234567"}
    create_customer(cast.acme, name="W" * 60, **facts, by=cast.olive)
    page = sign_in(cast.olive, width=width, height=844)
    page.goto("/customers/")
    line = page.evaluate("parseFloat(getComputedStyle(document.body).lineHeight)")
    heights = page.locator("tbody tr").evaluate_all("rows => rows.map(row => row.offsetHeight)")
    assert max(heights) < 7.5 * line  # four lines, the meter and the space around them


def test_a_missing_phone_takes_no_place(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive, width=390, height=844)
    page.goto("/customers/")
    row = page.get_by_role("row").filter(has_text="Harbour Legal")
    left = "cells => cells.map(cell => cell.getBoundingClientRect().left)"
    assert row.locator(".table__date, .table__clip").evaluate_all(f"cells => new Set(({left})(cells)).size") == 1


def test_the_three_dots_are_as_large_as_a_finger(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive, width=390, height=844)
    page.goto("/customers/")
    box = page.get_by_role("link", name="Actions for Harbour Legal").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44


def test_the_name_and_the_status_stand_in_one_line(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive, width=390, height=844)
    page.goto("/customers/")
    row = page.get_by_role("row").filter(has_text="Harbour Legal")
    middles = row.locator(".table__name, .table__status").evaluate_all(
        "cells => cells.map(cell => cell.getBoundingClientRect()).map(box => Math.round(box.top + box.height / 2))"
    )
    assert len(set(middles)) == 1
