"""The dashboard in a browser: days switched in place, the keys that lead there, and nothing for axe to find."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from billing.actions.transcriptions import start_transcription
from billing.actions.usage import Reported, report_usage
from credits.actions.issuing import issue_credits
from credits.actions.recharging import recharge_customer
from credits.actions.spending import spend_credits
from customers.actions.organizations import create_customer
from reseller_portal.lib import clock
from tests.browser.looks import flaws


@pytest.fixture
def busy(cast: SimpleNamespace) -> SimpleNamespace:
    """Harbour uses a lot and has a transcription running, Island runs low."""
    now = clock.now()
    with clock.moved_to(now - timedelta(days=40)):
        issue_credits(cast.acme, amount=1_000_000, key="issue", by=cast.stan)
        recharge_customer(cast.harbour, amount=100_000, key="h", by=cast.olive)
    with clock.moved_to(now - timedelta(days=5)):
        recharge_customer(cast.island, amount=6_000, key="i", by=cast.olive)
        spend_credits(cast.island, amount=5_500, key="s", by=None)
    events = [
        Reported(f"e{days}", "hours_processed", 1800, now - timedelta(days=days, minutes=1)) for days in (1, 3, 20, 35)
    ]
    assert {answer.outcome for answer in report_usage(cast.harbour, events, token=None, by=None)} == {"posted"}
    start_transcription(cast.harbour, key="k", name="board.wav", model="large", token=None, by=None)
    for command in ("refresh_forecasts", "refresh_hours"):
        call_command(command, verbosity=0, stdout=StringIO())
    return cast


def test_the_days_switch_in_place_and_a_recharge_shows_at_once(
    busy: SimpleNamespace, sign_in: Callable[..., Page]
) -> None:
    page = sign_in(busy.olive)
    page.goto("/customers/")
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/dashboard/")
    assert flaws(page, 390) == []
    page.get_by_role("link", name="7 days", exact=True).click()
    expect(page.get_by_role("link", name="7 days", exact=True)).to_have_attribute("aria-current", "true")
    expect(page).to_have_url("/dashboard/?days=7")
    expect(page.locator("#dashboard")).to_contain_text("1.0")
    page.get_by_role("link", name="Recharge Island Radio").click()
    page.get_by_role("dialog").get_by_label("Credits", exact=False).first.fill("900")
    page.get_by_role("dialog").get_by_role("button", name="Recharge").click()
    expect(page.get_by_text("Nothing needs you today")).to_be_visible()
    expect(page.get_by_text("Nobody runs low")).to_be_visible()


def test_on_a_phone_it_works_without_scripts(busy: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    page = sign_in(busy.rob, width=390, scripts=False)
    page.goto("/dashboard/")
    page.get_by_role("link", name="90 days", exact=True).click()
    expect(page).to_have_url("/dashboard/?days=90")
    expect(page.get_by_role("link", name="1 customer will run out of credits within 7 days")).to_be_visible()


def test_long_figures_of_credits_stay_in_their_place(busy: SimpleNamespace, sign_in: Callable[..., Page]) -> None:
    now = clock.now()
    with clock.moved_to(now - timedelta(days=5)):
        issue_credits(busy.acme, amount=24_000_000, key="more", by=busy.stan)
        long = {"email": "reception@communaute-de-communes.example", "phone": "+971503340839"}
        customer = create_customer(busy.acme, name="Communauté de communes", **long, by=busy.olive)
        recharge_customer(customer, amount=24_000_000, key="c", by=busy.olive)
        spend_credits(customer, amount=12_000_511, key="u", by=None)
    call_command("refresh_forecasts", verbosity=0, stdout=StringIO())
    page = sign_in(busy.olive)
    page.goto("/dashboard/")
    low = page.locator(".list--low li", has_text="Communauté")
    figures, button = low.locator(".meter__three").bounding_box(), low.get_by_label("Recharge").bounding_box()
    assert figures
    assert button
    assert figures["x"] + figures["width"] <= button["x"]
    name = low.locator(".who__name").bounding_box()
    assert name
    assert name["width"] > 100
    page.goto("/customers/")
    page.get_by_text("119,994.89").wait_for()
    table, card = page.locator(".table").bounding_box(), page.locator(".card:has(.table)").bounding_box()
    assert table
    assert card
    assert table["width"] <= card["width"]
