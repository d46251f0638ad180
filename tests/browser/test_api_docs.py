"""The page that shows the API: ours from top to bottom, without a CDN and within the policy of every other page."""

from collections.abc import Callable
from types import SimpleNamespace

from playwright.sync_api import Page, expect


def test_the_operations_are_shown_and_can_be_tried(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(cast.olive)
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto("/api/docs")
    expect(page.get_by_text("/api/v1/customers/{pk}/credits/recharge")).to_be_visible()
    page.get_by_role("button", name="GET /api/v1/me Who am i").click()
    expect(page.get_by_text("Whose token this is, and what it may do.")).to_be_visible()
    expect(page.get_by_role("button", name="Try it out")).to_be_visible()
    assert len(hosts) == 1
