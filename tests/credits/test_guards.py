"""What the database itself refuses in the ledger's tables, however it is asked."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from credits.actions.recharging import recharge_customer
from credits.models import Account, LedgerRequest, Transfer
from reseller_portal.lib import append_only
from tests.credits.conftest import key

SQLITE = connection.vendor == "sqlite"
TABLES = ("credits_transfer", "credits_ledgerrequest")
LARGEST = 10**12


def run(sql: str, *values: object) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.fixture
def moved(funded: SimpleNamespace) -> SimpleNamespace:
    """The cast after a recharge; `transfer` is what it made."""
    request = recharge_customer(funded.harbour, amount=3_000, key=key(), by=funded.olive)
    funded.transfer = request.transfers.get()
    if not SQLITE:
        connection.check_constraints()  # now, not at the end: pending checks would refuse a TRUNCATE before the guard
    return funded


# --- Nothing is changed or removed ------------------------------------------------------------------------------------
STATEMENTS = {
    "update": "UPDATE {table} SET at = at",
    "delete": "DELETE FROM {table}",
    "replace": "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    "upsert": "INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT (id) DO UPDATE SET at = excluded.at",
    "truncate": "TRUNCATE {table} CASCADE",
}
OF_ONE_ENGINE = {"replace": "sqlite", "truncate": "postgresql"}


def changes() -> list[str]:
    """The statements that this database knows."""
    return [name for name in STATEMENTS if OF_ONE_ENGINE.get(name, connection.vendor) == connection.vendor]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("change", changes())
def test_a_raw_change_is_refused(moved: SimpleNamespace, table: str, change: str) -> None:
    before = table_as_it_is(table)
    with pytest.raises(DatabaseError, match="append-only"):
        run(STATEMENTS[change].format(table=table))
    assert table_as_it_is(table) == before


def table_as_it_is(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return cursor.fetchall()


@pytest.mark.parametrize("model", [Transfer, LedgerRequest])
def test_the_orm_is_refused_too(moved: SimpleNamespace, model: type[models.Model]) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model._base_manager.update(at=moved.transfer.at)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model._base_manager.all()._raw_delete(using="default")


# --- The same after a later migration ---------------------------------------------------------------------------------
@pytest.fixture
def remade(transactional_db: None) -> Iterator[None]:
    """As after a migration that alters a column of each table, which SQLite does by making the table anew."""
    for model, name in ((Transfer, "kind"), (LedgerRequest, "action")):
        alter(model, name, longer=10)
    call_command("migrate", verbosity=0)
    yield
    for model, name in ((Transfer, "kind"), (LedgerRequest, "action")):
        alter(model, name, longer=0, back_from=10)
    append_only.install()


def alter(model: type[models.Model], name: str, *, longer: int, back_from: int = 0) -> None:
    fields = []
    for more in (back_from, longer):
        field = model._meta.get_field(name).clone()
        field.max_length = (field.max_length or 0) + more
        field.set_attributes_from_name(name)
        field.model = model
        fields.append(field)
    with connection.schema_editor() as editor:
        editor.alter_field(model, *fields)


@pytest.mark.django_db(transaction=True)
def test_changes_are_refused_after_a_migration_that_makes_the_tables_anew(remade: None, moved: SimpleNamespace) -> None:
    assert append_only.missing() == []
    for table in TABLES:
        for change in changes():
            with pytest.raises(DatabaseError, match="append-only"):
                run(STATEMENTS[change].format(table=table))


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not SQLITE, reason="only SQLite makes tables anew")
def test_making_a_table_anew_does_drop_its_guards() -> None:
    alter(Transfer, "kind", longer=10)
    missing = append_only.missing()
    alter(Transfer, "kind", longer=0, back_from=10)
    append_only.install()
    assert missing == ["credits_transfer_no_change", "credits_transfer_no_truncate"]


# --- What a column holds ----------------------------------------------------------------------------------------------
ODD_VALUES = ("'abc'", "''", "1.5", "x'31'")


@pytest.mark.skipif(not SQLITE, reason="a column of PostgreSQL has a type")
def test_an_account_holds_whole_numbers(moved: SimpleNamespace) -> None:
    for column in ("balance", "version"):
        for value in ODD_VALUES:
            with pytest.raises(IntegrityError, match=f"account_{column}_whole"):
                run(f"UPDATE credits_account SET {column} = {value}")


@pytest.mark.skipif(not SQLITE, reason="a column of PostgreSQL has a type")
def test_a_transfer_holds_whole_numbers(moved: SimpleNamespace) -> None:
    for column in ("amount", "debit_version", "credit_version", "debit_after", "credit_after"):
        for value in ODD_VALUES:
            with pytest.raises(IntegrityError, match=f"transfer_{column}_whole|transfer_amount_in_range"):
                insert_again(**{column: value})


def insert_again(**changed: object) -> None:
    """The recharge's transfer once more, the next of both its accounts, but for what is changed."""
    columns = {
        "tenant_id": "tenant_id", "request_id": "request_id", "debit_id": "debit_id", "credit_id": "credit_id",
        "amount": "amount", "kind": "kind", "at": "at",
        "debit_version": "debit_version + 1", "credit_version": "credit_version + 1",
        "debit_after": "debit_after", "credit_after": "credit_after",
    } | changed  # fmt: skip
    run(
        f"INSERT INTO credits_transfer ({', '.join(columns)}) SELECT {', '.join(map(str, columns.values()))} "
        "FROM credits_transfer WHERE kind = 'recharge'"
    )


