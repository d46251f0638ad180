"""Disable, enable, delete and export as a person does them."""

import csv
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import flaws


def row(page: Page, name: str = "Harbour Legal") -> Any:
    return page.get_by_role("row", name=re.compile(name))


def from_menu(page: Page, what: str, name: str = "Harbour Legal") -> None:
    page.get_by_label(f"Actions for {name}").click()
    page.locator(":popover-open").get_by_text(what, exact=True).click()
    expect(page.get_by_role("dialog", name=f"{what} {name}")).to_be_visible()


def test_disable_and_enable_from_the_list(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive)
    page.goto("/customers/")
    from_menu(page, "Disable")
    expect(page.get_by_text("open sessions of its 2 active users")).to_be_visible()
    page.get_by_role("button", name="Disable Harbour Legal").click()
    expect(page.get_by_text("Harbour Legal was disabled")).to_be_visible()
    expect(row(page)).to_contain_text("Disabled")
    expect(page.get_by_label("Actions for Harbour Legal")).to_be_focused()
    from_menu(page, "Enable")
    page.get_by_role("button", name="Enable Harbour Legal").click()
    expect(page.get_by_text("Harbour Legal was enabled")).to_be_visible()
    expect(row(page)).to_contain_text("Active")


@pytest.mark.parametrize(
    ("what", "totals"), [("Disable", "2 organizations, 1 active"), ("Delete", "1 organization, 1 active")]
)
def test_the_totals_under_the_heading_follow(
    cast: SimpleNamespace, sign_in: Callable[..., Page], what: str, totals: str
) -> None:
    page = sign_in(cast.olive)
    page.goto("/customers/")
    expect(page.locator("#totals")).to_have_text("2 organizations, 2 active")
    from_menu(page, what)
    page.get_by_role("button", name=f"{what} Harbour Legal").click()
    expect(page.locator("#totals")).to_have_text(totals)


def test_a_disabled_customers_people_are_out_at_once(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    carol, page = sign_in(cast.carol), sign_in(cast.olive)
    carol.goto("/console/")
    expect(carol.get_by_role("main")).to_contain_text("Harbour Legal")
    page.goto("/customers/")
    from_menu(page, "Disable")
    page.get_by_role("button", name="Disable Harbour Legal").click()
    expect(page.get_by_text("Harbour Legal was disabled")).to_be_visible()
    carol.reload()
    expect(carol.get_by_label("Email or username")).to_be_visible()


def test_delete_from_the_list_takes_the_row_away(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive)
    page.goto("/customers/?sort=name")
    page.evaluate("document.querySelector('h1').dataset.kept = 'yes'")
    from_menu(page, "Delete")
    expect(page.get_by_text("This is permanent and cannot be undone")).to_be_visible()
    expect(page.get_by_role("link", name="Cancel")).to_be_focused()
    page.get_by_role("button", name="Delete Harbour Legal").click()
    expect(page.get_by_text("Harbour Legal was deleted")).to_be_visible()
    expect(row(page)).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/customers/\?sort=name$"))
    assert page.locator("h1[data-kept]").count() == 1


def test_delete_with_the_keyboard_alone(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive)
    page.goto("/customers/")
    page.get_by_label("Actions for Harbour Legal").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Delete Harbour Legal")).to_be_visible()
    expect(page.get_by_role("link", name="Cancel")).to_be_focused()
    expect(page.locator(".htmx-settling")).to_have_count(0)  # else htmx gives the focus once more
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Delete Harbour Legal")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Harbour Legal was deleted")).to_be_visible()
    expect(row(page)).to_have_count(0)


def test_delete_from_the_detail_page_leads_to_the_list(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive)
    page.goto(f"/customers/{cast.harbour.pk}/")
    page.evaluate("htmx.ajax('GET', location.pathname + 'deletion/', '#dialog')")
    page.get_by_role("button", name="Delete Harbour Legal").click()
    expect(page).to_have_url(re.compile("/customers/$"))
    expect(page.get_by_text("Harbour Legal was deleted")).to_be_visible()


def test_delete_offers_to_disable_instead_and_the_focus_finds_its_way_back(
    cast: SimpleNamespace, sign_in: Callable[..., Page]
) -> None:
    page = sign_in(cast.olive)
    page.goto("/customers/")
    from_menu(page, "Delete")
    page.get_by_role("link", name="disable it instead").click()
    expect(page.get_by_role("dialog", name="Disable Harbour Legal")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_label("Actions for Harbour Legal")).to_be_focused()
    expect(row(page)).to_contain_text("Active")


