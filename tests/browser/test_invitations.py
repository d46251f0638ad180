"""Invitations as both sides meet them: the reseller makes a link, somebody else registers with it."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.core import mail
from playwright.sync_api import Page, expect

from customers.actions.invites import create_link, mail_invites
from tests.browser.looks import flaws


def fill(page: Page, *, email: str = "nina@nova.example") -> None:
    page.get_by_label("Organization name").fill("Nova Sound")
    page.get_by_label("First name").fill("Nina")
    page.get_by_label("Last name").fill("Novak")
    if page.get_by_label("Email address").is_editable():
        page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill("Correct-horse7")


def joined(page: Page) -> None:
    page.get_by_role("button", name="Open the account").click()
    expect(page).to_have_url(re.compile(r"/console/$"))
    expect(page.get_by_role("main")).to_contain_text("Nova Sound")


def test_a_link_is_made_copied_and_used_by_somebody_else(
    cast: SimpleNamespace, sign_in: Callable[..., Page], open_browser: Callable[..., Page]
) -> None:
    page = sign_in(cast.olive, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/customers/")
    page.get_by_role("link", name="Invite").click()
    page.get_by_role("button", name="Make a link").click()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label("Invitation link").input_value()
    guest = open_browser()
    guest.goto(copied)
    fill(guest)
    joined(guest)
    expect(guest.locator(".toast")).to_contain_text("Welcome to Acme Resale. Follow the link that was mailed to nina@")
    page.goto("/customers/invite/")
    page.get_by_role("row", name=re.compile("Accepted")).get_by_role("link", name="Nova Sound").click()
    expect(page.get_by_role("heading", name="Nova Sound", level=1)).to_be_visible()


def test_an_invitation_is_mailed_and_accepted_on_a_phone(
    cast: SimpleNamespace, sign_in: Callable[..., Page], open_browser: Callable[..., Page], origin: str
) -> None:
    page = sign_in(cast.olive, width=390, height=844)
    page.goto("/customers/invite/")
    page.get_by_label("Email addresses").fill("nina@nova.example")
    page.get_by_role("button", name="Mail").click()
    expect(page.locator(".toast")).to_contain_text("An invitation is on its way to nina@nova.example")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    link = re.search(rf"{origin}/join/\S+", mail.outbox[-1].body)
    guest = open_browser(width=390, height=844)
    guest.goto(link.group())  # type: ignore[union-attr]
    assert guest.evaluate("document.documentElement.scrollWidth") == 390
    fill(guest)
    joined(guest)


@pytest.mark.parametrize("width", [1440, 390])
def test_both_sides_work_without_scripts(
    cast: SimpleNamespace, sign_in: Callable[..., Page], open_browser: Callable[..., Page], width: int
) -> None:
    page = sign_in(cast.olive, scripts=False, width=width)
    page.goto("/customers/invite/")
    page.get_by_role("button", name="Make a link").click()
    link = page.get_by_label("Invitation link").input_value()
    guest = open_browser(scripts=False, width=width)
    guest.goto(link)
    fill(guest)
    joined(guest)


def test_the_link_stands_in_no_referer(cast: SimpleNamespace, open_browser: Callable[..., Page]) -> None:
    link, guest = create_link(cast.acme, uses=1, by=cast.olive), open_browser()
    referers: list[str] = []
    guest.on("request", lambda request: referers.append(request.all_headers().get("referer", "")))
    guest.goto(f"/join/{link.token}/")
    fill(guest)
    joined(guest)
    assert any(referers)
    assert [referer for referer in referers if link.token in referer] == []


def test_revoking_says_so_and_the_list_follows(
    cast: SimpleNamespace, sign_in: Callable[..., Page], open_browser: Callable[..., Page]
) -> None:
    link, page = create_link(cast.acme, uses=5, by=cast.olive), sign_in(cast.olive)
    page.goto("/customers/invite/")
    page.get_by_role("button", name="Actions for Link").click()
    page.get_by_role("menuitem", name="Revoke").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.locator(".toast", has_text="was revoked")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Revoked"))).to_be_visible()
    guest = open_browser()
    guest.goto(f"/join/{link.token}/")
    expect(guest.get_by_role("heading", name="This link does not work any more")).to_be_visible()
    expect(guest.get_by_role("link", name="Write to hello@acme.example")).to_be_visible()


def test_a_new_link_for_an_old_one_is_shown(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    old, page = create_link(cast.acme, uses=5, by=cast.olive), sign_in(cast.olive)
    page.goto("/customers/invite/")
    page.get_by_role("button", name="Actions for Link").click()
    page.get_by_role("menuitem", name="Make a new link").click()
    page.get_by_role("dialog").get_by_role("button", name="Make a new link").click()
    assert old.token not in page.get_by_label("Invitation link").input_value()
    expect(page.get_by_role("rowheader")).to_have_count(1)


def test_who_is_signed_in_signs_out_and_goes_on(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    link, page = create_link(cast.acme, uses=1, by=cast.olive), sign_in(cast.mia)
    page.goto(f"/join/{link.token}/")
    page.get_by_role("button", name="Sign out and open a new account").click()
    fill(page)
    joined(page)


def test_axe_finds_nothing_on_either_side(
    cast: SimpleNamespace, sign_in: Callable[..., Page], open_browser: Callable[..., Page]
) -> None:
    link = create_link(cast.acme, uses=1, by=cast.olive)
    mail_invites(cast.acme, emails=["nina@nova.example"], by=cast.olive)
    page, guest = sign_in(cast.olive), open_browser()
    page.goto("/customers/invite/")
    assert flaws(page) == []
    page.get_by_role("button", name="Make a link").click()
    page.get_by_label("Invitation link").wait_for()
    assert flaws(page) == []
    page.goto(f"/join/{link.token}/")
    assert flaws(page) == []
    for path in (f"/join/{link.token}/", "/join/forged/"):
        guest.goto(path)
        assert flaws(guest) == []
