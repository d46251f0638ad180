"""Choosing columns, tags and notes as a person does it."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import flaws


@pytest.fixture
def tagged(cast: SimpleNamespace) -> SimpleNamespace:
    """Every colour is in use: twelve tags, of which Harbour Legal has all and Island Radio one."""
    from customers.actions.notes import add_note
    from customers.actions.tags import create_tag, set_tags
    from customers.models.tags import Colour

    colours = [create_tag(cast.acme, name=str(c.label), colour=c.value, by=cast.olive).pk for c in Colour]
    set_tags(cast.harbour, tags=colours, opened_with=[], by=cast.olive)
    set_tags(cast.island, tags=colours[:1], opened_with=[], by=cast.olive)
    add_note(cast.harbour, text="Calls on Mondays.", by=cast.olive)
    return cast


def headings(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".table__sort").all_inner_texts()]


def test_columns_are_chosen_and_ordered_with_the_keyboard_alone(
    tagged: SimpleNamespace, sign_in: Callable[..., Page]
) -> None:
    page = sign_in(tagged.olive)
    page.goto("/customers/")
    opener = page.get_by_role("link", name="Columns")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Columns")).to_be_visible()
    expect(page.get_by_role("checkbox", name="ID")).to_be_focused()
    page.keyboard.press("Space")  # no more ID
    tags = page.get_by_role("checkbox", name="Tags")
    tags.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    up = page.get_by_role("button", name="Move Tags up")
    expect(up).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Enter")
    expect(up).to_be_focused()
    expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("Tags, 3 of 16")
    tags.focus()
    page.keyboard.press("Enter")  # as in every form
    expect(page.locator(".toast--success")).to_contain_text("8 columns")
    expect(page.get_by_role("columnheader", name="Tags")).to_be_visible()
    assert headings(page) == ["Name", "Tags", "Email", "Phone", "Registered", "Status", "Credits", "Seats"]
    expect(opener).to_be_focused()
    page.reload()
    assert headings(page)[1] == "Tags"


def test_a_column_is_chosen_and_reset_without_scripts(tagged: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(tagged.olive, scripts=False)
    page.goto("/customers/columns/")
    page.get_by_role("checkbox", name="Reference").check()
    for _ in range(2):
        page.get_by_role("button", name="Move Name up").click()
    expect(page.get_by_role("checkbox", name="Reference")).to_be_checked()
    page.get_by_role("button", name="Save", exact=True).last.click()
    assert (headings(page)[0], headings(page)[-1]) == ("Name", "Reference")
    page.goto("/customers/columns/")
    page.get_by_role("button", name="Reset to default").click()
    assert headings(page)[0] == "ID"


def test_tags_are_set_from_the_menu_and_narrow_the_list(tagged: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    from customers.actions.columns import choose_columns

    choose_columns(tagged.olive, columns=["name", "tags"], by=tagged.olive)
    page = sign_in(tagged.olive)
    page.goto("/customers/")
    page.get_by_role("link", name="Actions for Island Radio").click()
    page.get_by_role("menuitem", name="Set tags").click()
    dialog = page.get_by_role("dialog", name="Tags of Island Radio")
    dialog.get_by_label("Red", exact=True).first.uncheck()
    dialog.get_by_label("Another tag").fill("Key account")
    dialog.get_by_role("radio", name="Teal").check(force=True)
    dialog.get_by_role("button", name="Set tags").click()
    island = page.get_by_role("row").filter(has_text="Island Radio")
    expect(island.locator(".tag")).to_have_text(["Key account"])
    island.get_by_role("link", name="Key account").click()
    expect(page).to_have_url(re.compile(r"\?tag=\d+$"))
    expect(page.locator("tbody tr")).to_have_count(1)
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(2)


def test_a_note_is_written_changed_and_deleted(tagged: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(tagged.sue)
    page.goto(f"/customers/{tagged.island.pk}/")
    card = page.get_by_role("region", name="Notes")
    card.get_by_role("link", name="Add note").click()
    expect(page.get_by_role("textbox", name="Note")).to_be_focused()
    page.keyboard.type("Two lines,")
    page.keyboard.press("Enter")
    page.keyboard.type("both kept.")
    page.get_by_role("button", name="Save note").click()
    expect(card.locator(".note__text")).to_have_text("Two lines,\nboth kept.")
    card.get_by_role("link", name="Change the note").click()
    page.get_by_role("textbox", name="Note").fill("One line")
    page.get_by_role("button", name="Save note").click()
    expect(card.locator(".note__text")).to_have_text("One line")
    card.get_by_role("link", name="Delete the note").click()
    page.get_by_role("button", name="Delete note").click()
    expect(card.locator(".note")).to_have_count(0)


def test_axe_finds_nothing_and_nothing_sticks_out(tagged: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    from customers.actions.columns import choose_columns
    from customers.columns import OFFERED

    choose_columns(tagged.olive, columns=list(OFFERED), by=tagged.olive)
    page, found = sign_in(tagged.olive), {}
    harbour = f"/customers/{tagged.harbour.pk}/"
    for path in ("/customers/", "/customers/columns/", "/customers/tags/", harbour, f"{harbour}tags/"):
        page.goto(path)
        found[path] = flaws(page, 390, 1440)
    page.goto("/customers/")
    page.get_by_role("link", name="Columns").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found["dialog"] = flaws(page, 390)
    assert {path: problems for path, problems in found.items() if problems} == {}
