"""The Transcriptions tab, the console's page, and the details of one: the same for all but for what they may see."""

import re
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.actions.transcriptions import (
    begin_processing,
    complete_transcription,
    fail_transcription,
    start_transcription,
    take_step,
)
from billing.filters import TranscriptionFilter
from billing.models import Transcription
from billing.transcriptions import transcriptions_of
from customers.actions.tokens import create_token
from customers.models import ApiToken, Organization
from customers.scope import Scope
from reseller_portal.lib import clock
from tests.billing.using import fund, key

HTMX = {"HX-Request": "true"}
POLL = HTMX | {"X-Background-Request": "1"}
OWN = "/console/transcriptions/"
NOON = datetime.fromisoformat("2026-03-10T12:00:00+01:00")


def tab(customer: Organization) -> str:
    return f"/customers/{customer.pk}/transcriptions/"


@pytest.fixture
def harbour(cast: SimpleNamespace) -> Organization:
    return fund(cast.harbour, 100)


@pytest.fixture
def token(cast: SimpleNamespace, harbour: Organization) -> ApiToken:
    return create_token(harbour, name="Build server", scopes=["usage:write"], expires_at=None, by=cast.carol)


def start(
    customer: Organization, name: str = "Meeting.mp3", *, at: datetime | None = None, **facts: Any
) -> Transcription:
    with clock.moved_to(at or clock.now()):
        asked = {"key": key(), "name": name, "token": None, "by": None}
        return start_transcription(customer, **{**asked, **facts})


def names(text: str) -> list[str]:
    return re.findall(r'<bdi class="who__name">(\w+)[^<]*</bdi>', text.partition("<tbody")[2])


# --- The list ---------------------------------------------------------------------------------------------------------
def test_a_row_says_what_it_was_and_what_it_cost(harbour: Organization, cast: SimpleNamespace, as_user: Any) -> None:
    one = start(harbour, "Board.m4a", at=NOON, language="pt-BR", model="large")
    with clock.moved_to(NOON + timedelta(minutes=3)):
        complete_transcription(one, seconds=5520, by=None)
    text = as_user(cast.olive).get(tab(harbour)).text
    row = " ".join(re.sub(r"<[^>]+>", " ", text.partition("<tbody")[2].partition("</tr>")[0]).split())
    said = "Board.m4a Brazilian Portuguese large 1 h 32 min Completed 10 Mar 2026, 12:00 finished 12:03 92"
    assert row.removeprefix('role="rowgroup"> ') == said


@pytest.mark.parametrize(("who", "path"), [("olive", ""), ("rob", ""), ("carol", OWN), ("mel", OWN)])
def test_it_stands_in_the_reseller_s_tab_and_in_the_console(
    harbour: Organization, cast: SimpleNamespace, as_user: Any, who: str, path: str
) -> None:
    start(harbour)
    start(fund(cast.meadow, 1), "Foreign.mp3")
    assert names(as_user(getattr(cast, who)).get(path or tab(harbour)).text) == ["Meeting"]


@pytest.mark.parametrize(("who", "status"), [("gus", 404), ("carol", 403)])
def test_a_stranger_finds_nothing(
    harbour: Organization, cast: SimpleNamespace, as_user: Any, who: str, status: int
) -> None:
    one, client = start(harbour), as_user(getattr(cast, who))
    answers = [client.get(path).status_code for path in (tab(harbour), f"{tab(harbour)}{one.pk}/")]
    assert answers == [status, status]


def test_another_customer_s_is_not_found_under_this_one(
    harbour: Organization, cast: SimpleNamespace, as_user: Any
) -> None:
    theirs = start(fund(cast.island, 1))
    assert as_user(cast.olive).get(f"{tab(harbour)}{theirs.pk}/").status_code == 404
    assert as_user(cast.carol).get(f"{OWN}{theirs.pk}/").status_code == 404


def test_a_customer_s_rows_are_those_that_the_wall_lets_through(harbour: Organization, cast: SimpleNamespace) -> None:
    customers = [harbour, *(fund(one, 1) for one in (cast.island, cast.meadow, cast.direct))]
    for customer in customers:
        start(customer)
    for who in ("stan", "olive", "rob", "gus", "carol", "mel", "mia", "dan", "cleo"):
        scope = Scope(getattr(cast, who))
        seen = Transcription.objects.visible_to(scope)
        for customer in customers:
            rows = set(Transcription.objects.all().of_customer(scope, customer))
            assert rows == set(seen.filter(organization=customer)), (who, customer)


