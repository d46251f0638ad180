"""The detail page as a person uses it: with a mouse, with keys alone, without scripts, on a phone, in twos."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Locator, Page, expect

from customers.models import Organization, User
from tests.browser.looks import SHIFTS, flaws, too_wide

TABS = ("subscription", "usage", "tokens", "users", "transcriptions", "activity")


def update(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("^Updat"))


def name(page: Page) -> Locator:
    return page.get_by_label("Organization name")


def toast(page: Page) -> Locator:
    return page.locator(".toast")


@pytest.fixture
def detail(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> Callable[..., Page]:
    def opened(who: str = "olive", tab: str = "", **how: Any) -> Page:
        page = sign_in(getattr(cast, who), **how)
        page.goto(f"/customers/{cast.harbour.pk}/{tab + '/' if tab else ''}")
        return page

    return opened


# --- Update -------------------------------------------------------------------------------------------------------
def test_update_waits_for_a_difference_and_for_it_to_go_again(detail: Callable[..., Page]) -> None:
    page = detail()
    expect(update(page)).to_be_disabled()
    name(page).fill("Harbour Law")
    expect(update(page)).to_be_enabled()
    expect(page.get_by_text("1 unsaved change")).to_be_visible()
    page.get_by_label("Active").click()
    expect(page.get_by_text("2 unsaved changes")).to_be_visible()
    page.get_by_label("Active").click()
    name(page).fill("Harbour Legal")
    expect(update(page)).to_be_disabled()
    expect(page.get_by_text("unsaved change")).to_have_count(0)


def test_update_says_what_it_does_and_then_what_it_did(cast: SimpleNamespace, detail: Callable[..., Page]) -> None:
    page = detail()
    page.route(f"**/customers/{cast.harbour.pk}/", lambda route: page.wait_for_timeout(700) or route.continue_())
    name(page).fill("Harbour Law")
    update(page).click()
    expect(page.get_by_role("button", name="Updating…")).to_be_visible()
    expect(toast(page)).to_contain_text("Harbour Law was updated")
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour Law")
    expect(page.get_by_role("navigation", name="Breadcrumb")).to_contain_text("Harbour Law")
    expect(update(page)).to_have_text("Update")
    expect(update(page)).to_be_disabled()


def test_after_a_swap_the_button_waits_again(detail: Callable[..., Page]) -> None:
    page = detail()
    for step in ("One", "Two"):
        name(page).fill(step)
        update(page).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(step)
        expect(update(page)).to_be_disabled()


def test_a_refused_form_keeps_what_was_typed_and_stays_unsaved(detail: Callable[..., Page]) -> None:
    page = detail()
    page.get_by_label("Phone number").fill("0612345678")
    name(page).fill("Harbour Law")
    update(page).click()
    expect(page.get_by_text("Enter the number with its country code")).to_be_visible()
    expect(page.get_by_label("Phone number")).to_be_focused()
    expect(name(page)).to_have_value("Harbour Law")
    expect(page.get_by_text("2 unsaved changes")).to_be_visible()
    expect(update(page)).to_be_enabled()


def test_with_keys_alone(cast: SimpleNamespace, detail: Callable[..., Page]) -> None:
    page = detail()
    name(page).focus()
    page.keyboard.press("End")
    page.keyboard.type(" Law")
    page.keyboard.press("Enter")
    expect(toast(page)).to_contain_text("Harbour Legal Law was updated")
    expect(page.get_by_role("heading", name="Customer information")).to_be_focused()


def test_without_scripts_it_updates_and_says_so(detail: Callable[..., Page]) -> None:
    page = detail(scripts=False)
    name(page).fill("Harbour Law")
    update(page).click()
    expect(toast(page)).to_contain_text("Harbour Law was updated")


# --- Two at once --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("scripts", [True, False])
def test_two_people_lose_neither_version(cast: SimpleNamespace, detail: Callable[..., Page], scripts: bool) -> None:
    olive, sue = detail("olive", scripts=scripts), detail("sue", scripts=scripts)
    name(sue).fill("Hers")
    sue.get_by_label("Phone number").fill("+31 612345678")
    update(sue).click()
    expect(toast(sue)).to_contain_text("Hers was updated")
    name(olive).fill("Mine")
    update(olive).click()
    expect(olive.get_by_text("Sue Test changed Organization name meanwhile")).to_be_visible()
    expect(olive.get_by_text("Mine", exact=True)).to_be_visible()
    expect(olive.get_by_label("Phone number")).to_have_value("+31 6 12345678")
    assert Organization.objects.get(pk=cast.harbour.pk).name == "Hers"
    olive.get_by_role("radio", name="Yours").check()
    update(olive).click()
    expect(toast(olive)).to_contain_text("Mine was updated")
    expect(olive.get_by_role("heading", level=1)).to_have_text("Mine")


# --- Active -------------------------------------------------------------------------------------------------------
def test_unticking_active_asks_first_and_cancel_keeps_what_was_typed(
    cast: SimpleNamespace, detail: Callable[..., Page]
) -> None:
    page = detail()
    name(page).fill("Harbour Law")
    page.get_by_label("Active").click()
    update(page).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Nobody of this customer can sign in")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(name(page)).to_have_value("Harbour Law")
    update(page).click()
    dialog.get_by_role("button", name="Disable").click()
    expect(page.locator("#customer-head")).to_contain_text("Disabled")
    expect(toast(page)).to_contain_text("Harbour Law was updated and was disabled")
    expect(dialog).to_have_count(0)
    assert not Organization.objects.get(pk=cast.harbour.pk).is_active


def test_without_scripts_the_question_is_a_page(detail: Callable[..., Page]) -> None:
    page = detail(scripts=False)
    page.get_by_label("Active").click()
    update(page).click()
    expect(page.get_by_role("heading", name="Disable Harbour Legal")).to_be_visible()
    page.get_by_role("button", name="Disable Harbour Legal").click()
    expect(page.locator("#customer-head")).to_contain_text("Disabled")


def test_disabling_from_the_menu_changes_the_card_too(detail: Callable[..., Page]) -> None:
    page = detail()
    page.get_by_role("button", name="Actions for Harbour Legal").click()
    page.get_by_role("menuitem", name="Disable").click()
    page.get_by_role("dialog").get_by_role("button", name="Disable").click()
    expect(page.locator("#customer-head")).to_contain_text("Disabled")
    expect(page.get_by_label("Active")).not_to_be_checked()


def test_the_menu_copies_the_address_and_says_so(detail: Callable[..., Page]) -> None:
    page = detail(permissions=["clipboard-write"])
    page.get_by_role("button", name="Actions for Harbour Legal").click()
    page.get_by_role("menuitem", name="Copy address").click()
    expect(toast(page)).to_contain_text("office@harbour.example was copied")


# --- Tabs ---------------------------------------------------------------------------------------------------------
def test_tabs_by_keyboard_have_an_address_survive_a_reload_and_go_back(detail: Callable[..., Page]) -> None:
    page = detail()
    page.get_by_role("tab", name="Users").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/activity/$"))
    expect(page.locator("#panel")).to_contain_text("Created the customer")
    expect(page).to_have_title(re.compile("^Activity · Harbour Legal"))
    page.reload()
    expect(page.get_by_role("tab", name="Activity")).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name="Usage").click()
    expect(page.get_by_text("No usage yet")).to_be_visible()
    page.go_back()
    expect(page.locator("#panel")).to_contain_text("Created the customer")
    expect(page.get_by_role("tab", name="Activity")).to_have_attribute("aria-selected", "true")


def test_the_window_names_the_open_tab_after_a_save(detail: Callable[..., Page]) -> None:
    page = detail(tab="usage")
    name(page).fill("Harbour Law")
    update(page).click()
    expect(page).to_have_title("Usage · Harbour Law · Acme Resale")
    page.get_by_role("tab", name="Activity").click()
    expect(page).to_have_title("Activity · Harbour Law · Acme Resale")
    name(page).fill("Harbour Legal")
    update(page).click()
    expect(page).to_have_title("Activity · Harbour Legal · Acme Resale")


def test_the_window_names_the_open_tab_after_a_dialog(cast: SimpleNamespace, detail: Callable[..., Page]) -> None:
    page = detail(tab="usage")
    Organization.objects.filter(pk=cast.harbour.pk).update(name="Hers")
    page.get_by_role("button", name="Actions for Harbour Legal").click()
    page.get_by_role("menuitem", name="Disable").click()
    page.get_by_role("dialog").get_by_role("button", name="Disable").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hers")
    expect(page).to_have_title("Usage · Hers · Acme Resale")


def test_changing_tabs_keeps_what_was_typed(detail: Callable[..., Page]) -> None:
    page = detail()
    name(page).fill("Half a name")
    page.get_by_role("tab", name="Tokens").click()
    expect(page.get_by_text("No API tokens yet")).to_be_visible()
    expect(name(page)).to_have_value("Half a name")
    expect(update(page)).to_be_enabled()


# --- Users --------------------------------------------------------------------------------------------------------
def fill_person(page: Page) -> None:
    page.get_by_label("First name").fill("Pia")
    page.get_by_label("Last name").fill("Vos")
    page.locator("#person-email").fill("pia@harbour.example")
    page.get_by_label("Member:").check()


def test_a_user_is_added_in_a_dialog(cast: SimpleNamespace, detail: Callable[..., Page]) -> None:
    page = detail()
    page.locator("#panel").get_by_text("Add user").click()
    expect(page.get_by_label("First name")).to_be_focused()
    fill_person(page)
    page.locator("#person-email").fill("nonsense")
    page.get_by_role("button", name="Add and mail the link").click()
    expect(page.get_by_text("Enter an email address")).to_be_visible()
    expect(page.get_by_label("First name")).to_have_value("Pia")
    page.locator("#person-email").fill("pia@harbour.example")
    page.get_by_role("button", name="Add and mail the link").dblclick()
    expect(page.get_by_role("row", name="Pia Vos")).to_contain_text("Pending")
    expect(toast(page)).to_contain_text("A link was mailed to pia@harbour.example")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert User.objects.filter(email="pia@harbour.example").count() == 1
    assert len(mail.outbox) == 1


def test_a_user_is_added_without_scripts(detail: Callable[..., Page]) -> None:
    page = detail(scripts=False)
    page.get_by_role("link", name="Add user").click()
    fill_person(page)
    page.get_by_role("button", name="Add and mail the link").click()
    expect(page.get_by_role("row", name="Pia Vos")).to_contain_text("Pending")


def test_a_user_is_removed_by_keyboard(detail: Callable[..., Page]) -> None:
    page = detail()
    page.get_by_role("button", name="Actions for Mel Test").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Change level").and_(page.locator(":focus"))).to_be_visible()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("This is permanent and cannot be undone.")
    page.wait_for_timeout(100)  # htmx moves the focus to what asks for it once more
    dialog.get_by_role("button", name="Remove", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("row", name="Mel Test")).to_have_count(0)
    expect(toast(page)).to_contain_text("Mel Test was removed")


def test_a_level_is_changed_and_the_owner_moves(detail: Callable[..., Page]) -> None:
    page = detail()
    row = page.get_by_role("row", name="Mel Test")
    row.get_by_role("button").click()
    page.get_by_role("menuitem", name="Change level").click()
    page.get_by_role("dialog").get_by_label("Administrator:").check()
    page.get_by_role("button", name="Change level").click()
    expect(row).to_contain_text("Administrator")
    row.get_by_role("button").click()
    page.get_by_role("menuitem", name="Make owner").click()
    page.get_by_role("button", name="Make owner").click()
    expect(row).to_contain_text("Owner")


# --- Everywhere ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("width", [390, 1440])
def test_no_tab_is_wider_than_its_window_or_shifts(
    cast: SimpleNamespace, detail: Callable[..., Page], width: int
) -> None:
    page = detail(width=width)
    for tab in TABS:
        page.goto(f"/customers/{cast.harbour.pk}/{tab}/")
        assert page.evaluate(SHIFTS) < 0.001, tab
        assert too_wide(page, (360, width)) == [], tab


def test_on_a_phone_a_user_is_added(detail: Callable[..., Page]) -> None:
    page = detail(width=390, height=844)
    page.locator("#panel").get_by_text("Add user").click()
    fill_person(page)
    page.get_by_role("button", name="Add and mail the link").click()
    expect(page.locator("#panel")).to_contain_text("Pia Vos")


def test_axe_finds_nothing(cast: SimpleNamespace, detail: Callable[..., Page]) -> None:
    page, found = detail(), {}
    for tab in TABS:
        page.goto(f"/customers/{cast.harbour.pk}/{tab}/")
        found[tab] = flaws(page)
    page.goto(f"/customers/{cast.harbour.pk}/")
    page.get_by_role("button", name="Actions for Mel Test").click()
    expect(page.get_by_role("menuitem", name="Remove")).to_be_visible()
    found["menu"] = flaws(page)
    page.keyboard.press("Escape")
    page.locator("#panel").get_by_text("Add user").click()
    expect(page.get_by_label("First name")).to_be_focused()
    found["dialog"] = flaws(page)
    page.keyboard.press("Escape")
    Organization.objects.filter(pk=cast.harbour.pk).update(name="Hers")
    name(page).fill("Mine")
    update(page).click()
    expect(page.get_by_text("Nothing is saved yet")).to_be_visible()
    found["conflict"] = flaws(page)
    assert {where: list_ for where, list_ in found.items() if list_} == {}
