"""The console's first page, and the missions on it and on the reseller's page of a customer."""

import re
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.actions.missions import update_mission, write_missions_down
from billing.actions.transcriptions import complete_transcription, start_transcription
from billing.models import Mission
from billing.models.missions import Event
from billing.overview import Compared, same_days
from customers.actions.tokens import create_token, revoke_token
from customers.actions.users import add_user, set_password
from customers.models import Activity, Organization
from reseller_portal.lib import clock
from tests.billing.using import event, fund, key, report

HTMX = {"HX-Request": "true", "X-Background-Request": "1"}
NOON = datetime.fromisoformat("2026-03-10T12:00:00+01:00")
CONSOLE = "/console/"


def transcribe(customer: Organization, name: str = "Board.m4a") -> None:
    one = start_transcription(customer, key=key(), name=name, token=None, by=None)
    complete_transcription(one, seconds=60, by=None)


def words(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def stat(text: str, label: str) -> str:
    return words(text.partition(label + "</div>")[2].partition('<div class="card stat">')[0].partition("</section>")[0])


# --- Figures ----------------------------------------------------------------------------------------------------------
@pytest.mark.once
@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 3, 10), (date(2026, 3, 1), date(2026, 2, 1), date(2026, 2, 10))),
        (date(2026, 3, 31), (date(2026, 3, 1), date(2026, 2, 1), date(2026, 2, 28))),
        (date(2026, 1, 5), (date(2026, 1, 1), date(2025, 12, 1), date(2025, 12, 5))),
    ],
)
def test_the_same_days_of_the_month_before_end_with_that_month(today: date, expected: tuple[date, ...]) -> None:
    assert same_days(today) == expected


@pytest.mark.once
@pytest.mark.parametrize(("now", "before", "change"), [(1124, 1000, "+12.4%"), (900, 1000, "−10%"), (5, 0, "")])
def test_a_change_has_its_sign(now: int, before: int, change: str) -> None:
    assert Compared("", now, before, "May").change == change


def test_the_month_is_compared_with_the_same_days_of_the_one_before(cast: SimpleNamespace, as_user: Any) -> None:
    harbour = fund(cast.harbour, 1000)
    for days, seconds in ((40, 1800), (30, 3600), (18, 7200), (1, 5400)):  # 29 Jan, 8, 20 Feb, 9 Mar
        at = NOON - timedelta(days=days)
        with clock.moved_to(at):
            report(harbour, event(seconds, at=at))
    with clock.moved_to(NOON):
        text = as_user(cast.mel).get(CONSOLE).text
    assert stat(text, "Hours this month").startswith("1.5 +50% against the same days of February")
    assert "Available | Used | Assigned" in text
    assert stat(text, "Transcriptions this month").startswith("0 Nothing on the same days of February")


# --- The page ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["carol", "mel", "dan", "cleo"])
def test_the_latest_five_stand_there_for_everybody(cast: SimpleNamespace, as_user: Any, who: str) -> None:
    user = getattr(cast, who)
    fund(user.organization, 10)
    for number in range(6):
        transcribe(user.organization, f"n{number}.mp3")
    text = as_user(user).get(CONSOLE).text
    assert re.findall(r'who__name">(n\d)', text) == ["n5", "n4", "n3", "n2", "n1"]


@pytest.mark.once
def test_before_anything_happened_it_says_what_will_stand_there(cast: SimpleNamespace, as_user: Any) -> None:
    text = as_user(cast.mel).get(CONSOLE).text
    assert "No transcriptions yet" in text
    assert "No credits yet" in text
    assert "Available | Used" not in text


@pytest.mark.once
def test_only_who_may_see_billing_is_led_to_the_credits(cast: SimpleNamespace, as_user: Any) -> None:
    pages = [as_user(user).get(CONSOLE).text for user in (cast.carol, cast.mel)]
    assert ['href="/console/credits/"' in page for page in pages] == [True, False]


def test_an_open_page_is_told_what_changes_and_nothing_else(cast: SimpleNamespace, as_user: Any) -> None:
    client, harbour = as_user(cast.mel), fund(cast.harbour, 10)
    poll = re.search(r'hx-get="(/console/\?seen=[0-9a-f]+)"', client.get(CONSOLE).text)
    assert poll
    assert client.get(poll[1], headers=HTMX).status_code == 204
    transcribe(harbour)
    changed = client.get(poll[1], headers=HTMX).text
    assert changed.lstrip().startswith('<div class="stack" id="overview">')
    assert "Board.m4a" in changed


