"""What somebody types stays, whatever happens around it."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_new_customer import opened


def poll(page: Page) -> None:
    """What the pool does every ten seconds."""
    ask = "{target: '#pool', swap: 'outerHTML', headers: {'X-Background-Request': '1'}}"
    page.evaluate(f"htmx.ajax('GET', '/credits/left/', {ask}).catch(() => null)")


def typed_on_the_second_tab(page: Page, customer: Any) -> Page:
    page.goto(f"/customers/{customer.pk}/users/")
    page.get_by_role("tab", name="Activity").click()
    expect(page).to_have_url(re.compile("/activity/$"))
    page.get_by_label("Organization name").fill("Half a new na")
    return page


def test_back_asks_and_whoever_stays_keeps_it(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = typed_on_the_second_tab(sign_in(cast.olive), cast.harbour)
    asked: list[str] = []
    page.on("dialog", lambda question: (asked.append(question.message), question.dismiss()))
    page.evaluate("history.back()")
    expect(page).to_have_url(re.compile("/activity/$"))
    page.wait_for_timeout(300)
    assert asked == ["Leave without saving what you typed?"]
    expect(page.get_by_label("Organization name")).to_have_value("Half a new na")


def test_back_leaves_for_whoever_says_so(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = typed_on_the_second_tab(sign_in(cast.olive), cast.harbour)
    page.on("dialog", lambda question: question.accept())
    page.evaluate("history.back()")
    expect(page).to_have_url(re.compile("/users/$"))
    expect(page.get_by_label("Organization name")).to_have_value("Harbour Legal")


def test_the_cross_of_a_dialog_asks(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = opened(sign_in(cast.olive))
    page.get_by_label("Name").fill("Acme")
    page.on("dialog", lambda question: question.dismiss())
    page.get_by_role("link", name="Close").click()
    expect(page.get_by_label("Name")).to_have_value("Acme")


def test_signed_out_meanwhile_one_signs_in_elsewhere_and_goes_on(
    cast: SimpleNamespace, sign_in: Callable[..., Page], as_user: Any
) -> None:
    page = opened(sign_in(cast.olive))
    page.get_by_label("Name").fill("Acme Corporation")
    page.get_by_label("Email").fill("contact@acme.com")
    page.context.clear_cookies()
    poll(page)
    expect(page.locator(".toast", has_text="You were signed out")).to_have_count(1)
    other = page.context.new_page()
    other.goto("/accounts/login/")
    other.get_by_label("Email or username").fill(cast.olive.email)
    other.get_by_label("Password", exact=True).fill("Correct-horse7")
    other.get_by_role("button", name="Sign in").click()
    expect(other).to_have_url(re.compile("/dashboard/$"))
    poll(page)
    expect(page.locator(".toast", has_text="signed in again")).to_be_visible()
    page.get_by_role("button", name="Create").click()
    expect(page.locator(".toast", has_text="Acme Corporation was created")).to_be_visible()


@pytest.mark.parametrize("answer", [503, 404])
def test_a_tab_that_does_not_come_is_not_marked(
    cast: SimpleNamespace, sign_in: Callable[..., Page], answer: int
) -> None:
    page = sign_in(cast.olive)
    page.goto(f"/customers/{cast.harbour.pk}/users/")
    page.route("**/activity/", lambda route: route.fulfill(status=answer, body=""))
    page.get_by_role("tab", name="Activity").click()
    expect(page.locator(".toast--error")).to_be_visible()
    expect(page.get_by_role("tab", name="Users")).to_have_attribute("aria-selected", "true")
