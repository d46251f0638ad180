"""A transcription as a person watches it: in the list, in its details, while it is running and after."""

import itertools
from collections.abc import Callable
from types import SimpleNamespace

from playwright.sync_api import Page, expect

from billing.actions.transcriptions import begin_processing, complete_transcription, start_transcription
from credits.actions.issuing import issue_credits
from tests.browser.looks import flaws

_keys = itertools.count()


def test_details_and_the_list_beneath_follow_a_running_one(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    issue_credits(cast.direct, amount=10_000, key=f"transcriptions-{next(_keys)}", by=cast.stan)
    one = start_transcription(
        cast.direct, key="a", name="Board.m4a", language="en", expected_seconds=60, token=None, by=None
    )
    begin_processing(one, by=None)
    page = sign_in(cast.dan)
    page.goto("/console/")
    assert flaws(page, 390) == []
    page.get_by_role("link", name="All transcriptions").click()
    page.get_by_role("link", name="Board.m4a").click()
    dialog, row = page.get_by_role("dialog", name="Board.m4a"), page.locator("#transcriptions tbody tr")
    expect(dialog.get_by_text("still going on")).to_be_visible()
    assert flaws(page, 390) == []
    complete_transcription(one, seconds=120, by=None)
    expect(dialog.locator("#transcription dd").first).to_have_text("Completed")
    expect(row).to_contain_text("Completed")
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Board.m4a")).to_be_focused()
    assert flaws(page, 390) == []
