"""Draws docs/screenshots from the demo data: `make screenshots`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page

from customers.models import Organization, User
from reseller_portal.demo.people import DAYLIGHT

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"


@pytest.mark.screenshots
def test_draw_the_screens(transactional_db: None, sign_in: Callable[..., Page], open_browser: Any) -> None:
    call_command("demo", customers=60, verbosity=0)
    mara = User.objects.get(email="mara@northwind.example")
    ines = User.objects.get(email="it@daylight.example")
    daylight = Organization.objects.get(email=DAYLIGHT.email)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, theme, width, height in (
        ("light", "light", 1440, 900),
        ("dark", "dark", 1440, 900),
        ("phone", "light", 390, 844),
    ):
        page = sign_in(mara, theme=theme, width=width, height=height)

        def draw(screen: str, page: Page = page, name: str = name) -> None:
            page.wait_for_timeout(300)
            page.screenshot(path=FOLDER / f"{screen}-{name}.png", caret="initial")

        page.goto("/dashboard/")
        draw("dashboard")
        page.goto("/customers/")
        draw("customers")
        page.locator("[data-menu-opener]").nth(1).click()
        draw("menu")
        page.keyboard.press("Escape")
        page.get_by_role("link", name="New customer").click()
        page.get_by_label("Name").fill("Acme Corporation")
        page.get_by_label("Email").fill("contact@acme")
        page.get_by_role("button", name="Create").click()
        page.get_by_text("Enter an email address").wait_for()
        draw("new-customer")
        page.goto(f"/customers/{daylight.pk}/")
        draw("customer")
        for tab in ("usage", "transcriptions", "tokens"):
            page.goto(f"/customers/{daylight.pk}/{tab}/")
            page.locator("#panel").evaluate("panel => window.scrollTo(0, panel.getBoundingClientRect().top - 120)")
            draw(tab)
        console = sign_in(ines, theme=theme, width=width, height=height)
        console.goto("/console/")
        draw("console", console)
        visitor = open_browser(theme=theme, width=width, height=height)
        visitor.goto("/accounts/login/")
        draw("sign-in", visitor)
    assert len(list(FOLDER.glob("*.png"))) == 30
