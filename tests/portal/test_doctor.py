"""`manage.py doctor`: a sound installation passes, and each check sees what is wrong."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import F

from credits.actions.issuing import issue_credits
from credits.actions.recharging import recharge_customer
from credits.models import Account, RequestNote
from customers.actions.invites import create_link
from customers.actions.removal import remove_user
from customers.actions.tags import create_tag
from customers.models import (
    Activity,
    ActivityDetail,
    ApiAnswer,
    ApiToken,
    BillingDetails,
    CustomerTag,
    Invite,
    Note,
    Organization,
    Registration,
    Suspension,
    Tag,
    User,
)
from reseller_portal import doctor
from reseller_portal.deletion import delete_customer
from reseller_portal.doctor import Check, Finding, Level, copies
from reseller_portal.doctor.books import missing_guards, missing_migrations
from reseller_portal.doctor.copies import invites, kinds, seats, sorting_and_search, team_types, tenants
from reseller_portal.doctor.server import (
    database_settings,
    postgresql_findings,
    postgresql_settings,
    sqlite_findings,
    sqlite_settings,
)
from reseller_portal.doctor.tombstones import tombstones
from reseller_portal.lib import append_only

SOUND_SQLITE = {
    "version": "3.40.1", "foreign_keys": "1", "recursive_triggers": "1", "synchronous": "2", "journal_mode": "delete",
    "mmap_size": "0", "transaction_mode": "IMMEDIATE",
}  # fmt: skip
SOUND_POSTGRESQL = {
    "server_version": "15.18", "server_version_num": "150018", "fsync": "on", "full_page_writes": "on",
    "synchronous_commit": "on", "data_checksums": "on", "is_superuser": "off",
}  # fmt: skip


def said(findings: Iterator[Finding], *levels: Level) -> list[str]:
    return [one.said for one in findings if one.level in (levels or (Level.PROBLEM, Level.WARNING))]


def run() -> str:
    out = StringIO()
    call_command("doctor", stdout=out)
    return out.getvalue()


@pytest.fixture
def peopled(cast: SimpleNamespace) -> SimpleNamespace:
    """The cast with credits and notes; Island is deleted, and one of Harbour's users is removed."""
    issue_credits(cast.acme, amount=10_000, key="issue", by=cast.stan)
    for customer in (cast.harbour, cast.island):
        recharge_customer(customer, amount=100, key=f"recharge {customer.pk}", note="for May", by=cast.olive)
    delete_customer(cast.island, by=cast.olive)
    remove_user(cast.mel, by=cast.olive)
    return cast


# --- The command ------------------------------------------------------------------------------------------------------
@pytest.fixture
def sound_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in production: the tests' own PostgreSQL is quick and keeps no promise."""
    monkeypatch.setattr("reseller_portal.doctor.server.postgresql_settings", lambda: SOUND_POSTGRESQL)


def test_a_sound_installation_passes(peopled: SimpleNamespace, sound_server: None) -> None:
    lines = run().splitlines()
    assert [line.partition(":")[0].split(maxsplit=1) for line in lines] == [
        ["ok", check.label] for check in doctor.CHECKS
    ]


def test_the_database_is_named_with_its_version(cast: SimpleNamespace, sound_server: None) -> None:
    name = "SQLite 3." if connection.vendor == "sqlite" else "PostgreSQL 15.18"
    assert run().startswith(f"ok       Database: {name}")


def test_a_problem_exits_with_1(cast: SimpleNamespace, sound_server: None) -> None:
    Organization.objects.filter(pk=cast.harbour.pk).update(seats=7)
    with pytest.raises(CommandError, match=rf"^1 of {len(doctor.CHECKS)} checks found a problem\.$") as refusal:
        run()
    assert refusal.value.returncode == 1


def test_a_warning_alone_passes(cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    worry = Check("Weather", lambda: iter([Finding("it rains", Level.WARNING)]))
    monkeypatch.setattr("reseller_portal.management.commands.doctor.CHECKS", (worry,))
    assert run() == "warning  Weather: it rains\n"


def test_ten_findings_of_a_check_are_printed(cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    many = Check("Many", lambda: (Finding(str(number)) for number in range(1000)))
    monkeypatch.setattr("reseller_portal.management.commands.doctor.CHECKS", (many,))
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("doctor", stdout=out)
    assert out.getvalue().splitlines()[9:] == ["problem  Many: 9", "         Many: and more"]


# --- The database -----------------------------------------------------------------------------------------------------
def test_sound_settings_of_sqlite_pass() -> None:
    assert said(sqlite_findings(SOUND_SQLITE)) == []


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("transaction_mode", "None", "transaction_mode is None, not IMMEDIATE"),
        ("foreign_keys", "0", "foreign_keys is off"),
        ("recursive_triggers", "0", "recursive_triggers is off"),
        ("synchronous", "1", "synchronous is below FULL: a power cut loses what was acknowledged"),
        ("journal_mode", "wal", "the journal is wal, and this library needs delete"),
        ("version", "3.51.3", "the journal is delete, and this library needs wal"),
        ("mmap_size", "1048576", "mmap_size is not 0"),
    ],
)
def test_a_setting_of_sqlite_that_loses_money_is_named(name: str, value: str, wrong: str) -> None:
    assert said(sqlite_findings(SOUND_SQLITE | {name: value})) == [wrong]