def test_as_many_queries_with_much_as_with_nothing(cast: SimpleNamespace, as_user: Any) -> None:
    client, harbour, counts = as_user(cast.carol), fund(cast.harbour, 100), []
    for more in (0, 8):
        for _ in range(more):
            transcribe(harbour)
        client.get(CONSOLE)
        with CaptureQueriesContext(connection) as queries:
            client.get(CONSOLE)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10


# --- Missions ---------------------------------------------------------------------------------------------------------
def missions(text: str) -> str:
    return words(text.partition('id="missions"')[2].partition("</section>")[0]).removeprefix(">")


def test_each_is_ticked_off_by_what_really_happened(cast: SimpleNamespace, as_user: Any) -> None:
    client, island = as_user(cast.olive), fund(cast.island, 10)
    page = f"/customers/{island.pk}/"
    assert "0 of 3" in missions(client.get(page).text)
    with clock.moved_to(NOON):
        for email in ("one@island.example", "two@island.example", "late@island.example"):
            user = add_user(island, email=email, first_name="O", last_name="T", level="member", invite=False, by=None)
            if email != "late@island.example":
                assert "0 of 3" in missions(client.get(page).text)
                set_password(user, password="Correct-horse7", by=user)
        token = create_token(island, name="CI", scopes=["usage:write"], expires_at=None, by=None)
    with clock.moved_to(NOON + timedelta(days=1)):
        revoke_token(token, by=None)
        transcribe(island)
    told = missions(client.get(page).text)
    assert told.startswith("Missions All done")
    for said in ("transcription Done on 11 Mar 2026", "token Done on 10 Mar 2026", "teammate Done on 10 Mar 2026"):
        assert said in told


@pytest.mark.once
def test_an_open_one_leads_to_where_it_is_done(cast: SimpleNamespace, as_user: Any) -> None:
    def ways(user: Any) -> list[str]:
        return re.findall(r'id="mission-\w+" href="([^"]+)"', as_user(user).get(CONSOLE).text)

    assert ways(cast.mel) == ["/api/docs"]  # the second person of Harbour is there
    assert ways(cast.mia) == ["/api/docs", "/console/tokens/new/", "/console/users/new/"]


@pytest.mark.once
def test_once_all_are_done_a_line_is_enough(cast: SimpleNamespace, as_user: Any) -> None:
    transcribe(fund(cast.harbour, 10))
    create_token(cast.harbour, name="CI", scopes=["usage:write"], expires_at=None, by=None)
    text = as_user(cast.carol).get(CONSOLE).text
    assert missions(text).startswith("Missions All done What you did")
    assert "<details" in text


def test_staff_find_them_in_the_admin_and_write_their_own_words(cast: SimpleNamespace, as_user: Any) -> None:
    client = as_user(cast.stan)
    assert not Mission.objects.exists()
    for _ in range(2):
        assert client.get("/admin/billing/mission/").status_code == 200
    rows = Mission.objects.in_bulk(field_name="event")
    assert len(rows) == 3
    given = {"title": "Say <hello>", "text": "It is easy.", "position": 9, "shown": "on"}
    client.post(f"/admin/billing/mission/{rows[Event.FIRST_TRANSCRIPTION].pk}/change/", given)
    told = missions(as_user(cast.mia).get(CONSOLE).text)
    assert told.endswith("Say &lt;hello&gt; It is easy. Read how")
    assert Activity.objects.filter(verb="mission.changed", actor=cast.stan).count() == 1


@pytest.mark.once
def test_a_mission_that_staff_hide_counts_no_more(cast: SimpleNamespace, as_user: Any) -> None:
    write_missions_down(by=cast.stan)
    for mission in Mission.objects.exclude(event=Event.FIRST_TOKEN):
        update_mission(mission, shown=False, by=cast.stan)
    assert missions(as_user(cast.carol).get(CONSOLE).text).startswith("Missions 0 of 1 Create an API token")
    update_mission(Mission.objects.get(event=Event.FIRST_TOKEN), shown=False, by=cast.stan)
    assert 'id="missions"' not in as_user(cast.carol).get(CONSOLE).text


@pytest.mark.once
def test_a_title_that_cannot_be_is_refused_beside_it(cast: SimpleNamespace, as_user: Any) -> None:
    write_missions_down(by=cast.stan)
    one, client = Mission.objects.first(), as_user(cast.stan)
    assert one
    answer = client.post(f"/admin/billing/mission/{one.pk}/change/", {"title": "a\u202eb", "position": 1})
    assert "cannot be shown" in answer.text
    assert Mission.objects.get(pk=one.pk).title == one.title