@pytest.mark.once
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"status": "failed"}, ["Two"]),
        ({"since": "2026-03-11"}, ["Three", "Two"]),
        ({"since": "2026-03-11", "until": "2026-03-11"}, ["Two"]),
        ({"status": "nonsense"}, ["Three", "Two", "One"]),
        ({"since": "yesterday"}, ["Three", "Two", "One"]),
        ({"since": "2026-03-12", "until": "2026-03-10"}, ["Three"]),
    ],
)
def test_it_is_narrowed_by_status_and_days(
    harbour: Organization, cast: SimpleNamespace, as_user: Any, query: dict[str, str], found: list[str]
) -> None:
    for day, name in enumerate(("One.mp3", "Two.mp3", "Three.mp3")):
        one = start(harbour, name, at=NOON + timedelta(days=day))
        if day == 1:
            fail_transcription(one, reason="No audio.", by=None)
    assert names(as_user(cast.olive).get(tab(harbour), query).text) == found


@pytest.mark.once
@pytest.mark.parametrize(
    ("query", "field", "error"),
    [
        ({"since": "yesterday"}, "since", "Enter a valid date."),
        ({"since": "2026-03-12", "until": "2026-03-10"}, "until", "This day lies before the first."),
    ],
)
def test_a_wrong_day_is_said_beside_it(
    harbour: Organization, cast: SimpleNamespace, as_user: Any, query: dict[str, str], field: str, error: str
) -> None:
    text = as_user(cast.carol).get(OWN, query).text
    beside = re.search(rf'id="id_{field}_error">.*?<span>([^<]+)', text, re.DOTALL)
    assert beside
    assert beside[1] == error


@pytest.mark.once
def test_older_ones_are_a_page_further_and_keep_the_filter(
    harbour: Organization, cast: SimpleNamespace, as_user: Any
) -> None:
    for number in range(30):
        start(harbour, f"n{number:02}.mp3")
    client, address, seen = as_user(cast.carol), f"{OWN}?status=queued", []
    while address:
        text = client.get(address).text
        seen += names(text)
        found = re.search(r'id="lines-older" rel="next" href="([^"]+)"', text)
        address = found[1].replace("&amp;", "&") if found else ""
    assert seen == [f"n{number:02}" for number in reversed(range(30))]


@pytest.mark.once
def test_before_the_first_it_says_how_it_begins(harbour: Organization, cast: SimpleNamespace, as_user: Any) -> None:
    text = as_user(cast.mel).get(OWN).text
    assert "No transcriptions yet" in text
    assert 'href="/api/docs"' in text
    start(harbour)
    assert "No transcription matches" in as_user(cast.mel).get(OWN, {"status": "failed"}).text


def test_as_many_queries_for_two_as_for_a_full_page(harbour: Organization, cast: SimpleNamespace, as_user: Any) -> None:
    for who, path in (("olive", tab(harbour)), ("carol", OWN)):
        client, counts = as_user(getattr(cast, who)), []
        client.get(path)
        for more in (2, 23):
            for _ in range(more):
                start(harbour)
            with CaptureQueriesContext(connection) as queries:
                client.get(path)
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 14


@pytest.mark.parametrize("query", [{}, {"status": "failed"}, {"since": "2026-03-01", "until": "2026-03-31"}])
@pytest.mark.parametrize("who", ["olive", "carol"])
def test_a_page_is_read_along_the_customer_s_index(
    harbour: Organization, cast: SimpleNamespace, query: dict[str, str], who: str
) -> None:
    scope = Scope(getattr(cast, who))
    request: Any = SimpleNamespace(GET=query, scope=scope)
    rows = TranscriptionFilter(request, transcriptions_of(scope, harbour)).qs.filter(pk__lt=10**9).order_by("-pk")[:26]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # for a table that is empty it would read all of it
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    plan = rows.explain()
    assert "transcription_newest" in plan
    assert "TEMP B-TREE" not in plan


# --- Live -------------------------------------------------------------------------------------------------------------
def poll_of(text: str, target: str) -> str:
    found = re.search(rf'hx-get="([^"]+seen=[0-9a-f]+)" hx-trigger="every 5s" hx-target="{target}"', text)
    return found[1].replace("&amp;", "&") if found else ""


@pytest.mark.parametrize(("who", "path"), [("olive", ""), ("carol", OWN)])
def test_an_open_list_is_told_what_changes_and_then_asks_no_more(
    harbour: Organization, cast: SimpleNamespace, as_user: Any, who: str, path: str
) -> None:
    one, client = start(harbour), as_user(getattr(cast, who))
    poll = poll_of(client.get(path or tab(harbour)).text, "#transcriptions")
    assert client.get(poll, headers=POLL).status_code == 204
    complete_transcription(one, seconds=60, by=None)
    changed = client.get(poll, headers=POLL)
    assert "Completed" in changed.text
    assert "HX-Push-Url" not in changed.headers
    assert poll_of(changed.text, "#transcriptions") == ""


