"""A browser that fails a test on anything it complains about, and the people who sit at it."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import CHROMIUM, PASSWORD

# Playwright's synchronous API runs a loop of its own, in which Django would refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
]
# What a browser says of an answer that the test asked for.
EXPECTED = (
    "status of 4",
    "status of 503",
    "Status Error Code 4",
    "Status Error Code 503",
    "Password forms should have",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def origin(live_server: Any, settings: Any) -> str:
    settings.PORTAL_ORIGIN = live_server.url
    return live_server.url


@pytest.fixture
def open_browser(browser: Browser, origin: str) -> Iterator[Callable[..., Page]]:
    """Make a page: `open_browser(width=390, theme="dark", scripts=False)`. Console errors fail the test at its end."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def make(*, width: int = 1440, height: int = 900, theme: str = "light", scripts: bool = True, **more: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,
            java_script_enabled=scripts,
            base_url=origin,
            **more,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda m: complaints.append(m.text) if m.type in {"error", "warning"} else None)
        return page

    yield make
    for context in contexts:
        context.close()
    assert [text for text in complaints if not any(known in text for known in EXPECTED)] == []


@pytest.fixture
def sign_in(open_browser: Callable[..., Page], as_user: Any) -> Callable[..., Page]:
    """A page with somebody signed in, without walking through the sign-in page."""

    def make(user: Any, **how: Any) -> Page:
        page = open_browser(**how)
        cookie = as_user(user).cookies["sessionid"]
        page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "domain": "localhost", "path": "/"}])
        return page

    return make


def type_sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/")
    page.get_by_label("Email or username").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
