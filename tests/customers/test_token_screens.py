"""API tokens as people see them: a customer's tab, the console, a reseller's own in its settings; and the admin."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from customers.actions.organizations import disable_organization
from customers.actions.removal import remove_user
from customers.actions.tokens import create_token, note_use, revoke_token
from customers.models import ApiToken
from customers.tokens import token_of
from reseller_portal.lib import clock
from tests.customers.acting import last

HTMX = {"HX-Request": "true"}
CONSOLE, SETTINGS = "/console/tokens/", "/settings/tokens/"
SECRET = re.compile(r'id="token-secret" value="(rsk_\w{36})"')


def tab(customer):
    return f"/customers/{customer.pk}/tokens/"


def given(**more):
    return {
        "name": "Nightly report",
        "scopes": ["usage:write"],
        "lasts": "90",
        "until": "",
        "key": str(uuid.uuid4()),
    } | more


def make(organization, *, by, name="Nightly report", days=90, scopes=("usage:read",)):
    return create_token(organization, name=name, scopes=scopes, expires_at=clock.now() + timedelta(days=days), by=by)


def rows(client, path):
    """Each line of the list as it is read."""
    text = client.get(path).text.partition("<tbody")[2].partition("</tbody>")[0]
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in text.split('<tr role="row">')[1:]]


# --- Making one -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "home", "path"),
    [("sue", "harbour", tab), ("carol", "harbour", CONSOLE), ("dan", "direct", CONSOLE), ("olive", "acme", SETTINGS)],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_secret_is_shown_to_its_maker_and_works(cast, as_user, who, home, path, headers):
    home = getattr(cast, home)
    path = path(home) if callable(path) else path
    answer = as_user(getattr(cast, who)).post(f"{path}new/", given(scopes=["usage:read"]), headers=headers)
    token = token_of(SECRET.search(answer.text).group(1))
    assert (token.organization, token.made_by, token.scopes) == (home, getattr(cast, who), ["usage:read"])
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert (answer.headers.get("HX-Trigger"), "<html" in answer.text) == ("tokens-changed", not headers)


def test_sent_again_it_says_so_and_shows_no_secret(cast, as_user):
    client, sent = as_user(cast.carol), given()
    secret = SECRET.search(client.post(f"{CONSOLE}new/", sent).text).group(1)
    again = client.post(f"{CONSOLE}new/", sent)
    assert "This token was made already" in again.text
    assert secret[12:] not in again.text + client.get(CONSOLE).text
    assert ApiToken.objects.count() == 1


def test_the_grid_offers_what_the_organization_can_give(cast, as_user):
    boxes = re.compile(r'name="scopes" value="([^"]+)"')
    own = boxes.findall(as_user(cast.olive).get(f"{SETTINGS}new/").text)
    customers = boxes.findall(as_user(cast.olive).get(f"{tab(cast.harbour)}new/").text)
    assert {"customers:write", "credits:write"} <= set(own)
    assert customers == [
        "credits:read", "usage:read", "usage:write", "transcriptions:read", "transcriptions:write",
    ]  # fmt: skip


def test_a_scope_of_others_is_refused_beside_the_grid(cast, as_user):
    answer = as_user(cast.carol).post(f"{CONSOLE}new/", given(scopes=["customers:write"]), headers=HTMX)
    assert (answer.status_code, 'id="token-scopes_error"' in answer.text) == (422, True)
    assert not ApiToken.objects.exists()


NOW = datetime(2026, 11, 28, 22, 30, tzinfo=UTC)  # half past eleven in Amsterdam


@pytest.mark.parametrize(
    ("lasts", "until", "ends"),
    [
        ("30", "", NOW + timedelta(days=30)),
        ("365", "2026-01-01", NOW + timedelta(days=365)),  # a day that is not asked for is not looked at
        ("date", "2026-11-28", datetime(2026, 11, 28, 22, 59, 59, tzinfo=UTC)),  # to its end where the reseller is
        ("date", "2027-07-01", datetime(2027, 7, 1, 21, 59, 59, tzinfo=UTC)),
    ],
)
def test_it_ends_when_it_was_said(cast, as_user, lasts, until, ends):
    client = as_user(cast.carol)
    with clock.moved_to(NOW):
        client.post(f"{CONSOLE}new/", given(lasts=lasts, until=until))
    assert ApiToken.objects.get().expires_at == ends


@pytest.mark.parametrize("until", ["", "2026-11-27", "2028-11-29", "9999-12-31", "0001-01-01", "soon"])
def test_a_day_that_cannot_be_is_refused_beside_its_field(cast, as_user, until):
    client = as_user(cast.carol)
    with clock.moved_to(NOW):
        answer = client.post(f"{CONSOLE}new/", given(lasts="date", until=until), headers=HTMX)
    assert (answer.status_code, 'id="token-until_error"' in answer.text) == (422, True)


@pytest.mark.parametrize("lasts", ["", "never", "0", "9999"])
def test_one_that_never_ends_is_not_offered(cast, as_user, lasts):
    assert as_user(cast.carol).post(f"{CONSOLE}new/", given(lasts=lasts)).status_code == 422
    assert not ApiToken.objects.exists()


# --- The list ---------------------------------------------------------------------------------------------------------
def test_those_that_work_come_first_and_each_says_how_it_stands(cast, as_user):
    with clock.moved_to(clock.now() - timedelta(days=100)):
        make(cast.harbour, name="Expired", by=cast.carol)
    make(cast.harbour, name="Soon", days=7, by=cast.carol)
    revoke_token(make(cast.harbour, name="Revoked", by=cast.carol), by=cast.carol)
    note_use(make(cast.harbour, name="Fine", days=8, by=cast.carol, scopes=["usage:read", "usage:write"]))
    listed = rows(as_user(cast.olive), tab(cast.harbour))
    assert [line.split()[0] for line in listed] == ["Fine", "Soon", "Revoked", "Expired"]
    assert "Usage: read and write Active" in listed[0]
    assert "in 8 days" not in listed[0]
    assert "by Carol Test Usage: read Expires soon Never" in listed[1]
    assert "in 7 days Revoke" in listed[1]
    assert [line.endswith(" Revoke") for line in listed] == [True, True, False, False]
    token = ApiToken.objects.get(name="Fine")
    assert f"{token.prefix} ••••" in listed[0]


def test_a_customer_sees_its_reseller_as_the_maker_and_not_its_people(cast, as_user):
    for maker in (cast.olive, cast.carol, cast.stan, None):
        make(cast.harbour, by=maker)
    listed = rows(as_user(cast.carol), CONSOLE)
    assert [re.search(r" by (.+) Usage", line).group(1) for line in listed] == [
        "System", "Acme Resale", "Carol Test", "Acme Resale",
    ]  # fmt: skip


def test_a_maker_who_was_removed_is_named_no_more(cast, as_user):
    token = make(cast.harbour, by=cast.mel)
    remove_user(cast.mel, by=cast.olive)
    assert "by Deleted user" in rows(as_user(cast.carol), CONSOLE)[0]
    assert token.state == "Active"


def test_each_list_holds_its_own_organizations_tokens(cast, as_user):
    for home in (cast.acme, cast.harbour, cast.island, cast.meadow):
        make(home, name=f"Of {home}", by=None)
    olive = as_user(cast.olive)
    assert [line[:16] for line in rows(olive, tab(cast.harbour))] == ["Of Harbour Legal"]
    assert [line[:14] for line in rows(olive, SETTINGS)] == ["Of Acme Resale"]
    assert [line[:16] for line in rows(as_user(cast.carol), CONSOLE)] == ["Of Harbour Legal"]


@pytest.mark.parametrize(
    ("who", "path", "words"),
    [
        ("olive", None, "this customer&#x27;s programs report usage"),
        ("carol", CONSOLE, "your programs report usage"),
        ("olive", SETTINGS, "your own programs manage customers"),
    ],
)
def test_where_there_are_none_it_says_what_they_are_for(cast, as_user, who, path, words):
    answer = as_user(getattr(cast, who)).get(path or tab(cast.harbour))
    assert words in answer.text


def test_the_list_costs_the_same_for_two_and_for_twenty(cast, as_user, django_assert_max_num_queries):
    client = as_user(cast.olive)
    for n in range(20):
        make(cast.harbour, name=str(n), by=(cast.olive, cast.carol, cast.mel)[n % 3])
    client.get(tab(cast.harbour), headers=HTMX)
    with django_assert_max_num_queries(14):
        client.get(tab(cast.harbour), headers=HTMX)


def test_it_says_where_the_api_is_blocked(cast, as_user):
    disable_organization(cast.harbour, block_api=True, by=cast.olive)
    assert "API access is blocked" in as_user(cast.olive).get(tab(cast.harbour)).text


# --- Who --------------------------------------------------------------------------------------------------------------
def test_members_see_none_of_it(cast, as_user):
    for member in (cast.mel, cast.cleo):
        client = as_user(member)
        assert [client.get(path).status_code for path in (CONSOLE, f"{CONSOLE}new/")] == [403, 403]
        assert CONSOLE not in client.get("/console/").text
    assert CONSOLE in as_user(cast.carol).get("/console/").text


@pytest.mark.parametrize("who", ["fay", "rob"])
def test_who_may_only_look_sees_no_buttons(cast, as_user, who):
    make(cast.harbour, by=cast.olive)
    text = as_user(getattr(cast, who)).get(tab(cast.harbour)).text
    assert "Nightly report" in text
    assert ("New API token" in text, "/revocation/" in text) == (False, False)


@pytest.mark.parametrize("who", ["sue", "fay", "rob"])
def test_a_resellers_own_are_its_owners_to_make(cast, as_user, who):
    client = as_user(getattr(cast, who))
    assert (client.get(SETTINGS).status_code, client.post(f"{SETTINGS}new/", given()).status_code) == (200, 403)


# --- The end of one ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_revoking_names_the_token_asks_and_is_immediate(cast, as_user, headers):
    token, client = make(cast.harbour, by=cast.olive), as_user(cast.carol)
    path = f"{CONSOLE}{token.pk}/revocation/"
    asked = client.get(path, headers=headers).text
    assert "Revoke Nightly report" in asked
    assert "It was never used." in asked
    assert token_of(token.secret)
    client.post(path, headers=headers)
    assert (token_of(token.secret), last().verb, last().actor) == (None, "api_token.revoked", cast.carol)


def test_revoking_again_says_that_it_was(cast, as_user):
    token, client = make(cast.harbour, by=cast.olive), as_user(cast.olive)
    for said in ("was revoked", "had been revoked already"):
        assert said in client.post(f"{tab(cast.harbour)}{token.pk}/revocation/", follow=True).text


def test_anothers_is_not_found(cast, as_user):
    own, other = make(cast.acme, by=cast.olive), make(cast.harbour, by=cast.olive)
    olive = as_user(cast.olive)
    for client, path in (
        (olive, f"{tab(cast.island)}{other.pk}/revocation/"),  # under another customer's address
        (olive, f"{SETTINGS}{other.pk}/revocation/"),
        (as_user(cast.carol), f"{CONSOLE}{own.pk}/revocation/"),
        (as_user(cast.gus), f"{tab(cast.harbour)}{other.pk}/revocation/"),
    ):
        assert client.post(path).status_code == 404
    assert ApiToken.objects.usable().count() == 2


# --- The admin --------------------------------------------------------------------------------------------------------
ADMIN = "/admin/customers/apitoken/"


def test_staff_read_them_and_revoke(cast, staff):
    token = make(cast.harbour, by=cast.carol)
    assert "Nightly report" in staff.get(ADMIN, {"q": "harbour"}).text
    page = staff.get(f"{ADMIN}{token.pk}/change/").text
    assert (token.prefix in page, token.secret_hash in page, 'name="_save"' in page) == (True, False, False)
    assert f"{ADMIN}{token.pk}/revocation/" in page
    staff.post(f"{ADMIN}{token.pk}/revocation/")
    assert (token_of(token.secret), last().actor) == (None, cast.stan)


def test_staff_make_none(cast, staff):
    assert staff.get(f"{ADMIN}add/").status_code == 403
