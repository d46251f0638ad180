"""The team, the console's users and the activity as people use them, on both sides of a mailed link."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from playwright.sync_api import Locator, Page, expect

from customers.actions.organizations import update_organization
from customers.actions.users import change_level
from customers.models import User
from customers.roles import Level
from tests.browser.looks import flaws


def toast(page: Page) -> Locator:
    return page.locator(".toast")


def mailed_link() -> str:
    found = re.search(r"http://\S+/welcome/\S+", str(mail.outbox[-1].body))
    assert found
    return found.group(0)


def fill(page: Page, level: str) -> None:
    page.get_by_label("First name").fill("Tom")
    page.get_by_label("Last name").fill("Vos")
    page.locator("#person-email").fill("tom@new.example")
    page.get_by_label(f"{level}:").check()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_team_member_is_added_follows_the_link_and_may_what_the_level_says(
    cast: SimpleNamespace, sign_in: Callable[..., Page], open_browser: Callable[..., Page], scripts: bool
) -> None:
    page = sign_in(cast.olive, scripts=scripts)
    page.goto("/customers/")
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="Add team member").click()
    fill(page, "Support")
    page.get_by_role("button", name="Add and mail the link").click()
    row = page.get_by_role("row", name="Tom Vos")
    expect(row).to_contain_text("Pending")
    expect(row).to_contain_text("Support")
    expect(toast(page)).to_contain_text("A link was mailed to tom@new.example")

    his = open_browser(scripts=scripts)
    his.goto(mailed_link())
    his.get_by_label("Password", exact=True).fill("Another-horse9")
    his.get_by_role("button", name="Set the password and sign in").click()
    expect(his).to_have_url(re.compile("/dashboard/$"))
    his.get_by_role("link", name="Settings").click()
    expect(his.get_by_role("row", name="Tom Vos")).to_contain_text("Active")
    expect(his.get_by_text("Only an owner changes these.")).to_be_visible()
    expect(his.get_by_role("link", name="Add team member")).to_have_count(0)
    page.reload()
    expect(row).to_contain_text("Active")


def test_an_owner_changes_a_level_and_removes_by_the_menu(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive)
    page.goto("/settings/")
    row = page.get_by_role("row", name="Rob Test")
    row.get_by_role("button").click()
    page.get_by_role("menuitem", name="Change level").click()
    page.get_by_role("dialog").get_by_label("Owner:").check()
    page.get_by_role("button", name="Change level").click()
    expect(row).to_contain_text("Owner")
    row.get_by_role("button").click()
    page.get_by_role("menuitem", name="Make account owner").click()
    page.get_by_role("dialog").get_by_role("button", name="Make account owner").click()
    expect(row).to_contain_text("Account owner")
    sue = page.get_by_role("row", name="Sue Test")
    sue.get_by_role("button").click()
    page.get_by_role("menuitem", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(sue).to_have_count(0)
    assert User.objects.get(pk=cast.sue.pk).deleted_at


def test_the_last_owner_is_told_why_the_level_stays(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive)
    page.goto("/settings/")
    page.get_by_role("row", name="Olive Test").get_by_role("button").click()
    expect(page.get_by_role("menuitem", name="Remove")).to_have_count(0)
    page.get_by_role("menuitem", name="Change level").click()
    page.get_by_role("dialog").get_by_label("Support:").check()
    page.get_by_role("button", name="Change level").click()
    expect(page.get_by_role("dialog")).to_contain_text("Olive Test is the last owner of Acme Resale.")


def test_an_owner_who_steps_down_is_led_home(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    change_level(cast.sue, level=Level.OWNER, by=cast.olive)
    page = sign_in(cast.olive)
    page.goto("/settings/")
    page.get_by_role("row", name="Olive Test").get_by_role("button").click()
    page.get_by_role("menuitem", name="Change level").click()
    page.get_by_role("dialog").get_by_label("Finance:").check()
    page.get_by_role("button", name="Change level").click()
    expect(page).to_have_url(re.compile("/dashboard/$"))
    expect(toast(page)).to_contain_text("The level of Olive Test was changed")
    assert User.objects.get(pk=cast.olive.pk).level == Level.FINANCE


def test_the_details_wait_for_a_difference_and_rename_the_navigation(
    cast: SimpleNamespace, sign_in: Callable[..., Page]
) -> None:
    page = sign_in(cast.olive)
    page.goto("/settings/")
    button = page.get_by_role("button", name="Update")
    expect(button).to_be_disabled()
    page.get_by_label("Time zone").select_option("Asia/Tokyo")
    page.get_by_label("Organization name").fill("Acme Voice")
    expect(page.get_by_text("2 unsaved changes")).to_be_visible()
    button.click()
    expect(toast(page)).to_contain_text("Acme Voice was updated")
    expect(page.get_by_role("navigation", name="Main")).to_contain_text("Acme Voice")
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_administrator_adds_a_colleague(cast: SimpleNamespace, sign_in: Callable[..., Page], scripts: bool) -> None:
    page = sign_in(cast.carol, scripts=scripts)
    page.goto("/console/")
    page.get_by_role("link", name="Users").click()
    page.get_by_role("link", name="Add user").click()
    fill(page, "Member")
    page.get_by_role("button", name="Add and mail the link").click()
    expect(page.get_by_role("row", name="Tom Vos")).to_contain_text("Pending")
    assert User.objects.get(email="tom@new.example").organization == cast.harbour


def test_activity_is_narrowed_while_one_types_and_the_file_follows(
    cast: SimpleNamespace, sign_in: Callable[..., Page]
) -> None:
    update_organization(cast.harbour, name="Harbour Law", by=cast.sue)
    page = sign_in(cast.olive)
    page.goto("/activity/")
    expect(page.get_by_role("button", name="Show")).to_be_hidden()
    page.get_by_label("Customer", exact=True).press_sequentially("harbour")
    expect(page).to_have_url(re.compile(r"/activity/\?customer=harbour$"))
    expect(page.locator("#activity")).not_to_contain_text("Island Radio")
    page.get_by_label("Who").select_option("Sue Test")
    expect(page).to_have_url(re.compile(rf"\?customer=harbour&who={cast.sue.pk}$"))
    expect(page.get_by_role("row")).to_have_count(2)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.path().read_text("utf-8-sig").count("\n") == 2
    page.go_back()
    expect(page.get_by_label("Who")).to_have_value("")


SCREENS = (
    ("olive", "/settings/"), ("rob", "/settings/"), ("olive", "/settings/team/new/"), ("olive", "/activity/"),
    ("carol", "/console/users/"), ("carol", "/console/activity/"),
)  # fmt: skip


def test_axe_finds_nothing_and_no_screen_is_wider_than_its_window(
    cast: SimpleNamespace, sign_in: Callable[..., Page]
) -> None:
    found: dict[Any, list[str]] = {}
    for who, path in SCREENS:
        page = sign_in(getattr(cast, who))
        page.goto(path)
        found[who, path] = flaws(page, 360, 1440)
        page.context.close()
    assert {screen: problems for screen, problems in found.items() if problems} == {}
