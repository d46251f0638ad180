"""The product reports over HTTP with a token made on a screen, and both sides watch it."""

import json
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from credits.actions.issuing import issue_credits
from credits.actions.recharging import recharge_customer
from reseller_portal.lib import clock
from reseller_portal.lib.representations import moment


class Product:
    """The product, at work with a token. It knows of the portal what its address and the token's secret say."""

    def __init__(self, origin: str, secret: str) -> None:
        self.origin, self.secret = origin, secret

    def send(self, method: str, path: str, body: Any, **headers: str) -> Any:
        named = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json", **headers}
        request = Request(f"{self.origin}/api/v1{path}", json.dumps(body).encode(), named, method=method)
        with urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def report(self, seconds: int) -> None:
        at = moment(clock.now())
        said = {"event_id": "e1", "metric": "hours_processed", "quantity": seconds, "occurred_at": at}
        assert self.send("POST", "/usage", said)["outcome"] == "posted"

    def start(self, name: str) -> str:
        said = {"name": name, "language": "en", "expected_seconds": 600}
        return f"/transcriptions/{self.send('POST', '/transcriptions', said, **{'Idempotency-Key': name})['id']}"


@pytest.fixture
def olive(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> Page:
    issue_credits(cast.acme, amount=20_000, key="product-pool", by=cast.stan)
    recharge_customer(cast.harbour, amount=10_000, key="product-start", by=cast.olive)
    return _with_a_clock(sign_in(cast.olive))


@pytest.fixture
def carol(cast: SimpleNamespace, sign_in: Callable[..., Page]) -> Page:
    return _with_a_clock(sign_in(cast.carol))


def _with_a_clock(page: Page) -> Page:
    """A page whose ten seconds pass when the test says so."""
    page.clock.install()
    return page


def _make_token(page: Page) -> str:
    page.get_by_role("tab", name="Tokens").click()
    page.get_by_role("link", name="New API token").click()
    dialog = page.get_by_role("dialog", name="New API token")
    dialog.get_by_label("Name", exact=True).fill("Product")
    dialog.get_by_label("Usage: write").check()
    dialog.get_by_label("Transcriptions: write").check()
    dialog.get_by_role("button", name="Make the token").click()
    secret = dialog.get_by_label("Secret of Product").input_value()
    page.once("dialog", lambda question: question.accept())
    dialog.get_by_role("link", name="Done").click()
    expect(page.get_by_role("row", name="Product")).to_contain_text("Active")
    return secret


def _figures(available: str, used: str) -> re.Pattern[str]:
    return re.compile(rf"\b{available} available\s*\|\s*{used} used")


def test_what_the_product_reports_is_seen_by_reseller_and_customer(
    cast: SimpleNamespace, olive: Page, carol: Page, live_server: Any
) -> None:
    pages = olive, carol
    hearings = [page.get_by_role("row", name=re.compile("Hearing")) for page in pages]
    meters = olive.locator(f"#meter-{cast.harbour.pk}"), carol.locator("#overview .stat__meter")
    olive.goto(f"/customers/{cast.harbour.pk}/")
    product = Product(live_server.url, _make_token(olive))
    olive.get_by_role("tab", name="Usage").click()
    expect(olive.get_by_role("heading", name="No usage yet")).to_be_visible()
    carol.goto("/console/")
    for meter in meters:
        expect(meter).to_contain_text(_figures("100", "0"))

    # Both follow it without a reload: 30 minutes cost 30 credits, and 10 are held.
    product.report(1800)
    hearing = product.start("Hearing.wav")
    for page in pages:
        page.clock.fast_forward(10_000)
    for meter in meters:
        expect(meter).to_contain_text(_figures("60", "40"))
    expect(hearings[1]).to_contain_text("Queued")

    # The chart is drawn when somebody asks for it.
    olive.reload()
    carol.locator(".nav-link", has_text="Usage").click()
    for page in pages:
        expect(page.locator(".chart__fill")).to_have_count(1)
        expect(page.locator(".chart__bar title").last).to_have_text(re.compile("0.5 hours"))

    # The lists follow a transcription while it runs, and the header the credits.
    olive.get_by_role("tab", name="Transcriptions").click()
    carol.locator(".nav-link", has_text="Transcriptions").click()
    for row in hearings:
        expect(row).to_contain_text("Queued")
    product.send("PATCH", hearing, {"status": "completed", "seconds": 300})
    for page in pages:
        page.clock.fast_forward(10_000)
    for row in hearings:
        expect(row).to_contain_text("Completed")
    expect(meters[0]).to_contain_text(_figures("65", "35"))
