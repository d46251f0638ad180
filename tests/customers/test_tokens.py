"""API tokens as actions: the shape of a secret, what is kept of it, and whom it lets in until when."""

from datetime import timedelta

import pytest

from customers.actions.organizations import disable_organization
from customers.actions.tokens import LARGEST_NUMBER, LONGEST, create_token, note_use, revoke_token
from customers.models import Activity, ActivityDetail, ApiAnswer, ApiToken
from customers.roles import Kind
from customers.scope import Scope
from customers.token_scopes import scopes_of
from customers.tokens import SHOWN, is_well_formed, new_secret, token_of
from reseller_portal.deletion import delete_customer
from reseller_portal.lib import ambient, clock
from tests.customers.acting import last, refusal

USE = ["usage:write"]


def make(organization, *, by, **facts):
    given = {"name": "Nightly report", "scopes": scopes_of(organization.kind), "expires_at": None}
    return create_token(organization, **{**given, **facts}, by=by)


@pytest.fixture
def token(cast):
    return make(cast.harbour, by=cast.olive)


# --- The secret -------------------------------------------------------------------------------------------------------
def test_a_secret_has_a_start_thirty_characters_and_a_checksum():
    secret = new_secret()
    assert (secret[:4], len(secret), secret.replace("_", "", 1).isalnum()) == ("rsk_", 40, True)


@pytest.mark.once
def test_the_checksum_is_what_other_tools_compute():
    """CRC32 in base 62, as secret scanners know it; worked out by hand with zlib."""
    assert is_well_formed("rsk_" + "0" * 30 + "1tJFoG")


@pytest.mark.once
@pytest.mark.parametrize("broken", ["", "rsk_", "rsk_\udcff", "gsk_{}", "{}0", "{}\n", " {}", "RSK_{}", "ré{}"])
def test_what_cannot_be_a_secret_is_told_without_the_database(broken):
    """There is no database in this test: a query would fail."""
    assert token_of(broken.format(new_secret())) is None


@pytest.mark.parametrize("place", [4, 20, 33, 34, 39])
def test_a_mistyped_secret_costs_no_query(token, django_assert_num_queries, place):
    wrong = "b" if token.secret[place] == "a" else "a"
    with django_assert_num_queries(0):
        assert token_of(token.secret[:place] + wrong + token.secret[place + 1 :]) is None