def test_sound_settings_of_postgresql_pass() -> None:
    assert said(postgresql_findings(SOUND_POSTGRESQL)) == []


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("server_version_num", "130020", "the server is older than PostgreSQL 14"),
        ("fsync", "off", "fsync is off: a crash can ruin the database"),
        ("full_page_writes", "off", "full_page_writes is off: a crash can ruin the database"),
        ("synchronous_commit", "off", "synchronous_commit is off: what was acknowledged can be lost"),
        ("synchronous_commit", "local", "synchronous_commit is local: what was acknowledged can be lost"),
    ],
)
def test_a_setting_of_postgresql_that_loses_money_is_a_problem(name: str, value: str, wrong: str) -> None:
    assert said(postgresql_findings(SOUND_POSTGRESQL | {name: value}), Level.PROBLEM) == [wrong]


@pytest.mark.parametrize(("name", "value"), [("data_checksums", "off"), ("is_superuser", "on")])
def test_a_setting_of_postgresql_that_is_careless_is_a_warning(name: str, value: str) -> None:
    findings = list(postgresql_findings(SOUND_POSTGRESQL | {name: value}))
    assert [one.level for one in findings] == [Level.OK, Level.WARNING]


def test_the_live_settings_are_read(db: None) -> None:
    live, sound = (
        (sqlite_settings(), SOUND_SQLITE)
        if connection.vendor == "sqlite"
        else (postgresql_settings(), SOUND_POSTGRESQL)
    )
    assert set(live) == set(sound)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the tests' own server keeps no promise")
def test_a_server_that_keeps_no_promise_is_found(db: None) -> None:
    assert "fsync is off: a crash can ruin the database" in said(database_settings())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about the live SQLite connection")
def test_the_live_sqlite_is_sound(db: None) -> None:
    assert said(database_settings()) == []


# --- Its shape --------------------------------------------------------------------------------------------------------
def test_a_guard_that_was_taken_off_is_named(db: None) -> None:
    append_only.remove()
    assert said(missing_guards())[0].endswith("does not stand; run migrate, then verify_ledger")


def test_a_migration_that_was_not_applied_is_named(db: None) -> None:
    MigrationRecorder(connection).record_unapplied("credits", "0005_forecast")
    assert "credits.0005_forecast was not applied; run migrate" in said(missing_migrations())


# --- Copies -----------------------------------------------------------------------------------------------------------
def test_every_model_with_a_tenant_has_a_parent_that_is_known() -> None:
    assert {model.__name__: copies.parents_of(model) for model in copies.tenant_models()}.values()
    assert [model.__name__ for model in copies.tenant_models() if not copies.parents_of(model)] == []


