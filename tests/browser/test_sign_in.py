"""Signing in, out, and coming back after a forgotten password, as a person does it."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from tests.browser.conftest import type_sign_in


@pytest.mark.smoke
def test_a_reseller_signs_in_and_sees_its_customers(cast: SimpleNamespace, open_browser: Callable[..., Page]) -> None:
    page = open_browser()
    type_sign_in(page, "olive@acme.example")
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    expect(page.get_by_role("link", name="Harbour Legal")).to_be_visible()
    assert page.get_by_text("Meadow Clinics").count() == 0


def test_a_customers_user_lands_on_the_console(cast: SimpleNamespace, open_browser: Callable[..., Page]) -> None:
    page = open_browser()
    type_sign_in(page, "carol@harbour.example")
    expect(page).to_have_url(re.compile("/console/$"))
    expect(page.get_by_role("main")).to_contain_text("Harbour Legal")
    assert "Reseller Portal" not in page.content()


def test_staff_land_in_the_admin(cast: SimpleNamespace, open_browser: Callable[..., Page]) -> None:
    page = open_browser()
    type_sign_in(page, "stan@platform.example")
    expect(page).to_have_url(re.compile("/admin/$"))


def test_the_keyboard_alone_signs_in_and_out(cast: SimpleNamespace, open_browser: Callable[..., Page]) -> None:
    page = open_browser()
    page.goto("/")
    page.get_by_label("Email or username").focus()
    page.keyboard.type("olive@acme.example")
    page.get_by_label("Password", exact=True).focus()
    page.keyboard.type("Correct-horse7")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    page.get_by_role("button", name="Olive Test").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Profile")).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("menuitem", name="Sign out")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Email or username")).to_be_visible()


def test_a_wrong_password_keeps_what_was_typed(cast: SimpleNamespace, open_browser: Callable[..., Page]) -> None:
    page = open_browser()
    type_sign_in(page, "olive@acme.example", "wrong")
    expect(page.get_by_text("The email, username or password is wrong.")).to_be_visible()
    expect(page.get_by_label("Email or username")).to_have_value("olive@acme.example")


def test_without_scripts_one_signs_in_sorts_and_signs_out(
    cast: SimpleNamespace, open_browser: Callable[..., Page]
) -> None:
    page = open_browser(scripts=False)
    type_sign_in(page, "olive@acme.example")
    page.get_by_role("link", name="Customers", exact=True).click()
    page.get_by_role("link", name="Name").click()
    expect(page.get_by_role("rowheader").first).to_contain_text("Harbour Legal")
    page.get_by_role("button", name="Olive Test").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Email or username")).to_be_visible()


def test_a_forgotten_password_is_replaced_by_mail(cast: SimpleNamespace, open_browser: Callable[..., Page]) -> None:
    page = open_browser(width=390)
    page.goto("/")
    page.get_by_role("link", name="Forgot it?").click()
    page.get_by_label("Email").fill("olive@acme.example")
    page.get_by_role("main").get_by_role("button").last.click()
    page.wait_for_url("**/password/reset/done/")
    link = re.search(r"http://localhost:\d+/accounts/password/reset/key/\S+", str(mail.outbox[-1].body))
    assert link is not None
    page.goto(link.group())
    for box in page.locator("input[type=password]").all():
        box.fill("Another-horse8")
    page.locator("input[type=password]").last.press("Enter")
    page.wait_for_url("**/key/done/")
    type_sign_in(page, "olive@acme.example", "Another-horse8")
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()


def test_somebody_who_was_added_chooses_a_password_and_is_in(
    cast: SimpleNamespace, open_browser: Callable[..., Page]
) -> None:
    from customers.actions.users import add_user

    add_user(cast.harbour, email="new@harbour.example", first_name="Nia", last_name="N", level="member", by=cast.olive)
    link = re.search(r"http://localhost:\d+/welcome/\S+", str(mail.outbox[-1].body))
    assert link is not None
    page = open_browser()
    page.goto(link.group())
    expect(page.get_by_role("heading", name="Welcome to Acme Resale")).to_be_visible()
    page.get_by_label("Password", exact=True).fill("short")
    page.keyboard.press("Enter")
    expect(page.get_by_text("too short")).to_be_visible()
    page.get_by_label("Password", exact=True).fill("Another-horse8")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/console/$"))