def test_open_details_are_told_what_changes_and_then_ask_no_more(
    harbour: Organization, cast: SimpleNamespace, as_user: Any
) -> None:
    one, client = start(harbour), as_user(cast.carol)
    poll = poll_of(client.get(f"{OWN}{one.pk}/").text, "this")
    assert client.get(poll, headers=POLL).status_code == 204
    begin_processing(one, by=None)
    changed = client.get(poll, headers=POLL).text
    assert "Processing" in changed
    assert "<dialog" not in changed
    complete_transcription(one, seconds=60, by=None)
    assert poll_of(client.get(poll, headers=POLL).text, "this") == ""


@pytest.mark.once
def test_what_asks_by_itself_says_so(harbour: Organization, cast: SimpleNamespace, as_user: Any) -> None:
    one, client = start(harbour), as_user(cast.carol)
    for path in (OWN, f"{OWN}{one.pk}/", "/console/"):
        text = client.get(path).text
        assert len(re.findall("hx-trigger=.every", text)) == len(re.findall("X-Background-Request", text)) == 1


# --- Details ----------------------------------------------------------------------------------------------------------
def facts(text: str) -> str:
    shown = text.partition('id="transcription"')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", shown).split())


@pytest.fixture
def finished(harbour: Organization, token: ApiToken) -> Transcription:
    """Ten credits were held and four of them used, in steps of 5 s, 1 min and 2 min."""
    at = NOON
    one = start(harbour, "Board.m4a", at=at, expected_seconds=600, token=token, reference="job-7")
    for seconds, act in ((5, begin_processing), (65, lambda t, by: take_step(t, name="Diarizing", by=by))):
        with clock.moved_to(at + timedelta(seconds=seconds)):
            act(one, by=None)
    with clock.moved_to(at + timedelta(seconds=185)):
        return complete_transcription(one, seconds=240, by=None)


def test_details_say_what_was_held_what_it_cost_and_how_long_each_step_took(
    finished: Transcription, cast: SimpleNamespace, as_user: Any
) -> None:
    told = facts(as_user(cast.olive).get(f"{tab(cast.harbour)}{finished.pk}/").text)
    for said in (
        "Held 10 credits Credits 4 · See the movement API token Build server rsk_", "Reference job-7",
        "Queued 10 Mar 2026, 12:00 took 5 s Processing 10 Mar 2026, 12:00 took 1 min Diarizing",
        "12:01 took 2 min Completed 10 Mar 2026, 12:03",
    ):  # fmt: skip
        assert said in told
    assert not told.endswith("under 1 s")


def test_the_movement_is_the_first_line_where_the_link_leads(
    finished: Transcription, cast: SimpleNamespace, as_user: Any
) -> None:
    client = as_user(cast.carol)
    link = re.search(r'href="(/console/credits/\?before=\d+)"', client.get(f"{OWN}{finished.pk}/").text)
    assert link
    lines = client.get(link[1]).text.partition("<tbody")[2].partition("</tr>")[0]
    assert re.search(r'data-label="Amount">\+6<', lines)  # of the ten held, what was not used


def test_a_member_sees_the_charge_and_neither_its_movement_nor_the_token(
    finished: Transcription, cast: SimpleNamespace, as_user: Any
) -> None:
    text = as_user(cast.mel).get(f"{OWN}{finished.pk}/").text
    assert "Credits 4 Reference" in facts(text)
    assert "/console/credits/" not in text
    assert "Build server" not in text


def test_a_failed_one_says_why_and_that_nothing_was_charged(
    harbour: Organization, cast: SimpleNamespace, as_user: Any
) -> None:
    one = fail_transcription(start(harbour, expected_seconds=60), reason="<b>No audio.", by=None)
    told = facts(as_user(cast.mel).get(f"{OWN}{one.pk}/").text)
    assert "Why it failed &lt;b&gt;No audio." in told
    assert "Held 1 credit, given back Credits 0" in told


@pytest.mark.once
def test_over_its_list_it_is_a_dialog_and_on_its_own_a_page(
    finished: Transcription, cast: SimpleNamespace, as_user: Any
) -> None:
    client, path = as_user(cast.carol), f"{OWN}{finished.pk}/"
    assert "<dialog" in client.get(path, headers=HTMX).text
    page = client.get(path).text
    assert "<dialog" not in page
    assert f'<a class="button" href="{OWN}">All transcriptions</a>' in page