def test_a_model_without_a_known_parent_is_named(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    known = ("organization", "request", "activity", "asked_by", "made_by", "invite", "transcription")
    monkeypatch.setattr(copies, "PARENTS", known)
    assert said(tenants()) == ["FormKey has a tenant and no parent that is known here"]


def test_an_account_in_another_tenant_is_named(peopled: SimpleNamespace) -> None:
    account = Account.objects.filter(organization=peopled.harbour).first()
    Account.objects.filter(pk=account.pk).update(tenant=peopled.globex)
    assert f"account {account.pk} has another tenant than its organization" in said(tenants())


def test_a_user_in_another_tenant_is_named(cast: SimpleNamespace) -> None:
    User.objects.filter(pk=cast.carol.pk).update(tenant=cast.globex)
    assert f"user {cast.carol.pk} has another tenant than its organization" in said(tenants())


def test_a_note_in_another_tenant_is_named(peopled: SimpleNamespace) -> None:
    note = RequestNote.objects.get()
    RequestNote.objects.update(tenant=peopled.globex)
    assert said(tenants()) == [f"request note {note.pk} has another tenant than its request"]


def test_a_detail_without_the_tenant_of_its_activity_is_named(cast: SimpleNamespace) -> None:
    detail = ActivityDetail.objects.filter(tenant=cast.acme).first()
    ActivityDetail.objects.filter(pk=detail.pk).update(tenant=None)
    assert said(tenants()) == [f"activity detail {detail.pk} has another tenant than its activity"]


def test_a_customer_of_a_direct_customer_is_named(cast: SimpleNamespace) -> None:
    Organization.objects.filter(pk=cast.meadow.pk).update(tenant=cast.direct)
    assert f"organization {cast.meadow.pk} is a customer of what is no reseller" in said(tenants())


def test_a_tag_on_a_customer_of_another_tenant_is_named(cast: SimpleNamespace) -> None:
    tag = create_tag(cast.globex, name="VIP", colour="red", by=cast.gus)
    use = CustomerTag.objects.create(tenant=cast.acme, organization=cast.harbour, tag=tag)
    assert said(tenants()) == [f"customer tag {use.pk} has another tenant than its tag"]


def test_a_tag_of_what_is_no_reseller_is_named(cast: SimpleNamespace) -> None:
    tag = create_tag(cast.acme, name="VIP", colour="red", by=cast.olive)
    Tag.objects.update(tenant=cast.direct)
    assert said(tenants()) == [f"tag {tag.pk} belongs to what is no reseller"]


def test_a_user_of_another_kind_is_named(cast: SimpleNamespace) -> None:
    User.objects.filter(pk=cast.carol.pk).update(kind="regular", role="CUSTOMER")
    assert said(kinds()) == [f"user {cast.carol.pk} is of kind regular in a resellee organization"]


def test_seats_that_were_miscounted_are_named(cast: SimpleNamespace) -> None:
    Organization.objects.filter(pk=cast.harbour.pk).update(seats=F("seats") + 1)
    assert said(seats()) == [f"organization {cast.harbour.pk} counts 3, and has 2"]


def test_a_team_type_that_does_not_follow_is_named(cast: SimpleNamespace) -> None:
    assert said(team_types()) == []
    Organization.objects.filter(pk=cast.harbour.pk).update(team_type="enterprise")
    assert said(team_types()) == [f"organization {cast.harbour.pk} is of team type enterprise, not default"]


def test_a_name_that_sorts_wrongly_is_named(cast: SimpleNamespace) -> None:
    Organization.objects.filter(pk=cast.harbour.pk).update(name_key="Harbour Legal")
    assert said(sorting_and_search()) == [f"organization {cast.harbour.pk} is sorted by another name than it has"]


def test_an_email_that_is_not_found_is_named(cast: SimpleNamespace) -> None:
    Organization.objects.filter(pk=cast.harbour.pk).update(email="new@harbour.example")
    assert said(sorting_and_search()) == [f"organization {cast.harbour.pk} is found by other words than it has"]


# --- Tombstones -------------------------------------------------------------------------------------------------------
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("columns", "wrong"),
    [
        ({"first_name": "Mel"}, "has a name or habits still"),
        ({"time_zone": "UTC"}, "has a name or habits still"),
        ({"customer_columns": ["tags"]}, "has a name or habits still"),
        ({"last_login": NOW}, "has a name or habits still"),
        ({"position": "Partner"}, "has a name or habits still"),
        ({"password": "md5$x$y"}, "has a password still"),
        ({"password_expires_at": NOW}, "has a password still"),
    ],
)
def test_a_deleted_user_who_is_not_empty_is_named(
    peopled: SimpleNamespace, columns: dict[str, object], wrong: str
) -> None:
    User.objects.filter(pk=peopled.mel.pk).update(**columns)
    assert said(tombstones()) == [f"user {peopled.mel.pk} was deleted, and {wrong}"]


@pytest.mark.parametrize(
    ("columns", "wrong"),
    [
        ({"name": "Island Radio"}, "has a name still"),
        ({"reference": "I-1"}, "has a reference still"),
        ({"reference": "NW-7"}, "has a reference still"),
        ({"seats": 1}, "has an owner or seats still"),
    ],
)
def test_a_deleted_customer_that_is_not_empty_is_named(
    peopled: SimpleNamespace, columns: dict[str, object], wrong: str
) -> None:
    Organization.objects.filter(pk=peopled.island.pk).update(**columns)
    assert said(tombstones()) == [f"organization {peopled.island.pk} was deleted, and {wrong}"]


def test_billing_details_of_a_deleted_customer_are_named(peopled: SimpleNamespace) -> None:
    BillingDetails.objects.create(
        organization=peopled.island, tenant=peopled.acme, kind="individual", country="NL", city="Hoorn"
    )
    assert said(tombstones()) == [f"organization {peopled.island.pk} was deleted, and has billing details still"]


def test_an_address_of_a_deleted_user_is_named(peopled: SimpleNamespace) -> None:
    left = EmailAddress.objects.create(user=peopled.mel, email="mel@harbour.example")
    assert said(tombstones()) == [f"email address {left.pk} is a deleted user's"]