@pytest.mark.parametrize("how", ["Escape", "Cancel", "Close"])
def test_leaving_a_dialog_changes_nothing_and_gives_the_focus_back(
    cast: SimpleNamespace, sign_in: Callable[..., Page], how: str
) -> None:
    page = sign_in(cast.olive)
    page.goto("/customers/")
    from_menu(page, "Delete")
    if how == "Escape":
        page.keyboard.press("Escape")
    else:
        page.get_by_role("dialog").get_by_role("link", name=how).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_label("Actions for Harbour Legal")).to_be_focused()
    page.reload()
    expect(row(page)).to_be_visible()


def read(download: Any, folder: Path) -> list[list[str]]:
    path = folder / download.suggested_filename
    download.save_as(path)
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.reader(file))


def test_export_downloads_this_view(cast: SimpleNamespace, sign_in: Callable[..., Page], tmp_path: Path) -> None:
    page = sign_in(cast.olive)
    page.goto("/customers/")
    page.get_by_label("Search customers").fill("island")
    expect(row(page)).to_have_count(0)
    page.get_by_role("link", name="Export").click()
    expect(page.get_by_role("dialog", name="Export customers")).to_contain_text("1 row")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV").click()
    rows = read(download.value, tmp_path)
    assert [cells[1] for cells in rows] == ["Name", "Island Radio"]
    assert re.fullmatch(r"customers-selected-\d{4}-\d\d-\d\d\.csv", download.value.suggested_filename)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="Export")).to_be_focused()


def test_export_of_all_with_the_keyboard_alone(
    cast: SimpleNamespace, sign_in: Callable[..., Page], tmp_path: Path
) -> None:
    page = sign_in(cast.olive)
    page.goto("/customers/?q=island")
    page.get_by_role("link", name="Export").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("This view")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("All customers")).to_be_checked()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert [cells[1] for cells in read(download.value, tmp_path)] == ["Name", "Harbour Legal", "Island Radio"]
    assert download.value.suggested_filename.startswith("customers-all-")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_all_of_it_works_without_scripts(cast: SimpleNamespace, sign_in: Callable[..., Page], tmp_path: Path) -> None:
    page = sign_in(cast.olive, scripts=False, width=390)
    page.goto("/customers/?status=active")
    page.get_by_role("link", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export CSV").click()
    assert len(read(download.value, tmp_path)) == 3
    page.goto(f"/customers/{cast.harbour.pk}/suspension/")
    page.get_by_role("button", name="Disable Harbour Legal").click()
    expect(page.get_by_text("Harbour Legal was disabled")).to_be_visible()
    page.goto(f"/customers/{cast.harbour.pk}/enabling/")
    page.get_by_role("button", name="Enable Harbour Legal").click()
    expect(page.get_by_text("Harbour Legal was enabled")).to_be_visible()
    page.goto(f"/customers/{cast.harbour.pk}/deletion/")
    page.get_by_role("button", name="Delete Harbour Legal").click()
    expect(page.get_by_text("Harbour Legal was deleted")).to_be_visible()
    expect(row(page)).to_have_count(0)


LONG = "Internationale Donaudampfschifffahrtsgesellschaftskapitänsvereinigung für Sprachaufzeichnung"


def test_axe_finds_nothing_and_nothing_sticks_out_with_each_dialog_open(
    cast: SimpleNamespace, sign_in: Callable[..., Page]
) -> None:
    from customers.actions.organizations import create_customer, disable_organization

    long = create_customer(cast.acme, name=LONG, email="lang@x.example", by=cast.olive)
    disable_organization(cast.island, by=cast.olive)
    page, found = sign_in(cast.olive, height=844), {}
    page.goto("/customers/")
    for path in ("new", "export", f"{long.pk}/suspension", f"{long.pk}/deletion", f"{cast.island.pk}/enabling"):
        page.evaluate("path => htmx.ajax('GET', `/customers/${path}/`, '#dialog')", path)
        expect(page.get_by_role("dialog")).to_have_count(1)
        found[path] = flaws(page, 390)
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.goto(f"/customers/{path}/")
        found[f"{path}, the page"] = flaws(page, 390)
        page.goto("/customers/")
    assert {path: problems for path, problems in found.items() if problems} == {}
