"""axe finds nothing on any screen, in either theme, with what can be opened open, and none is wider than its window."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page

from tests.browser.looks import flaws

WIDTHS = (360, 768, 1440, 2560)
SCREENS = {
    "sign-in": (None, "/accounts/login/"),
    "forgotten password": (None, "/accounts/password/reset/"),
    "list": ("olive", "/customers/"),
    "invitations": ("olive", "/customers/invite/"),
    "empty list": ("hal", "/customers/"),
    "first steps": ("hal", "/dashboard/"),
    "console": ("carol", "/console/"),
    "profile": ("olive", "/profile/"),
    "devices": ("olive", "/profile/devices/"),
    "password": ("olive", "/accounts/password/change/"),
    "not found": ("olive", "/nothing/here/"),
    "refused": ("carol", "/customers/"),
    "admin list": ("stan", "/admin/customers/organization/"),
    "admin form": ("stan", "/admin/customers/organization/add/"),
    "style guide": (None, "/styleguide/"),
}


@pytest.fixture
def hal(cast: SimpleNamespace) -> object:
    """The owner of a reseller that has no customers yet."""
    from customers.actions import organizations, users

    empty = organizations.create_reseller(
        name="Hollow Sales", email="hal@hollow.example", currency="EUR", time_zone="UTC", by=None
    )
    user = users.add_user(
        empty, email="hal@hollow.example", first_name="Hal", last_name="H", level="owner", invite=False, by=None
    )
    return users.set_password(user, password="Correct-horse7", by=user)


def test_axe_finds_nothing_on_any_screen(
    cast: SimpleNamespace, hal: object, sign_in: Callable[..., Page], open_browser: Callable[..., Page]
) -> None:
    cast.hal = hal
    found = {}
    for screen, (who, path) in SCREENS.items():
        page = sign_in(getattr(cast, who)) if who else open_browser()
        page.goto(path)
        # Packages' pages in the admin are as wide as they are.
        found[screen] = flaws(page, *(() if who == "stan" else WIDTHS))
        page.context.close()
    assert {screen: list_ for screen, list_ in found.items() if list_} == {}


def test_axe_finds_nothing_with_a_menu_and_a_dialog_open(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive)
    page.goto("/customers/")
    page.get_by_role("button", name="Olive Test").click()
    assert page.get_by_role("menuitem", name="Sign out").is_visible()
    assert flaws(page) == []
    page.goto("/styleguide/")
    page.locator("[data-opens]").first.click()
    assert page.locator("dialog[open]").count() == 1
    assert flaws(page) == []


def test_axe_finds_nothing_on_a_refused_form(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive, width=390)
    page.goto("/profile/")
    page.get_by_label("First name").fill("a\u202eb")
    page.get_by_role("button", name="Save name").click()
    page.get_by_text("cannot be shown").wait_for()
    assert flaws(page) == []