def test_a_sound_transfer_would_be_taken(moved: SimpleNamespace) -> None:
    insert_again()
    assert Transfer.objects.filter(kind="recharge").count() == 2


@pytest.mark.parametrize("amount", [0, -1, LARGEST + 1])
def test_an_amount_out_of_range_is_refused(moved: SimpleNamespace, amount: int) -> None:
    with pytest.raises(IntegrityError, match="transfer_amount_in_range"):
        insert_again(amount=amount)


def test_the_largest_amount_is_taken(moved: SimpleNamespace) -> None:
    insert_again(amount=LARGEST)
    assert Transfer.objects.filter(amount=LARGEST).exists()


@pytest.mark.parametrize("side", ["debit", "credit"])
def test_one_version_of_an_account_is_used_once(moved: SimpleNamespace, side: str) -> None:
    with pytest.raises(IntegrityError, match=f"transfer_{side}_chain|credits_transfer.{side}_version"):
        insert_again(**{f"{side}_version": f"{side}_version"})


def test_a_transfer_goes_from_one_account_to_another(moved: SimpleNamespace) -> None:
    with pytest.raises(IntegrityError, match="transfer_between_two"):
        insert_again(credit_id="debit_id")


def test_a_key_is_used_once(moved: SimpleNamespace) -> None:
    columns = "tenant_id, organization_id, key, request_hash, action, outcome, reason, at"
    with pytest.raises(IntegrityError, match=r"ledger_request_once|credits_ledgerrequest\.key"):
        run(f"INSERT INTO credits_ledgerrequest ({columns}) SELECT {columns} FROM credits_ledgerrequest")


# --- What an account may hold -----------------------------------------------------------------------------------------
BELOW_ZERO = {"issuer", "settlement"}
KINDS = sorted({"issuer", "pool", "available", "reserved", "used", "spent", "settlement", "balance"})


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_accounts_where_credits_enter_go_below_zero(cast: SimpleNamespace, kind: str) -> None:
    account = Account.objects.create(tenant=cast.acme, organization=cast.acme, kind=kind, unit="credits")
    change = "UPDATE credits_account SET balance = -1 WHERE id = %s"
    if kind in BELOW_ZERO:
        run(change, account.pk)
    else:
        with pytest.raises(IntegrityError, match="account_never_below_zero"):
            run(change, account.pk)
    account.refresh_from_db()
    assert account.balance == (-1 if kind in BELOW_ZERO else 0)


def test_an_organization_has_one_account_of_a_kind_and_unit(moved: SimpleNamespace) -> None:
    with pytest.raises(IntegrityError):
        run(
            "INSERT INTO credits_account (tenant_id, organization_id, kind, unit, balance, version) "
            "SELECT tenant_id, organization_id, kind, unit, 0, 0 FROM credits_account"
        )
