"""New customer account, and signing in as who was made there."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import type_sign_in
from tests.browser.looks import violations

SECRET = "Str0ng!-word"


def fill(page: Page) -> None:
    for name, text in {
        "first_name": "Ann", "last_name": "Archer", "username": "ann.archer", "email": "ann@acme-corp.example",
        "company": "Acme Corporation", "phone": "06 12345678", "password": SECRET, "password_again": SECRET,
    }.items():  # fmt: skip
        page.locator(f"[name={name}]").fill(text)
    page.get_by_label("Country").select_option("Netherlands")


def test_from_the_modal_to_the_full_form_to_the_owner_who_signs_in(
    cast: SimpleNamespace, sign_in: Callable[..., Page], open_browser: Callable[..., Page]
) -> None:
    page = sign_in(cast.olive)
    page.goto("/customers/")
    page.get_by_role("link", name="New customer").click()
    page.get_by_label("Name").fill("Acme Corporation")
    page.get_by_label("Email").fill("contact@acme-corp.example")
    page.get_by_role("button", name="Full form").click()
    expect(page).to_have_url(re.compile("/customers/create/$"))
    expect(page.locator("[name=company]")).to_have_value("Acme Corporation")
    expect(page.get_by_label("Email address")).to_have_value("contact@acme-corp.example")
    assert violations(page) == []
    fill(page)
    page.get_by_role("button", name="Create the account").dblclick()
    expect(page.get_by_role("heading", name="Acme Corporation", level=1)).to_be_visible()
    expect(page.locator(".toast", has_text="Ann Archer can sign in now")).to_be_visible()
    page.locator(".toast").get_by_role("link", name="Recharge credits").click()
    expect(page.get_by_role("heading", name=re.compile("Recharge"))).to_be_visible()
    owner = open_browser()
    type_sign_in(owner, "ann.archer", SECRET)
    expect(owner.get_by_role("main")).to_contain_text("Acme Corporation")
    assert violations(owner) == []
    owner.get_by_role("button", name="Mail me the link").click()
    expect(owner.get_by_text("A link was mailed to ann@acme-corp.example")).to_be_visible()


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_rules_are_ticked_off_and_an_error_takes_the_focus(
    cast: SimpleNamespace, sign_in: Callable[..., Page], width: int, theme: str
) -> None:
    page = sign_in(cast.olive, width=width, theme=theme)
    page.goto("/customers/create/")
    fill(page)
    met = page.locator(".rules__rule[data-met]")
    expect(met).to_have_count(6)
    page.locator("[name=password_again]").fill("Str0ng!-wort")
    expect(met).to_have_count(5)
    page.locator("[name=password]").fill("abc")
    expect(met).to_have_text(["A lower-case letter"])
    page.locator("[name=password]").fill(SECRET)
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_text("The two passwords differ.")).to_be_visible()
    expect(page.locator("[name=password_again]")).to_be_focused()
    # The field with the focus stands above the buttons that stay in sight.
    box, foot = page.locator("[name=password_again]").bounding_box(), page.locator(".account-form__foot").bounding_box()
    assert box
    assert foot
    assert box["y"] + box["height"] <= foot["y"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []


def test_an_individual_is_not_asked_for_a_company(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive)
    page.goto("/customers/create/")
    company = page.locator("[name=company]")
    expect(company).to_be_visible()
    page.get_by_role("radio", name="Individual").check()
    expect(company).to_be_hidden()
    page.get_by_role("radio", name="Company").check()
    expect(company).to_be_visible()


def test_without_scripts_it_is_a_form_like_any(
    cast: SimpleNamespace, sign_in: Callable[..., Page], open_browser: Callable[..., Page]
) -> None:
    page = sign_in(cast.olive, scripts=False, width=390)
    page.goto("/customers/new/")
    page.get_by_label("Name").fill("Acme Corporation")
    page.get_by_role("button", name="Full form").click()
    expect(page.locator("[name=company]")).to_have_value("Acme Corporation")
    fill(page)
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_role("heading", name="Acme Corporation", level=1)).to_be_visible()


def test_two_who_edit_the_same_field_see_both_versions(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    olive, sue = sign_in(cast.olive), sign_in(cast.sue)
    for page in (olive, sue):
        page.goto(f"/customers/{cast.harbour.pk}/")
        page.get_by_role("link", name="All details").click()
    sue.get_by_label("Role in the company").fill("Partner")
    sue.get_by_role("button", name="Save").click()
    expect(sue.get_by_role("heading", name="Harbour Legal", level=1)).to_be_visible()
    olive.get_by_label("Role in the company").fill("Counsel")
    expect(olive.get_by_text("1 unsaved change")).to_be_visible()
    olive.get_by_role("button", name="Save").click()
    expect(olive.get_by_text("Sue Test changed Role in the company meanwhile")).to_be_visible()
    assert violations(olive) == []
    olive.locator("[name=keep_position][value=yours]").check()
    olive.get_by_role("button", name="Save").click()
    expect(olive.get_by_text("Harbour Legal was updated")).to_be_visible()
