"""Usage as a person reads it, with and without a mouse."""

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

from playwright.sync_api import Page, expect

from customers.meters import today_of
from tests.billing.days import keep, row
from tests.browser.looks import flaws


def test_usage_is_read_by_keys_and_its_choices_stay_in_the_address(
    cast: SimpleNamespace, sign_in: Callable[..., Page]
) -> None:
    today = today_of(cast.harbour)
    keep([
        row(cast.harbour, today, 5400, language="en"),
        row(cast.harbour, today - timedelta(days=1), 3600),
        row(cast.harbour, today - timedelta(days=40), 3600),
    ])  # fmt: skip
    page = sign_in(cast.olive)
    page.goto("/usage/?days=90")
    assert flaws(page, 390) == []
    page.get_by_role("link", name="Harbour Legal").click()
    expect(page).to_have_url(re.compile(r"/customers/\d+/usage/\?days=90$"))
    page.get_by_role("link", name="7 days").click()
    expect(page).to_have_url(re.compile(r"\?days=7$"))
    reader = page.get_by_role("slider", name=re.compile("Hours processed by day"))
    reader.focus()
    expect(page.locator("[data-told]")).to_have_text(re.compile("1.5 hours, so far$"))
    page.keyboard.press("ArrowLeft")
    expect(reader).to_have_attribute("aria-valuetext", re.compile("1.0 hours$"))
    page.get_by_text("Show as table").click()
    expect(page.locator(".chart__scroll tbody tr")).to_have_count(7)
    assert flaws(page, 390) == []
