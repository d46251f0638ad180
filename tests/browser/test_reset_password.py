"""Reset password as both see it: the reseller who generates it, the person who signs in with it."""

import re
from collections.abc import Callable
from types import SimpleNamespace

from playwright.sync_api import Page, expect

from tests.browser.conftest import type_sign_in
from tests.browser.looks import violations


def test_generated_copied_confirmed_used_once_and_changed(
    cast: SimpleNamespace, sign_in: Callable[..., Page], open_browser: Callable[..., Page]
) -> None:
    carol = sign_in(cast.carol)
    carol.goto("/console/")
    page = sign_in(cast.olive, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/customers/{cast.harbour.pk}/")
    page.locator("#customer-actions").click()
    page.get_by_role("menuitem", name="Reset password").click()
    dialog = page.get_by_role("dialog", name="Reset the password of Carol Test")
    expect(dialog.get_by_role("button", name="Confirm new password")).to_be_disabled()
    dialog.evaluate("element => element.dataset.kept = 'yes'")
    dialog.get_by_role("button", name="Generate new password").click()
    shown = dialog.get_by_label("New password", exact=True)
    expect(shown).to_be_focused()
    assert violations(page) == []
    dialog.get_by_role("button", name="Copy").click()
    secret = page.evaluate("navigator.clipboard.readText()")
    assert secret == shown.input_value()
    assert page.locator("dialog[data-kept]").count() == 1  # the same dialog, never closed
    dialog.get_by_role("button", name="Confirm new password").click()
    expect(page.locator(".toast", has_text="The password of Carol Test was reset")).to_be_visible()
    expect(dialog).to_have_count(0)
    assert secret not in page.content()
    carol.reload()
    expect(carol).to_have_url(re.compile("/accounts/login/"))
    type_sign_in(carol, "carol@harbour.example", secret)
    expect(carol.get_by_role("heading", name="Change your password")).to_be_visible()
    again = open_browser()
    type_sign_in(again, "carol@harbour.example", secret)
    expect(again.get_by_role("heading", name="This password works no more")).to_be_visible()
    assert violations(again) == []
    carol.get_by_label("Current password").fill(secret)
    carol.get_by_label("New password", exact=True).fill("Another-horse8")
    carol.get_by_label("New password, once more").fill("Another-horse8")
    carol.get_by_role("button", name="Change the password").click()
    carol.goto("/console/")
    expect(carol.get_by_role("main")).to_contain_text("Harbour Legal")


def test_without_scripts_it_is_a_page(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive, scripts=False, width=390)
    page.goto(f"/customers/{cast.harbour.pk}/users/{cast.mel.pk}/password/")
    page.get_by_role("button", name="Generate new password").click()
    secret = page.get_by_label("New password", exact=True).input_value()
    page.get_by_role("button", name="Confirm new password").click()
    expect(page.get_by_text("The password of Mel Test was reset")).to_be_visible()
    cast.mel.refresh_from_db()
    assert cast.mel.check_password(secret)


def test_without_an_owner_the_invitation_is_one_press(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive)
    page.goto(f"/customers/{cast.island.pk}/")
    page.locator("#customer-actions").click()
    page.get_by_role("menuitem", name="Reset password").click()
    expect(page.get_by_role("dialog", name="Island Radio has no owner")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Mail the invitation").click()
    expect(page.get_by_text("A link to set a password was mailed to studio@island.example")).to_be_visible()
