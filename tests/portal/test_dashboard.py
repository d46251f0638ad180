"""The dashboard: what each part says, whom it shows it, and what it costs."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.actions.transcriptions import complete_transcription, start_transcription
from billing.actions.usage import Reported, report_usage
from credits.actions.issuing import issue_credits
from credits.actions.recharging import recharge_customer
from credits.actions.spending import spend_credits
from customers.actions.invites import mail_invites
from customers.actions.organizations import create_customer, create_reseller, disable_organization
from customers.actions.users import add_user, set_password
from customers.models import Organization
from reseller_portal.dashboard import panels
from reseller_portal.deletion import delete_customer
from reseller_portal.lib import clock

PAGE = "/dashboard/"
NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)
HOUR = 3600


def ago(days):
    return clock.moved_to(NOON - timedelta(days=days))


def use(customer, hours, days):
    event = Reported(f"{customer.pk}-{days}", "hours_processed", hours * HOUR, NOON - timedelta(days=days))
    with ago(days):
        (answer,) = report_usage(customer, [event], token=None, by=None)
    assert answer.outcome == "posted", answer


def refresh():
    for command in ("refresh_forecasts", "refresh_hours"):
        call_command(command, stdout=StringIO())


def section(page, name):
    (found,) = re.findall(rf'<section class="card[^"]*" aria-labelledby="{name}">(.*?)</section>', page.text, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", found, flags=re.DOTALL)).strip()


@pytest.fixture
def busy(cast):
    """Harbour has used 6 hours in the last 5 days and 3 before, Island 2; both have credits, and time stands still."""
    for customer in (cast.harbour, cast.island, cast.acme, cast.globex, cast.meadow):
        Organization.objects.filter(pk=customer.pk).update(registered_at=NOON - timedelta(days=200))
    with ago(45):
        issue_credits(cast.acme, amount=10_000_000, key="issue", by=cast.stan)
        for customer in (cast.harbour, cast.island):
            recharge_customer(customer, amount=1_000_000, key=f"first-{customer.pk}", by=cast.olive)
    for customer, hours, days in (
        (cast.harbour, 3, 40),
        (cast.harbour, 4, 4),
        (cast.harbour, 2, 0),
        (cast.island, 2, 8),
    ):
        use(customer, hours, days)
    with clock.moved_to(NOON):
        yield cast


def tiles(page):
    found = re.findall(r'stat__label">.*?</svg>(.*?)</div>.*?stat__value"[^>]*>(.*?)</div>(?:.*?stat__note[^>]*>(.*?)</div>)?',
                       page.text, re.DOTALL)  # fmt: skip
    return {label: (value, note) for label, value, note in found}


@pytest.mark.django_db
def test_the_tiles_say_how_it_goes(busy, as_user):
    with ago(3):
        create_customer(busy.acme, name="Quay", email="a@quay.example", by=busy.olive)
        gone = create_customer(busy.acme, name="Gone", email="g@quay.example", by=busy.olive)
        out = create_customer(busy.acme, name="Out", email="o@quay.example", by=busy.olive)
        delete_customer(gone, by=busy.olive)
        disable_organization(out, by=busy.olive)
    shown = tiles(as_user(busy.olive).get(PAGE))
    assert shown["Active customers"] == ("3", "2 new, 2 lost in 30 days")
    assert shown["Hours processed"] == ("8.0", "+167%, more than in the 30 days before")
    assert shown["Credits left in the pool"][0] == "80,000"
    assert shown["Credits left in the pool"][1].startswith("of 100,000")
    assert shown["Seats"] == ("2", "3 customers without any")


def test_the_range_stands_in_the_address_and_is_answered_alone_to_htmx(busy, as_user):
    client = as_user(busy.olive)
    assert tiles(client.get(PAGE, {"days": 7}))["Hours processed"][0] == "6.0"
    fragment = client.get(PAGE, {"days": 90}, headers={"HX-Request": "true"})
    assert "<html" not in fragment.text
    assert tiles(fragment)["Hours processed"][0] == "11.0"
    assert re.findall(r'href="([^"]+)"[^>]*aria-current="true"', fragment.text) == ["/dashboard/?days=90"]
    assert tiles(client.get(PAGE, {"days": "x"}))["Hours processed"][0] == "8.0"


def test_the_customers_with_most_hours_in_the_days_stand_first(busy, as_user):
    refresh()
    client = as_user(busy.olive)
    assert re.findall(r"(Harbour Legal|Island Radio) (\S+) hours", section(client.get(PAGE), "top")) == [
        ("Harbour Legal", "6.0"),
        ("Island Radio", "2.0"),
    ]
    assert "Island" not in section(client.get(PAGE, {"days": 7}), "top")


def test_what_needs_somebody_is_counted_and_leads_there(busy, as_user):
    drained = [create_customer(busy.acme, name=f"Dry {n}", email=f"d{n}@dry.example", by=busy.olive) for n in (1, 2)]
    for customer, left in zip(drained, (0, 3_000), strict=True):
        with ago(5):
            recharge_customer(customer, amount=5_000 + left, key=f"r-{customer.pk}", by=busy.olive)
            spend_credits(customer, amount=5_000, key=f"s-{customer.pk}", by=None)
    with ago(85):
        disable_organization(busy.island, by=busy.olive)
    with ago(4):
        mail_invites(busy.acme, emails=["new@new.example"], by=busy.olive)
    mail_invites(busy.acme, emails=["late@new.example"], by=busy.olive)
    refresh()
    found = re.findall(
        r'class="need [^>]*href="([^"]+)".*?<span>(.*?)</span>', as_user(busy.olive).get(PAGE).text, re.DOTALL
    )
    assert found == [
        ("/customers/?credits=empty", "1 customer ran out of credits"),
        ("/customers/?credits=soon&amp;sort=credits", "1 customer will run out of credits within 7 days"),
        ("/customers/?status=disabled&amp;sort=status", "1 customer will be deleted within 7 days"),
        ("/customers/invite/", "1 invitation unanswered for more than 3 days"),
    ]
    page = as_user(busy.rob).get(PAGE)
    assert "/customers/invite/" not in section(page, "needs") + page.text.split('id="needs"')[1].split("</section>")[0]
    assert re.match(r"Running low All low on credits \S+ Dry 2 Empty in about", section(page, "running-low"))
    assert "Recharge" not in section(page, "running-low")


def test_those_who_ran_out_do_not_hide_those_who_soon_will(busy, as_user, monkeypatch):
    monkeypatch.setattr(panels, "LOOKED_AT", 1)
    for name, left in (("Gone", 0), ("Going", 3_000)):
        customer = create_customer(busy.acme, name=name, email=f"{name}@dry.example", by=busy.olive)
        with ago(5):
            recharge_customer(customer, amount=5_000 + left, key=f"r-{name}", by=busy.olive)
            spend_credits(customer, amount=5_000, key=f"s-{name}", by=None)
    refresh()
    assert "Going" in section(as_user(busy.olive).get(PAGE), "running-low")


def test_a_recharge_takes_somebody_off_at_once(busy, as_user):
    with ago(5):
        dry = create_customer(busy.acme, name="Dry", email="d@dry.example", by=busy.olive)
        recharge_customer(dry, amount=6_000, key="r", by=busy.olive)
        spend_credits(dry, amount=5_000, key="s", by=None)
    refresh()
    client = as_user(busy.fay)
    assert f'href="/customers/{dry.pk}/recharge/"' in client.get(PAGE).text
    recharge_customer(dry, amount=900_000, key="r2", by=busy.fay)
    page = client.get(PAGE)
    assert "Nobody runs low" in page.text
    assert "Nothing needs you today" in page.text


def test_new_customers_and_the_latest_transcriptions_are_listed(busy, as_user):
    with ago(2):
        create_customer(busy.acme, name="Quay", email="a@quay.example", by=busy.olive)
    work = start_transcription(busy.harbour, key="k", name="board.wav", model="large", token=None, by=None)
    complete_transcription(work, seconds=245, by=None)
    start_transcription(busy.island, key="k", name="news.wav", token=None, by=None)
    page = as_user(busy.rob).get(PAGE)
    assert "Quay No seats yet 2 days ago" in section(page, "newest")
    assert re.search(r"Island Radio news.wav Queued .*Harbour Legal board.wav Completed Length 4 min · Model large",
                     section(page, "transcribed"))  # fmt: skip


def test_nothing_of_another_reseller_is_counted_or_named(busy, as_user):
    work = start_transcription(busy.harbour, key="k", name="board.wav", token=None, by=None)
    complete_transcription(work, seconds=60, by=None)
    refresh()
    page = as_user(busy.gus).get(PAGE)
    assert tiles(page)["Active customers"][0] == "1"
    assert tiles(page)["Hours processed"][0] == "0.0"
    assert not re.search(r"Harbour|Island|board\.wav", page.text)


def test_a_reseller_without_customers_sees_its_first_steps(cast, as_user):
    made = create_reseller(name="Fresh", email="f@fresh.example", currency="EUR", time_zone="UTC", by=cast.stan)
    facts = {"first_name": "Fred", "last_name": "F", "invite": False, "by": cast.stan}
    owner = add_user(made, email="fred@fresh.example", level="owner", **facts)
    reader = add_user(made, email="rita@fresh.example", level="read_only", **facts)
    for user in (owner, reader):
        set_password(user, password="Correct-horse7", by=user)
    page = as_user(owner).get(PAGE)
    assert "First steps" in page.text
    assert 'hx-get="/customers/new/"' in page.text
    assert "Hours processed" not in page.text
    assert "/customers/new/" not in as_user(reader).get(PAGE).text


def test_the_queries_are_the_same_however_many_customers_there_are(busy, as_user):
    client = as_user(busy.olive)

    def queries(*names):
        for name in names:
            with ago(5):
                made = create_customer(busy.acme, name=name, email=f"{name}@firm.example", by=busy.olive)
                recharge_customer(made, amount=5_000, key=f"r-{name}", by=busy.olive)
                spend_credits(made, amount=3_000, key=f"s-{name}", by=None)
        refresh()
        client.get(PAGE)
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        return len(captured)

    few = queries("one")
    assert queries(*(f"firm{number}" for number in range(9))) == few <= 32
