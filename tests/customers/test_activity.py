"""Everything that happened: /activity/ for a reseller, /console/activity/ for a customer's administrators."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers import history, wording
from customers.actions.activity import record_activity
from customers.actions.organizations import disable_organization, update_organization
from customers.actions.tokens import create_token
from customers.actions.users import change_level
from customers.filters import WHAT
from customers.models import Activity
from customers.roles import Level
from customers.scope import Scope
from reseller_portal.lib import ambient, clock

PATH, FILE = "/activity/", "/activity.csv"
OWN, OWN_FILE = "/console/activity/", "/console/activity.csv"
HTMX = {"HX-Request": "true", "HX-Target": "activity"}


def said(client, path=PATH, **query):
    """The lines as a reader sees them."""
    text = client.get(path, query).text.partition("<tbody")[2].partition("</tbody>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in text.split('<tr role="row">')[1:]]


def file_of(client, path=FILE, **query):
    answer = client.get(path, query)
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


# --- Who ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["olive", "sue", "fay", "rob"])
def test_every_level_reads_the_whole_tenant_and_nothing_else(cast, as_user, who):
    update_organization(cast.meadow, name="Meadow Elsewhere", by=cast.gus)
    text = as_user(getattr(cast, who)).get(PATH).text
    assert "Harbour Legal" in text
    assert "Island Radio" in text
    assert "Meadow" not in text


@pytest.mark.parametrize("path", [PATH, FILE])
@pytest.mark.parametrize("who", ["carol", "mel", "dan"])
def test_customers_people_do_not_read_their_resellers(cast, as_user, who, path):
    assert as_user(getattr(cast, who)).get(path).status_code == 403


@pytest.mark.parametrize("path", [OWN, OWN_FILE])
@pytest.mark.parametrize("who", ["mel", "cleo", "olive"])
def test_only_administrators_read_the_consoles(cast, as_user, who, path):
    assert as_user(getattr(cast, who)).get(path).status_code == 403


def test_a_line_has_who_what_to_whom_when_and_from_where(cast, as_user):
    client = as_user(cast.sue)
    client.post(f"/customers/{cast.harbour.pk}/suspension/", REMOTE_ADDR="192.0.2.7")
    line = said(as_user(cast.olive))[0]
    assert line.startswith("Disabled the customer Harbour Legal Sue Test")
    assert line.endswith("192.0.2.7")


def test_the_customer_is_a_link_to_its_page(cast, as_user):
    disable_organization(cast.harbour, by=cast.sue)
    assert (
        f'<a class="link" href="/customers/{cast.harbour.pk}/"><bdi>Harbour Legal</bdi></a>'
        in as_user(cast.olive).get(PATH).text
    )


def test_a_change_shows_before_and_after(cast, as_user):
    update_organization(cast.harbour, name="Harbour Law", by=cast.sue)
    assert "was Harbour Legal → is now Harbour Law" in said(as_user(cast.olive))[0]


# --- Programs -----------------------------------------------------------------------------------------------------
@pytest.fixture
def programs(cast):
    """A program of Acme's and one of Harbour's each did something to Harbour."""
    for home in (cast.acme, cast.harbour):
        token = create_token(home, name=f"Key of {home}", scopes=["usage:read"], expires_at=None, by=cast.olive)
        with ambient.of_token(token.pk):
            record_activity("user.invited", cast.carol, organization=cast.harbour, by=None)
    return cast


def test_what_programs_did_is_told_with_their_tokens(programs, as_user):
    lines = said(as_user(programs.olive), who="programs")
    for line, home in zip(lines, ("Harbour Legal", "Acme Resale"), strict=True):
        assert f"Harbour Legal A program with API token Key of {home}" in line


def test_a_customer_sees_its_own_programs_and_its_reseller_for_the_others(programs, as_user):
    client = as_user(programs.carol)
    lines = [line for line in said(client, OWN) if line.startswith("Mailed Carol")]
    assert "A program with API token Key of Harbour Legal" in lines[0]
    assert "Acme Resale" in lines[1]
    assert "Key of Acme" not in client.get(OWN).text
    assert len(said(client, OWN, who="programs")) == 1
    assert any(line.startswith("Mailed Carol") for line in said(client, OWN, who="outside"))
    assert said(client, OWN, who="system") == []


def test_the_file_names_the_token(programs, as_user):
    assert file_of(as_user(programs.olive), who="programs")[0]["Who"] == "A program with API token Key of Harbour Legal"


def test_a_customer_reads_that_its_reseller_made_a_token_for_it(programs, as_user):
    lines = said(as_user(programs.carol), OWN, what="tokens")
    assert [line[:58] for line in lines] == ["Created an API token Scopes Usage: read Token Key of Harbo"]
    assert "Acme Resale" in lines[0]
    assert "Olive" not in lines[0]


# --- Narrowing ----------------------------------------------------------------------------------------------------
@pytest.fixture
def eventful(cast):
    """One thing of each kind, each by somebody else."""
    update_organization(cast.harbour, name="Harbour Law", by=cast.olive)
    change_level(cast.mel, level=Level.ADMINISTRATOR, by=cast.sue)
    record_activity("credits.recharged", cast.island, organization=cast.island, by=cast.fay)
    record_activity("user.signed_in", cast.carol, organization=cast.harbour, by=cast.carol)
    disable_organization(cast.island, by=None)
    return cast


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"who": "sue"}, ["Changed Level of Mel Test", "Set a password"]),
        ({"who": "customers", "what": "sign-ins"}, ["Signed in"]),
        ({"who": "system"}, ["Disabled the customer"]),
        ({"what": "credits"}, ["Recharged credits"]),
        ({"what": "users", "who": "sue"}, ["Changed Level of Mel Test", "Set a password"]),
        (
            {"what": "customers", "who": "olive", "customer": "harbour"},
            ["Changed Organization name", "Created the customer"],
        ),
        ({"customer": "studio@island", "what": "credits"}, ["Recharged credits"]),
        ({"customer": "nothing at all"}, []),
    ],
)
def test_it_is_narrowed_by_who_what_and_customer(eventful, as_user, query, found):
    query = query | ({"who": getattr(eventful, query["who"]).pk} if hasattr(eventful, query.get("who", "")) else {})
    lines = said(as_user(eventful.olive), **query)
    assert [next((start for start in found if line.startswith(start)), line) for line in lines] == found


def test_digits_are_a_customers_id(eventful, as_user):
    lines = said(as_user(eventful.olive), customer=str(eventful.island.pk))
    assert lines
    assert all("Island Radio" in line for line in lines)


@pytest.mark.parametrize(
    "query", [{"who": "999999"}, {"what": "nonsense"}, {"since": "31-31"}, {"before": "x"}, {"who": "\x00"}]
)
def test_a_value_that_makes_no_sense_filters_nothing(eventful, as_user, query):
    client = as_user(eventful.olive)
    assert said(client, **query) == said(client)


def test_somebody_of_another_tenant_is_no_choice(cast, as_user):
    client = as_user(cast.olive)
    assert said(client, who=cast.gus.pk) == said(client)


def test_both_days_count_in_the_readers_zone(cast, as_user):
    with clock.moved_to(datetime(2026, 11, 9, 23, 30, tzinfo=UTC)):  # the 10th in Amsterdam
        update_organization(cast.harbour, name="Of the tenth", by=cast.olive)
    client = as_user(cast.olive)
    assert len(said(client, since="2026-11-10", until="2026-11-10")) == 1
    assert said(client, since="2026-11-09", until="2026-11-09") == []


def test_the_address_carries_it_all_and_no_empty_parameter(eventful, as_user):
    answer = as_user(eventful.olive).get(PATH, {"who": "", "what": "credits", "customer": ""}, headers=HTMX)
    assert answer["HX-Push-Url"] == "/activity/?what=credits"
    assert 'href="/activity.csv?who=&amp;what=credits&amp;customer="' in answer.text
    assert "<html" not in answer.text


def test_older_lines_keep_the_filter_and_none_is_lost(cast, as_user):
    client = as_user(cast.olive)
    for number in range(60):
        update_organization(cast.harbour, name=f"Name {number:02}", by=cast.sue)
        update_organization(cast.island, name=f"Other {number:02}", by=cast.olive)
    seen, address = [], f"{PATH}?who={cast.sue.pk}"
    while address:
        text = client.get(address).text
        seen += re.findall(r"is now </span>(\w+ \d\d)</bdi>", text)
        found = re.search(r'id="activity-older" rel="next" href="([^"]+)"', text)
        address = found and found.group(1).replace("&amp;", "&")
    assert seen == [f"Name {number:02}" for number in reversed(range(60))]


def test_every_verb_is_of_exactly_one_kind(cast):
    for verb in wording.SENTENCES:
        row = record_activity(verb, cast.harbour, organization=cast.harbour, by=cast.olive)
        kinds = [
            name for name, (_, condition) in WHAT.items() if Activity.objects.filter(condition, pk=row.pk).exists()
        ]
        assert len(kinds) == 1, (verb, kinds)


def test_as_many_queries_for_two_lines_as_for_a_full_page(cast, as_user):
    client = as_user(cast.olive)
    client.get("/profile/")
    with CaptureQueriesContext(connection) as few:
        client.get(PATH, {"since": "2020-01-01"})
    for number in range(30):
        update_organization(cast.harbour, name=f"Name {number:02}", by=[cast.olive, cast.sue, cast.mel][number % 3])
        change_level(cast.mel, level=[Level.ADMINISTRATOR, Level.MEMBER][number % 2], by=cast.sue)
    with CaptureQueriesContext(connection) as many:
        client.get(PATH, {"since": "2020-01-01"})
    assert len(few) == len(many) <= 12


# --- The file -----------------------------------------------------------------------------------------------------
def test_the_file_has_what_the_screen_has(eventful, as_user):
    line = file_of(as_user(eventful.olive), who=eventful.sue.pk)[0]
    assert line["What"] == "Changed Level of Mel Test"
    assert (line["Who"], line["Customer"], line["Customer ID"]) == ("Sue Test", "Harbour Law", str(eventful.harbour.pk))
    assert line["Before and after"] == "Level: Member → Administrator"
    assert re.fullmatch(r"2\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00", line["When"])


def test_the_file_has_every_line_across_its_pages(cast, as_user, monkeypatch):
    monkeypatch.setattr(history, "FILE_PAGE", 7)
    for number in range(20):
        update_organization(cast.harbour, name=f"Name {number:02}", by=cast.sue)
    names = [line["Before and after"].rpartition("→ ")[2] for line in file_of(as_user(cast.olive), who=cast.sue.pk)][
        :-1
    ]
    assert names == [f"Name {number:02}" for number in reversed(range(20))]  # the last line is her password


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+31", "-2", "＝cmd"])
def test_no_cell_is_a_formula(cast, as_user, name):
    update_organization(cast.harbour, name=name, by=cast.sue)
    line = file_of(as_user(cast.olive), who=cast.sue.pk)[0]
    assert line["Customer"].startswith("'")


def test_an_export_is_written_down_and_is_not_in_its_own_file(cast, as_user):
    client = as_user(cast.olive)
    expected = Activity.objects.visible_to(Scope(cast.olive)).count()
    assert len(file_of(client)) == expected
    row = Activity.objects.select_related("detail").latest("id")
    assert (row.verb, row.actor, row.organization) == ("activity.exported", cast.olive, cast.acme)
    assert row.detail.after == {"rows": expected}


def test_asking_for_the_head_of_the_file_writes_nothing_down(cast, as_user):
    as_user(cast.olive).head(FILE)
    assert not Activity.objects.filter(verb="activity.exported").exists()


# --- The console's ------------------------------------------------------------------------------------------------
def test_an_administrator_reads_what_the_own_people_did(cast, as_user):
    record_activity("user.signed_in", cast.mel, organization=cast.harbour, by=cast.mel)
    record_activity("user.signed_in", cast.mia, organization=cast.meadow, by=cast.mia)
    lines = said(as_user(cast.carol), OWN)
    assert lines[0].startswith("Signed in Mel Test")
    assert not any("Mia" in line for line in lines)


def test_an_administrator_reads_the_reseller_as_a_company(cast, as_user):
    client = as_user(cast.sue)
    client.post(
        f"/customers/{cast.harbour.pk}/users/{cast.mel.pk}/level/", {"level": "administrator"}, REMOTE_ADDR="192.0.2.7"
    )
    text = as_user(cast.carol).get(OWN).text
    assert "Changed Level of Mel Test" in text
    assert "Acme Resale" in text
    assert "Sue" not in text
    assert "192.0.2.7" not in text


def test_what_the_reseller_does_about_a_customer_is_its_own(cast, as_user):
    record_activity("note.added", cast.harbour, organization=cast.harbour, by=cast.sue, after={"note": "pays late"})
    for path in (OWN, OWN_FILE):
        answer = as_user(cast.carol).get(path)
        text = answer.text if path == OWN else b"".join(answer.streaming_content).decode()
        assert "pays late" not in text


def test_a_direct_customer_reads_the_platform_as_a_company(cast, as_user, settings):
    change_level(cast.cleo, level=Level.ADMINISTRATOR, by=cast.stan)
    text = as_user(cast.dan).get(OWN).text
    assert settings.PORTAL_NAME in text
    assert "Stan" not in text
