"""What must hold at every width, in both themes, on paper."""

import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.looks import SHIFTS, too_wide

SCREENS = [
    (None, "/accounts/login/"),
    ("olive", "/customers/"),
    ("olive", "/profile/"),
    ("olive", "/profile/devices/"),
    ("carol", "/console/"),
    (None, "/styleguide/"),
]


class ArriveLate:
    """Scripts come 0.4 s after the page: the first one waits, and the others behind it."""

    def __init__(self) -> None:
        self.first = True

    def __call__(self, route: Route) -> None:
        if self.first:
            time.sleep(0.4)
        self.first = False
        route.continue_()


@pytest.fixture
def odd(cast: SimpleNamespace) -> SimpleNamespace:
    """The cast, with names that test a layout."""
    from customers.actions.organizations import create_customer

    names = ["W" * 60, "شركة الأفق للإعلام", "株式会社星のスタジオ", "Long " * 38, "x", "Fennel & <b>Wood</b>"]
    for number, name in enumerate(names):
        create_customer(cast.acme, name=name, email=f"{'desk' * 12}@odd{number}.example", by=cast.olive)
    return cast


def test_no_screen_with_long_names_is_wider_than_its_window(odd: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    long = odd.acme.customers.get(name="W" * 60)
    page, wide = sign_in(odd.olive), {}
    for path in ("", *(f"{long.pk}/{end}" for end in ("", "actions/", "deletion/", "suspension/", "users/new/"))):
        page.goto(f"/customers/{path}")
        wide[path] = too_wide(page, (360, 390, 768, 1440, 2560))
    assert {path: found for path, found in wide.items() if found} == {}


@pytest.mark.parametrize("width", [390, 1440])
def test_a_name_from_right_to_left_begins_beside_its_avatar(
    odd: SimpleNamespace, sign_in: Callable[..., Page], width: int
) -> None:
    page = sign_in(odd.olive, width=width)
    page.goto("/customers/")
    arabic = page.locator(".who__name", has_text="شركة")
    assert arabic.evaluate("name => getComputedStyle(name).textAlign") in ("-webkit-left", "left")


@pytest.mark.parametrize("width", [390, 1440])
def test_no_screen_shifts_while_it_loads(
    odd: SimpleNamespace, sign_in: Callable[..., Page], open_browser: Callable[..., Page], width: int
) -> None:
    shifted = {}
    for who, path in SCREENS:
        page = sign_in(getattr(odd, who), width=width) if who else open_browser(width=width)
        # Late scripts: what they change, they change after the page was painted.
        page.route("**/*.js", ArriveLate())
        page.goto(path)
        if (shift := page.evaluate(SHIFTS)) > 0.001:
            shifted[path] = shift
        page.context.close()
    assert shifted == {}


def test_the_theme_button_changes_the_look_at_once_and_for_good(
    cast: SimpleNamespace, sign_in: Callable[..., Page]
) -> None:
    page = sign_in(cast.olive)
    page.goto("/customers/")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    button = page.locator("theme-button button")
    with page.expect_response("**/theme/"):
        button.click()
    with page.expect_response("**/theme/"):
        button.click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_phone_opens_and_closes_the_navigation(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive, width=390, height=844)
    page.goto("/customers/")
    entry = page.get_by_role("link", name="Customers", exact=True)
    expect(entry).not_to_be_in_viewport()
    page.get_by_role("link", name="Open the navigation").or_(
        page.get_by_role("button", name="Open the navigation")
    ).click()
    expect(entry).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(entry).not_to_be_in_viewport()


def test_paper_shows_the_table_without_the_navigation(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive)
    page.goto("/customers/")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_text("Harbour Legal")).to_be_visible()


def test_names_are_inert(odd: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(odd.olive)
    page.goto("/customers/")
    expect(page.get_by_text("Fennel & <b>Wood</b>")).to_be_visible()