def test_a_right_one_costs_one_query(token, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = token_of(token.secret)
        assert (found, found.organization.root.name) == (token, "Acme Resale")


def test_one_that_is_well_formed_and_not_ours_finds_nothing(token):
    assert token_of(new_secret()) is None


def test_the_database_holds_the_beginning_and_a_hash(token):
    kept = repr([list(model.objects.values()) for model in (ApiToken, Activity, ActivityDetail)])
    assert token.secret[SHOWN:] not in kept
    assert token.prefix == token.secret[:12]
    assert ApiToken.objects.get().secret == ""


# --- Whom it lets in --------------------------------------------------------------------------------------------------
def test_a_revoked_one_is_refused_at_once(cast, token):
    revoke_token(token, by=cast.olive)
    assert token_of(token.secret) is None


@pytest.mark.parametrize(("left", "works"), [(timedelta(0), False), (timedelta(seconds=1), True)])
def test_one_ends_to_the_second(cast, left, works):
    end = clock.now() + timedelta(days=30)
    token = make(cast.harbour, by=cast.olive, expires_at=end)
    with clock.moved_to(end - left):
        assert (token_of(token.secret) is not None) is works
        assert token.state == ("Active" if works else "Expired")


@pytest.mark.parametrize(("block", "works"), [(False, True), (True, False)])
def test_a_disabled_customers_works_unless_its_api_is_blocked(cast, token, block, works):
    disable_organization(cast.harbour, block_api=block, by=cast.olive)
    assert (token_of(token.secret) is not None) is works


def test_of_a_disabled_reseller_its_own_is_refused_and_its_customers_goes_on(cast, token):
    own = make(cast.acme, by=cast.olive)
    assert token_of(own.secret) == own
    disable_organization(cast.acme, by=cast.stan)
    assert (token_of(own.secret), token_of(token.secret)) == (None, token)


def test_a_direct_customers_works_while_it_is_disabled(cast):
    token = make(cast.direct, by=cast.dan)
    disable_organization(cast.direct, by=cast.stan)
    assert token_of(token.secret) == token


def test_a_deleted_customers_is_refused_and_a_tombstone(cast, token):
    revoked = make(cast.harbour, by=cast.olive)
    revoke_token(revoked, by=cast.olive)
    before = ApiToken.objects.get(pk=revoked.pk).revoked_at
    ApiAnswer.objects.create(
        tenant=cast.acme, organization=cast.harbour, key="1", request_hash="", status=201, body={}, at=clock.now()
    )
    delete_customer(cast.harbour, by=cast.olive)
    assert token_of(token.secret) is None
    assert set(ApiToken.objects.values_list("name", "scopes__0")) == {("Deleted", None)}
    assert ApiToken.objects.get(pk=token.pk).state == "Revoked"
    assert ApiToken.objects.get(pk=revoked.pk).revoked_at == before
    assert not ApiAnswer.objects.exists()


def test_of_a_customer_whose_deletion_was_cut_short_it_is_refused_too(cast, token):
    type(cast.harbour).objects.filter(pk=cast.harbour.pk).update(deleted_at=clock.now(), email=None)
    assert token_of(token.secret) is None


def test_another_customers_stays_as_it_is(cast, token):
    delete_customer(cast.island, by=cast.olive)
    assert token_of(token.secret).name == "Nightly report"


# --- Making -----------------------------------------------------------------------------------------------------------
def test_making_one_is_written_down_without_its_secret(cast, token):
    row = last()
    assert (row.verb, row.subject_id, row.organization, row.actor) == (
        "api_token.created", token.pk, cast.harbour, cast.olive,
    )  # fmt: skip
    assert row.detail.after == {"token_name": "Nightly report", "scopes": ", ".join(token.scopes)}


@pytest.mark.parametrize("scopes", [[], ["customers:read"], ["usage:write", "admin:write"], ["usage"]])
def test_scopes_that_a_customer_cannot_give_are_refused(cast, scopes):
    assert refusal(make, cast.harbour, scopes=scopes, by=cast.olive).field == "scopes"


def test_a_reseller_s_own_cannot_report_usage(cast):
    assert refusal(make, cast.acme, scopes=USE, by=cast.olive).field == "scopes"


@pytest.mark.parametrize("days", [0, -1, LONGEST.days + 1])
def test_an_end_that_has_passed_or_means_never_is_refused(cast, days):
    end = clock.now() + timedelta(days=days)
    assert refusal(make, cast.harbour, expires_at=end, by=cast.olive).field == "expires_at"


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\u202eb"])
def test_a_name_that_cannot_be_is_refused(cast, name):
    assert refusal(make, cast.harbour, name=name, by=cast.olive).field == "name"


def test_there_may_be_so_many_usable_ones(cast, token):
    rest = [
        ApiToken(tenant=cast.acme, organization=cast.harbour, name="x", secret_hash=str(n), made_at=clock.now())
        for n in range(LARGEST_NUMBER - 1)
    ]
    ApiToken.objects.bulk_create(rest)
    assert "Revoke one" in refusal(make, cast.harbour, by=cast.olive).message
    revoke_token(token, by=cast.olive)
    assert make(cast.harbour, by=cast.olive)


def test_a_program_makes_none(cast):
    own = make(cast.acme, by=cast.olive)
    assert Scope(token=own).may("customers.change")
    with ambient.of_token(own.pk):
        assert refusal(make, cast.harbour, by=None).message == "A program cannot make API tokens."


def test_a_deleted_customer_gets_none(cast):
    delete_customer(cast.harbour, by=cast.olive)
    assert refusal(make, cast.harbour, by=cast.olive).message == "This organization was deleted."


# --- Revoking, and the last use ---------------------------------------------------------------------------------------
def test_revoking_is_written_down_once(cast, token):
    revoke_token(token, by=cast.carol)
    at = token.revoked_at
    revoke_token(token, by=cast.olive)
    assert token.revoked_at == at
    rows = Activity.objects.filter(verb="api_token.revoked")
    assert [(row.actor, row.detail.after) for row in rows] == [(cast.carol, {"token_name": "Nightly report"})]


def test_the_last_use_is_written_every_five_minutes_at_most(token, django_assert_num_queries):
    start = clock.now()
    for minutes, queries in ((0, 1), (4, 0), (6, 1)):
        token.refresh_from_db()
        with clock.moved_to(start + timedelta(minutes=minutes)), django_assert_num_queries(queries):
            note_use(token)
    token.refresh_from_db()
    assert token.last_used_at == start + timedelta(minutes=6)


# --- Who sees which ---------------------------------------------------------------------------------------------------
def test_a_program_sees_no_tokens_at_all(cast, token):
    own = make(cast.acme, by=cast.olive)
    for program in (token, own):
        assert not ApiToken.objects.visible_to(Scope(token=program)).exists()


def test_no_scope_stands_for_the_screens_of_tokens(cast):
    for kind in Kind:
        program = ApiToken(organization=cast.harbour, scopes=list(scopes_of(kind)))
        assert not any(Scope(token=program).may(screen) for screen in ("console.tokens", "settings.change"))
