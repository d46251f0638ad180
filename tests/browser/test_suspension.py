"""Disabling on a day to come, and the hold of a deletion, as a person does them."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from customers.actions.organizations import disable_organization
from customers.models import Organization
from reseller_portal.lib import clock
from tests.browser.looks import violations
from tests.browser.test_dialogs import from_menu, row


def there(number: int) -> datetime:
    """The day so many days from now, in the reseller's time zone."""
    return (clock.now() + timedelta(days=number)).astimezone(ZoneInfo("Europe/Amsterdam"))


def test_disable_on_a_day_to_come_and_call_it_off(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page, day = sign_in(cast.olive), there(12)
    page.goto("/customers/")
    from_menu(page, "Disable")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("Contract ended")
    dialog.get_by_label("On a day to come").fill("2020-01-01")
    dialog.get_by_role("button", name="Disable Harbour Legal").click()
    expect(dialog.get_by_text("Choose a day after today, or leave it empty to disable it now.")).to_be_visible()
    expect(dialog.get_by_label("Reason")).to_have_value("Contract ended")
    assert violations(page) == []
    dialog.get_by_label("On a day to come").fill(f"{day:%Y-%m-%d}")
    dialog.get_by_role("button", name="Disable Harbour Legal").click()
    said = f"will be disabled on {day:%-d %b %Y}"
    expect(page.get_by_text(f"Harbour Legal {said}")).to_be_visible()
    expect(row(page)).to_contain_text(re.compile(said, re.IGNORECASE))
    expect(row(page)).to_contain_text("Active")
    page.goto(f"/customers/{cast.harbour.pk}/")
    expect(page.get_by_text("Reason: Contract ended")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Keep active").click()
    page.get_by_role("button", name="Keep Harbour Legal active").click()
    expect(page.get_by_text("Harbour Legal stays active")).to_be_visible()
    expect(page.get_by_text("Reason: Contract ended")).to_have_count(0)


def test_hold_a_deletion_and_release_it(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    disable_organization(cast.harbour, by=cast.olive)
    page, day = sign_in(cast.olive), there(90)
    page.goto(f"/customers/{cast.harbour.pk}/")
    expect(page.locator("#customer-head")).to_contain_text(re.compile(r"Deleted on .* in 90 days"))
    page.get_by_role("link", name="Hold", exact=True).click()
    dialog = page.get_by_role("dialog", name="Hold deletion of Harbour Legal")
    expect(dialog.get_by_label("Reason")).to_be_focused()
    dialog.get_by_role("button", name="Hold deletion").click()
    expect(dialog.get_by_text("Say why.")).to_be_visible()
    dialog.get_by_label("Reason").fill("Lawsuit")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The deletion of Harbour Legal is on hold")).to_be_visible()
    expect(page.locator("#customer-head")).to_contain_text("Lawsuit")
    assert violations(page) == []
    page.goto("/customers/")
    expect(row(page)).to_contain_text("Deletion on hold")
    page.get_by_label("Actions for Harbour Legal").click()
    page.locator(":popover-open").get_by_text("Release hold", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Release hold").click()
    expect(page.get_by_text("The hold of Harbour Legal was released")).to_be_visible()
    expect(row(page)).to_contain_text(f"{day:%-d %b %Y}")
    assert Organization.objects.get(pk=cast.harbour.pk).suspension.held_at is None
