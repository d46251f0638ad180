"""New customer as a person does it."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import violations


def opened(page: Page, path: str = "/customers/") -> Page:
    page.goto(path)
    page.get_by_role("link", name="New customer").click()
    expect(page.get_by_role("dialog", name="New customer")).to_be_visible()
    return page


def focused(page: Page) -> str:
    return page.evaluate(
        "document.activeElement.name || document.activeElement.innerText || document.activeElement.tagName"
    )


def test_with_the_mouse_a_customer_appears_in_the_list_without_a_reload(
    cast: SimpleNamespace, sign_in: Callable[..., Page]
) -> None:
    page = opened(sign_in(cast.olive))
    page.evaluate("document.querySelector('h1').dataset.kept = 'yes'")
    page.get_by_label("Name").fill("Acme Corporation")
    page.get_by_label("Email").fill("contact@acme.com")
    page.get_by_label("Phone").fill("+31 612345678")
    page.get_by_role("button", name="Create").click()
    expect(page.locator(".toast", has_text="Acme Corporation was created")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("row", name=re.compile("Acme Corporation"))).to_be_visible()
    assert page.locator("h1[data-kept]").count() == 1
    page.locator(".toast").get_by_role("link", name="View").click()
    expect(page.get_by_role("heading", name="Acme Corporation", level=1)).to_be_visible()


def test_the_totals_under_the_heading_follow(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = opened(sign_in(cast.olive))
    page.get_by_label("Name").fill("Acme Corporation")
    page.get_by_label("Email").fill("contact@acme.com")
    page.get_by_role("button", name="Create").click()
    expect(page.locator("#totals")).to_have_text("3 organizations, 3 active")


def test_the_list_keeps_its_filters(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = opened(sign_in(cast.olive), "/customers/?q=acme")
    page.get_by_label("Name").fill("Acme Corporation")
    page.get_by_label("Email").fill("contact@acme.com")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("row", name=re.compile("Acme Corporation"))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Island Radio"))).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/customers/\?q=acme$"))


def test_with_the_keyboard_alone(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive)
    page.goto("/customers/")
    page.get_by_role("link", name="New customer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("Acme Corporation")
    page.keyboard.press("Tab")
    page.keyboard.type("contact@acme.com")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Invite this address")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_label("Invite this address")).not_to_be_checked()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")  # submits from any field
    expect(page.get_by_text("Acme Corporation was created")).to_be_visible()
    expect(page.get_by_role("link", name="New customer")).to_be_focused()


def test_the_focus_stays_inside(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = opened(sign_in(cast.olive))
    for _ in range(16):
        page.keyboard.press("Tab")
        # The browser's own bar is the one other place a Tab leads to.
        assert page.evaluate("!!document.activeElement.closest('dialog') || document.activeElement === document.body")


@pytest.mark.parametrize("how", ["Escape", "Close", "Cancel"])
def test_leaving_gives_the_focus_back(cast: SimpleNamespace, sign_in: Callable[..., Page], how: str) -> None:
    page = opened(sign_in(cast.olive))
    if how == "Escape":
        page.keyboard.press("Escape")
    else:
        page.get_by_role("dialog").get_by_role("link", name=how).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="New customer")).to_be_focused()
    expect(page).to_have_url(re.compile("/customers/$"))


def test_escape_asks_before_what_was_typed_is_lost(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = opened(sign_in(cast.olive))
    page.get_by_label("Name").fill("Acme")
    asked: list[str] = []
    page.once("dialog", lambda question: (asked.append(question.message), question.dismiss()))
    page.keyboard.press("Escape")
    expect(page.get_by_label("Name")).to_have_value("Acme")
    assert asked == ["Discard what you typed?"]
    page.get_by_label("Email").fill("x")
    page.once("dialog", lambda question: question.accept())
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_errors_stand_beside_their_fields_and_nothing_is_lost(
    cast: SimpleNamespace, sign_in: Callable[..., Page], width: int, theme: str
) -> None:
    page = opened(sign_in(cast.olive, width=width, theme=theme))
    page.evaluate("document.querySelector('dialog[open]').dataset.kept = 'yes'")
    page.get_by_label("Name").fill("Acme Corporation")
    page.get_by_label("Email").fill("contact@acme")
    page.get_by_label("Phone").fill("0612345678")
    page.get_by_label("Invite this address").uncheck()
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("such as contact@acme.com")).to_be_visible()
    expect(page.get_by_text("with its country code")).to_be_visible()
    expect(page.get_by_label("Email")).to_be_focused()
    expect(page.get_by_label("Name")).to_have_value("Acme Corporation")
    expect(page.get_by_label("Phone")).to_have_value("0612345678")
    expect(page.get_by_label("Invite this address")).not_to_be_checked()
    # The same dialog, never closed: a new one would slide in again.
    assert page.locator("dialog[open][data-kept]").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    page.get_by_label("Email").fill("contact@acme.com")
    page.get_by_label("Phone").fill("")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Acme Corporation was created")).to_be_visible()


def test_a_form_that_comes_back_stands_in_one_guard_only(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = opened(sign_in(cast.olive))
    for email in ("contact@acme", "contact@"):
        page.get_by_label("Name").fill("Acme Corporation")
        page.get_by_label("Email").fill(email)
        with page.expect_response("**/customers/new/"):
            page.get_by_role("button", name="Create").click()
        expect(page.get_by_text("such as contact@acme.com")).to_be_visible()
    expect(page.locator("dialog unsaved-guard")).to_have_count(1)
    expect(page.locator("dialog submit-once")).to_have_count(1)


def test_an_address_with_a_sign_in_is_refused_until_the_box_is_unticked(
    cast: SimpleNamespace, sign_in: Callable[..., Page]
) -> None:
    page = opened(sign_in(cast.olive))
    page.get_by_label("Name").fill("Acme Corporation")
    page.get_by_label("Email").fill("mia@meadow.example")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("This email already has a sign-in.")).to_be_visible()
    page.get_by_label("Invite this address").uncheck()
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("Acme Corporation was created")).to_be_visible()


def test_a_double_click_makes_one_and_says_what_happens(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    from customers.models import Organization

    page = opened(sign_in(cast.olive))
    page.route("**/customers/new/", lambda route: (page.wait_for_timeout(400), route.continue_()))
    page.get_by_label("Name").fill("Acme Corporation")
    page.get_by_label("Email").fill("contact@acme.com")
    page.get_by_role("button", name="Create").dblclick()
    expect(page.get_by_text("Acme Corporation was created")).to_be_visible()
    assert Organization.objects.filter(email="contact@acme.com").count() == 1


def test_without_scripts_it_is_a_page(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive, scripts=False, width=390)
    page.goto("/customers/")
    page.get_by_role("link", name="New customer").click()
    expect(page).to_have_url(re.compile("/customers/new/$"))
    page.get_by_label("Name").fill("Acme Corporation")
    page.get_by_label("Email").fill("nonsense")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_label("Name")).to_have_value("Acme Corporation")
    page.get_by_label("Email").fill("contact@acme.com")
    page.get_by_role("button", name="Create").click()
    expect(page).to_have_url(re.compile("/customers/$"))
    expect(page.get_by_text("Acme Corporation was created")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Acme Corporation"))).to_be_visible()


def test_the_invited_owner_says_a_name_and_is_in(
    cast: SimpleNamespace, sign_in: Callable[..., Page], open_browser: Callable[..., Page]
) -> None:
    from customers.links import set_password_token
    from customers.models import User

    page = opened(sign_in(cast.olive))
    page.get_by_label("Name").fill("Acme Corporation")
    page.get_by_label("Email").fill("contact@acme.com")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_text("Acme Corporation was created")).to_be_visible()
    guest = open_browser()
    guest.goto(f"/welcome/{set_password_token(User.objects.get(email='contact@acme.com'))}/")
    expect(guest.get_by_label("First name")).to_be_focused()
    assert violations(guest) == []
    guest.get_by_label("First name").fill("Ann")
    guest.get_by_label("Password", exact=True).fill("Correct-horse7")
    guest.get_by_role("button", name="Set the password").click()
    expect(guest.get_by_role("main")).to_contain_text("Acme Corporation")
