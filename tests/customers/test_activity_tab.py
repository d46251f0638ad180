"""The Activity tab: who did what, in plain words, newest first."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from customers import wording
from customers.actions.activity import record_activity
from customers.actions.organizations import disable_organization, update_organization
from customers.actions.removal import remove_user
from customers.actions.users import change_level
from customers.models import ActivityDetail
from customers.roles import Level

ROOT = Path(__file__).parents[2]


def path(customer, **query):
    return f"/customers/{customer.pk}/activity/" + "".join(f"?{key}={value}" for key, value in query.items())


def said(client, customer, **query):
    """The lines as a reader sees them."""
    text = client.get(path(customer, **query)).text.partition("<tbody")[2].partition("</tbody>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in text.split('<tr role="row">')[1:]]


def test_a_change_names_the_field_and_both_values(cast, as_user):
    update_organization(cast.harbour, phone="+31612345678", by=cast.sue)
    update_organization(cast.harbour, phone="+31612345679", by=cast.sue)
    newest, before, *_ = said(as_user(cast.olive), cast.harbour)
    assert newest.startswith("Changed Phone number Phone number was +31 6 12345678 → is now +31 6 12345679 Sue Test")
    assert "Phone number +31 6 12345678" in before


@pytest.mark.parametrize("who", ["olive", "sue", "fay", "rob"])
def test_every_level_reads_it(cast, as_user, who):
    assert "Created the customer" in as_user(getattr(cast, who)).get(path(cast.harbour)).text


def test_a_stranger_finds_nothing(cast, as_user):
    assert as_user(cast.gus).get(path(cast.harbour)).status_code == 404


def test_only_this_customers_rows_are_shown(cast, as_user):
    update_organization(cast.island, name="Elsewhere", by=cast.olive)
    assert "Elsewhere" not in as_user(cast.olive).get(path(cast.harbour)).text


def test_what_happened_without_anybody_was_the_system(cast, as_user):
    disable_organization(cast.harbour, by=None)
    assert said(as_user(cast.olive), cast.harbour)[0].startswith("Disabled the customer System")


def test_a_removed_user_is_named_no_more(cast, as_user):
    update_organization(cast.harbour, name="By Mel", by=cast.mel)
    change_level(cast.mel, level=Level.ADMINISTRATOR, by=cast.olive)
    remove_user(cast.mel, by=cast.olive)
    lines = said(as_user(cast.olive), cast.harbour)
    assert lines[0].startswith("Removed a deleted user Olive Test")
    assert any("Deleted user" in line and "By Mel" in line for line in lines)
    assert not any("Mel Test" in line or "mel@" in line for line in lines)


def test_a_row_whose_detail_was_erased_still_stands(cast, as_user):
    update_organization(cast.harbour, name="Harbour Law", by=cast.olive)
    ActivityDetail.objects.all().delete()
    assert said(as_user(cast.olive), cast.harbour)[0].startswith("Changed Organization name Olive Test")


def test_a_verb_nobody_put_into_words_is_readable(cast, as_user):
    record_activity("tag.added_again", cast.harbour, organization=cast.harbour, by=cast.olive)
    assert said(as_user(cast.olive), cast.harbour)[0].startswith("Added again tag Olive Test")


def test_the_moment_has_its_zone(cast, as_user):
    assert re.search(r'title="\d+ \w+ \d{4}, \d\d:\d\d CES?T"', as_user(cast.olive).get(path(cast.harbour)).text)


def test_older_rows_are_a_link_away_and_none_is_lost(cast, as_user):
    client = as_user(cast.olive)
    for number in range(60):
        update_organization(cast.harbour, name=f"Name {number:02}", by=cast.olive)
    seen, address = [], path(cast.harbour)
    while address:
        text = client.get(address).text
        seen += re.findall(r"is now </span>(Name \d\d)</bdi>", text)
        found = re.search(r'id="activity-older" rel="next" href="([^"]+)"', text)
        address = found and found.group(1)
    assert seen == [f"Name {number:02}" for number in reversed(range(60))]


def test_as_many_queries_for_two_rows_as_for_a_full_page(cast, as_user):
    client = as_user(cast.olive)
    client.get("/profile/")
    with CaptureQueriesContext(connection) as few:
        client.get(path(cast.harbour))
    for number in range(30):
        update_organization(cast.harbour, name=f"Name {number:02}", by=[cast.olive, cast.sue, cast.mel][number % 3])
        change_level(cast.mel, level=[Level.ADMINISTRATOR, Level.MEMBER][number % 2], by=cast.sue)
    with CaptureQueriesContext(connection) as many:
        client.get(path(cast.harbour))
    assert len(few) == len(many) <= 12


def test_every_verb_in_the_code_has_its_sentence():
    found = set()
    for app in ("customers", "reseller_portal"):
        for module in (ROOT / app).rglob("*.py"):
            found |= set(re.findall(r'record_activity\(\s*"([a-z_.]+)"', module.read_text()))
    assert found
    assert found - set(wording.SENTENCES) == set()


def test_an_open_tab_follows_what_is_done_on_its_page(cast, as_user):
    page = as_user(cast.olive).get(f"/customers/{cast.harbour.pk}/activity/").text
    assert 'hx-trigger="customers-changed from:body, customer-saved from:body"' in page