def test_a_session_of_a_deleted_user_is_named(peopled: SimpleNamespace) -> None:
    left = UserSession.objects.create(user=peopled.mel, ip="127.0.0.1", session_key="x", last_seen_at=NOW)
    assert said(tombstones()) == [f"session {left.pk} is a deleted user's"]


def test_a_note_about_a_deleted_customer_is_named(peopled: SimpleNamespace) -> None:
    request = Account.objects.get(organization=peopled.island, kind="available").credits.get().request
    RequestNote.objects.create(request=request, tenant=request.tenant, text="for May")
    assert said(tombstones()) == [f"the note of ledger request {request.pk} is about a deleted customer"]


def test_a_suspension_of_a_deleted_customer_is_named(peopled: SimpleNamespace) -> None:
    left = Suspension.objects.create(tenant=peopled.acme, organization=peopled.island, starts_at=NOW, reason="Left")
    assert said(tombstones()) == [f"suspension {left.pk} is a deleted customer's"]


def test_a_note_and_a_tag_of_a_deleted_customer_are_named(peopled: SimpleNamespace) -> None:
    tag = create_tag(peopled.acme, name="VIP", colour="red", by=peopled.olive)
    own = {"tenant": peopled.acme, "organization": peopled.island}
    use, note = CustomerTag.objects.create(**own, tag=tag), Note.objects.create(**own, text="x", written_at=NOW)
    assert said(tombstones()) == [
        f"note {note.pk} is about a deleted customer",
        f"customer tag {use.pk} is on a deleted customer",
    ]


def test_what_programs_of_a_deleted_customer_had_is_named(peopled: SimpleNamespace) -> None:
    own = {"tenant": peopled.acme, "organization": peopled.island}
    dead = {**own, "name": "Deleted", "made_at": NOW, "revoked_at": NOW}
    ApiToken.objects.create(**dead, secret_hash="as it should be")
    named, working = dead | {"name": "Nightly"}, dead | {"revoked_at": None}
    left = [ApiToken.objects.create(**facts, secret_hash=str(n)) for n, facts in enumerate((named, working))]
    answer = ApiAnswer.objects.create(**own, key="1", request_hash="", status=201, body={}, at=NOW)
    assert said(tombstones()) == [
        *(f"API token {token.pk} is a deleted customer's, and works or has a name still" for token in left),
        f"answer {answer.pk} was given to a deleted customer",
    ]


def test_values_about_a_deleted_customer_are_named(peopled: SimpleNamespace) -> None:
    deletion = Activity.objects.get(verb="customer.deleted")
    ActivityDetail.objects.filter(pk=deletion.pk).update(before={"name": "Island Radio"})
    assert said(tombstones()) == [f"activity {deletion.pk} tells what was said of a deleted customer"]


def test_values_about_a_deleted_user_are_named(peopled: SimpleNamespace) -> None:
    removal = Activity.objects.get(verb="user.removed")
    ActivityDetail.objects.filter(pk=removal.pk).update(before={"first_name": "Mel"})
    assert said(tombstones()) == [f"activity {removal.pk} tells what was said of a deleted user"]


# --- Invitations ------------------------------------------------------------------------------------------------------
@pytest.fixture
def accepted(peopled: SimpleNamespace) -> Invite:
    """An invitation that Carol registered with."""
    invite = create_link(peopled.acme, uses=1, by=peopled.olive)
    Registration.objects.create(
        tenant=peopled.acme, invite=invite, user=peopled.carol, key=uuid.uuid4(), registered_at=NOW
    )
    Invite.objects.filter(pk=invite.pk).update(used=1)
    return invite


def test_an_invitation_that_was_counted_rightly_is_not_named(accepted: Invite) -> None:
    assert said(invites()) == []


def test_an_invitation_that_was_miscounted_is_named(accepted: Invite) -> None:
    Invite.objects.filter(pk=accepted.pk).update(used=0)
    assert said(invites()) == [f"invite {accepted.pk} counts 0, and 1 registered with it"]


def test_an_invitation_of_another_tenant_is_named(accepted: Invite, peopled: SimpleNamespace) -> None:
    Invite.objects.filter(pk=accepted.pk).update(tenant=peopled.globex)
    assert f"invite {accepted.pk} has another tenant than its made_by" in said(tenants())


def test_an_invitation_that_names_a_deleted_user_is_named(accepted: Invite, peopled: SimpleNamespace) -> None:
    remove_user(peopled.carol, by=peopled.olive)
    assert said(tombstones()) == []
    Invite.objects.filter(pk=accepted.pk).update(email="carol@harbour.example")
    assert said(tombstones()) == [f"invite {accepted.pk} names a deleted user still"]
