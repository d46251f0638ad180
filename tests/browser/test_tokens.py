"""An API token from its tab to its end: made, copied, gone after a reload, revoked."""

from collections.abc import Callable
from types import SimpleNamespace

from playwright.sync_api import Page, expect

from customers.tokens import token_of
from tests.browser.looks import flaws, violations


def test_a_token_is_made_copied_once_and_revoked(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/customers/{cast.harbour.pk}/")
    page.get_by_role("tab", name="Tokens").click()
    expect(page.get_by_role("heading", name="No API tokens yet")).to_be_visible()
    page.get_by_role("link", name="New API token").click()
    dialog = page.get_by_role("dialog", name="New API token")
    expect(dialog.get_by_label("Last day")).to_be_hidden()
    dialog.get_by_label("Name", exact=True).fill("Nightly report")
    dialog.get_by_label("Until a date").check()
    dialog.get_by_role("button", name="Make the token").click()
    expect(dialog.get_by_text("Choose at least one thing that the token may do.")).to_be_visible()
    expect(dialog.get_by_label("Last day")).to_be_visible()
    assert violations(page) == []
    dialog.get_by_label("90 days").check()
    dialog.get_by_label("Usage: write").check()
    dialog.get_by_role("button", name="Make the token").click()
    shown = dialog.get_by_label("Secret of Nightly report")
    expect(shown).to_be_focused()
    assert flaws(page, 390) == []
    dialog.get_by_role("button", name="Copy").click()
    secret = page.evaluate("navigator.clipboard.readText()")
    assert secret == shown.input_value()
    assert token_of(secret)
    asked: list[str] = []
    page.once("dialog", lambda question: (asked.append(question.message), question.dismiss()))
    dialog.get_by_label("Close").click()  # a slip: it asks first
    assert asked == ["Close without copying? The secret is not shown again."]
    dialog.get_by_role("link", name="Done").click()
    expect(page.get_by_role("row", name="Nightly report")).to_contain_text("Active")
    page.reload()
    assert secret[12:] not in page.content()
    assert flaws(page, 390) == []
    page.get_by_label("Revoke Nightly report").click()
    page.get_by_role("button", name="Revoke Nightly report").click()
    expect(page.locator(".toast", has_text="Nightly report was revoked")).to_be_visible()
    expect(page.get_by_role("row", name="Nightly report")).to_contain_text("Revoked")
    assert token_of(secret) is None


def test_without_scripts_on_a_phone_it_is_a_page(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.carol, scripts=False, width=390)
    page.goto("/console/tokens/")
    page.get_by_role("link", name="New API token").click()
    page.get_by_label("Name", exact=True).fill("Nightly report")
    page.get_by_label("Credits and balance: read").check()
    page.get_by_role("button", name="Make the token").click()
    token = token_of(page.get_by_label("Secret of Nightly report").input_value())
    assert token
    assert token.organization == cast.harbour
    page.get_by_role("link", name="Done").click()
    page.get_by_label("Revoke Nightly report").click()
    page.get_by_role("button", name="Revoke Nightly report").click()
    expect(page.get_by_text("Nightly report was revoked")).to_be_visible()
