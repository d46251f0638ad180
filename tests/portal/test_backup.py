"""`manage.py backup` and `restore`, drilled: everything is destroyed and is there again."""

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder

from credits.actions.issuing import issue_credits
from credits.actions.recharging import recharge_customer
from credits.actions.spending import reserve_credits, spend_credits
from credits.models import Account, Reservation, Transfer
from customers.models import Activity, Organization, User
from reseller_portal.backups import BackupError, make_backup, on_postgresql, on_sqlite
from reseller_portal.lib import append_only, clock

pytestmark = pytest.mark.django_db(transaction=True)
SQLITE = connection.vendor == "sqlite"
on_sqlite_only = pytest.mark.skipif(not SQLITE, reason="about SQLite's files")
same_on_both = pytest.mark.skipif(not SQLITE, reason="no database changes it, and SQLite's files are made quicker")
on_postgresql_only = pytest.mark.skipif(SQLITE, reason="about PostgreSQL's programs")


def administer(sql: str) -> None:
    """On the server, in none of its databases that a test uses."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql)


def leave_alone(database: str) -> None:
    """A database cannot be copied while somebody is connected, such as a thread that an earlier test left behind."""
    administer(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")


@pytest.fixture
def own_database(transactional_db: None, cast: SimpleNamespace, tmp_path: Path) -> Iterator[str]:
    """A database of this test alone, as `default`: a copy of the one that all tests share, with the cast in it."""
    shared, own = connection.settings_dict["NAME"], str(tmp_path / "drill.sqlite3") if SQLITE else "drill"
    connection.close()
    if SQLITE:
        shutil.copyfile(shared, own)
    else:
        leave_alone(shared)
        administer(f'CREATE DATABASE {own} TEMPLATE "{shared}"')
    connection.settings_dict["NAME"] = own
    yield own
    connection.close()
    connection.settings_dict["NAME"] = shared
    if not SQLITE:
        administer(f"DROP DATABASE {own} WITH (FORCE)")


@pytest.fixture
def books(own_database: str, cast: SimpleNamespace) -> SimpleNamespace:
    """The cast, with movements of several sorts."""
    issue_credits(cast.acme, amount=10_000, key="issue", by=cast.stan)
    recharge_customer(cast.harbour, amount=3_000, key="recharge", note="for May", by=cast.olive)
    for number in range(20):
        spend_credits(cast.harbour, amount=10, key=f"spend {number}", by=None)
    reserve_credits(cast.harbour, amount=100, key="reserve", by=None)
    return cast


@pytest.fixture
def backup(books: SimpleNamespace, tmp_path: Path) -> Path:
    return make_backup(tmp_path / "backups")[0]


def everything() -> dict[str, list[Any]]:
    models = (Organization, User, Activity, Account, Transfer, Reservation)
    return {model.__name__: list(model._base_manager.order_by("pk").values_list()) for model in models}


def destroy() -> None:
    """As a bad day would: the books are gone and the rest is changed."""
    append_only.remove()
    Reservation.objects.all().delete()
    Transfer.objects.all().delete()
    User.objects.update(first_name="Nobody")
    append_only.install()


def restore(file: Path, *options: str) -> str:
    out = StringIO()
    call_command("restore", str(file), *(options or ("--yes",)), stdout=out)
    return out.getvalue()


def manifest_of(file: Path) -> Path:
    return file.with_name(file.name + ".json")


# --- The drill --------------------------------------------------------------------------------------------------------
def test_everything_is_there_again(backup: Path) -> None:
    before = everything()
    destroy()
    assert everything() != before
    assert "The books are right" in restore(backup)
    assert everything() == before


def test_the_guards_stand_again(backup: Path) -> None:
    append_only.remove()
    restore(backup)
    assert append_only.missing() == []


def test_a_restored_database_can_be_written(backup: Path, books: SimpleNamespace) -> None:
    restore(backup)
    spend_credits(books.harbour, amount=1, key="afterwards", by=None)
    assert Account.objects.get(organization=books.harbour, kind="used").balance == 201


@same_on_both
def test_a_missing_migration_is_applied(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called = []
    commands = "reseller_portal.management.commands.restore.call_command"
    monkeypatch.setattr(commands, lambda name, **options: called.append(name))
    restore(backup)
    assert called == ["migrate", "verify_ledger"]


# --- The backup -------------------------------------------------------------------------------------------------------
def test_nothing_but_its_owner_reads_it(backup: Path) -> None:
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (backup, manifest_of(backup))}
    assert (modes, stat.S_IMODE(backup.parent.stat().st_mode)) == ({0o600}, 0o700)


@same_on_both
def test_nothing_else_is_left(backup: Path) -> None:
    assert sorted(backup.parent.iterdir()) == [backup, manifest_of(backup)]


def test_the_manifest_says_what_it_holds(backup: Path) -> None:
    found = json.loads(manifest_of(backup).read_text())
    assert {key: found["books"][key] for key in ("differences", "transfers", "reservations")} == {
        "differences": 0,
        "transfers": 23,
        "reservations": 1,
    }
    assert (found["engine"], found["bytes"]) == (connection.vendor, backup.stat().st_size)
    assert found["migrations"]["credits"] == max(MigrationRecorder.Migration.objects.filter(app="credits")
                                                 .values_list("name", flat=True))  # fmt: skip


def test_it_is_taken_while_somebody_writes(books: SimpleNamespace, tmp_path: Path, monkeypatch: Any) -> None:
    engine, before = (on_sqlite if SQLITE else on_postgresql), Transfer.objects.count()
    proved = engine.proved_books

    def after_another_spending(*using: str) -> dict[str, Any]:
        script = (
            "from credits.actions.spending import spend_credits; from customers.models import Organization;"
            f"spend_credits(Organization.objects.get(pk={books.harbour.pk}), amount=1, key='meanwhile', by=None)"
        )
        in_another_process(script, own_address())
        return proved(*using)

    monkeypatch.setattr(engine, "proved_books", after_another_spending)
    manifest = make_backup(tmp_path / "backups")[1]
    assert (manifest.books["transfers"], manifest.books["differences"]) == (before, 0)
    assert Transfer.objects.count() == before + 1


@same_on_both
def test_uploaded_files_are_listed(books: SimpleNamespace, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    (tmp_path / "media" / "logos").mkdir(parents=True)
    logo = tmp_path / "media" / "logos" / "1.png"
    logo.write_bytes(b"logo")
    file, manifest = make_backup(tmp_path / "backups")
    assert [(one["path"], one["bytes"]) for one in manifest.media] == [("logos/1.png", 4)]
    logo.write_bytes(b"loga")
    assert "Missing or changed since: logos/1.png" in restore(file)


@same_on_both
def test_wrong_books_are_kept_and_said(books: SimpleNamespace, tmp_path: Path) -> None:
    Account.objects.filter(kind="used").update(version=99)
    with pytest.raises(CommandError, match="It was kept, but its books have 1 difference"):
        call_command("backup", to=tmp_path / "backups", stdout=StringIO())
    assert len(list((tmp_path / "backups").iterdir())) == 2


@same_on_both
def test_the_command_names_the_file(books: SimpleNamespace, tmp_path: Path) -> None:
    out = StringIO()
    call_command("backup", to=tmp_path, stdout=out)
    assert f"{next(tmp_path.glob('portal-*[!n]'))} holds" in out.getvalue()


@same_on_both
def test_two_in_one_second_are_one(books: SimpleNamespace, tmp_path: Path) -> None:
    with clock.moved_to(clock.now() + timedelta(days=1)):
        make_backup(tmp_path)
        with pytest.raises(BackupError, match="is there already"):
            make_backup(tmp_path)


@on_postgresql_only
def test_without_its_programs_it_says_what_to_install(
    books: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(CommandError, match=r"^pg_dump was not found\. Install"):
        call_command("backup", to=tmp_path, stdout=StringIO())
    assert list(tmp_path.iterdir()) == []


@on_sqlite_only
def test_a_damaged_database_is_not_backed_up(books: SimpleNamespace, own_database: str, tmp_path: Path) -> None:
    connection.close()
    with sqlite3.connect(own_database) as raw:
        raw.execute("PRAGMA writable_schema=ON")
        raw.execute("UPDATE sqlite_master SET rootpage = 2 WHERE name = 'credits_transfer'")
    raw.close()
    with pytest.raises(CommandError):
        call_command("backup", to=tmp_path / "backups", stdout=StringIO())
    assert list((tmp_path / "backups").iterdir()) == []


# --- What is refused --------------------------------------------------------------------------------------------------
@pytest.fixture
def unchanged(backup: Path) -> Iterator[None]:
    """Whatever is refused leaves the database as it is."""
    User.objects.update(first_name="Somebody")
    before = everything()
    yield
    assert everything() == before


def test_a_file_that_was_changed(backup: Path, unchanged: None) -> None:
    with backup.open("r+b") as file:
        file.seek(2000)
        file.write(b"x")
    with pytest.raises(CommandError, match="is not what was backed up"):
        restore(backup)


@same_on_both
def test_a_file_without_its_manifest(backup: Path, unchanged: None) -> None:
    manifest_of(backup).unlink()
    with pytest.raises(CommandError, match="is not there, so nothing says what"):
        restore(backup)


@same_on_both
@pytest.mark.parametrize("text", ["", "[]", '{"format": 1}', '{"format": 2}'])
def test_a_manifest_that_is_none(backup: Path, unchanged: None, text: str) -> None:
    manifest_of(backup).write_text(text)
    with pytest.raises(CommandError, match=r"is no manifest of a backup|another version"):
        restore(backup)


@same_on_both
def test_a_backup_of_the_other_database(backup: Path, unchanged: None) -> None:
    change_manifest(backup, engine="oracle")
    with pytest.raises(CommandError, match="This is a backup of oracle"):
        restore(backup)


def test_a_file_that_is_not_there(own_database: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nothing\.dump is not there"):
        restore(tmp_path / "nothing.dump")


@on_sqlite_only
def test_other_books_than_were_proved(backup: Path, unchanged: None) -> None:
    books = json.loads(manifest_of(backup).read_text())["books"]
    change_manifest(backup, books={**books, "checkpoint": "0" * 64})
    with pytest.raises(CommandError, match="not those that the manifest describes"):
        restore(backup)


@on_postgresql_only
def test_other_books_than_were_proved_are_said(backup: Path) -> None:
    books = json.loads(manifest_of(backup).read_text())["books"]
    change_manifest(backup, books={**books, "checkpoint": "0" * 64})
    with pytest.raises(CommandError, match="not those that the manifest describes"):
        restore(backup)


@on_postgresql_only
def test_tables_that_the_backup_does_not_know(backup: Path, unchanged: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE billing_plan (id bigint)")
    with pytest.raises(CommandError, match=r"billing_plan first\. Restore into an empty one"):
        restore(backup)


def test_a_database_that_is_in_use(backup: Path, unchanged: None) -> None:
    script = "from customers.models import User; User.objects.count(); print('open', flush=True); input()"
    with subprocess.Popen(
        manage(script), env=environment(own_address()), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "open\n"
        with pytest.raises(CommandError, match="Stop the portal first"):
            restore(backup)
        other.communicate("\n")


@same_on_both
@pytest.mark.parametrize("answer", ["", "no"])
def test_anything_but_yes(backup: Path, unchanged: None, monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr("builtins.input", lambda _: answer)
    with pytest.raises(CommandError, match="Nothing was changed"):
        restore(backup, "--no-color")


def test_the_question_names_the_database(backup: Path, own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _: "yes")
    assert f"Everything in {own_database} is replaced by the backup of " in restore(backup, "--no-color")


@on_sqlite_only
def test_stale_files_of_the_old_database_go(backup: Path, own_database: str) -> None:
    before = everything()
    connection.close()
    for stale in ("-wal", "-shm", "-journal"):
        Path(own_database + stale).write_bytes(b"stale")
    restore(backup)
    assert everything() == before


@on_sqlite_only
def test_a_database_that_is_gone_is_restored(backup: Path, own_database: str) -> None:
    before = everything()
    connection.close()
    Path(own_database).unlink()
    restore(backup)
    assert everything() == before


@on_sqlite_only
def test_no_second_database_stays_open(backup: Path) -> None:
    restore(backup)
    assert not hasattr(connections._connections, "copy")


# --- Another process --------------------------------------------------------------------------------------------------
def change_manifest(backup: Path, **columns: Any) -> None:
    found = json.loads(manifest_of(backup).read_text())
    manifest_of(backup).write_text(json.dumps({**found, **columns}))


def own_address() -> str:
    name = connection.settings_dict["NAME"]
    if SQLITE:
        return f"sqlite:///{name}"
    given = connection.get_connection_params()
    return f"postgres://{given['user']}@/{name}?host={given['host']}"


def environment(address: str) -> dict[str, str]:
    own = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "reseller_portal.settings"}
    return {**os.environ, **own}


def manage(script: str) -> list[str]:
    return [sys.executable, "manage.py", "shell", "--no-imports", "-c", script]


def in_another_process(script: str, address: str) -> None:
    subprocess.run(manage(script), env=environment(address), check=True, capture_output=True)
