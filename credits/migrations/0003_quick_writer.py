import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Both in plpgsql, whose plans are kept; and each statement there sees what was committed before it. A kept plan does not
# know how many rows come, nor how a table grows: left alone it reads whole tables. So rows are looked up one by one,
# through indexes; OFFSET 0 keeps the planner from making a join of it.
FUNCTIONS = """
ALTER TABLE credits_account SET (fillfactor = 70);

CREATE OR REPLACE FUNCTION credits_lock(
    wanted bigint[], tenants bigint[], keys text[], OUT locked bigint[], OUT earlier bigint[]
) LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    -- Accounts ascending. Not their keys: rows that only point to an account need not wait.
    SELECT array_agg(ARRAY[id, balance, version]) INTO locked FROM (
        SELECT id, balance, version FROM credits_account WHERE id = ANY (wanted) ORDER BY id FOR NO KEY UPDATE
    ) AS account;
    SELECT array_agg(found.id) INTO earlier FROM unnest(tenants, keys) AS asked (tenant_id, key),
        LATERAL (SELECT id FROM credits_ledgerrequest AS request
            WHERE request.tenant_id = asked.tenant_id AND request.key = asked.key OFFSET 0) AS found;
END $$;

CREATE OR REPLACE FUNCTION credits_store(requests json, accounts json, transfers json) RETURNS bigint[] LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE made bigint[];
BEGIN
    -- Keys ascending, as they come. IDs are given in that order, so the n-th ID is the n-th request's.
    WITH inserted AS (
        INSERT INTO credits_ledgerrequest
            (tenant_id, organization_id, key, request_hash, action, outcome, reason, actor_id, at)
        SELECT * FROM json_to_recordset(requests) AS request
            (tenant_id bigint, organization_id bigint, key text, request_hash text, action text, outcome text,
            reason text, actor_id bigint, at timestamptz)
        ON CONFLICT (tenant_id, key) DO NOTHING RETURNING id
    ) SELECT array_agg(id ORDER BY id) INTO made FROM inserted;
    IF coalesce(cardinality(made), 0) < json_array_length(requests) THEN
        RETURN NULL;
    END IF;
    IF json_array_length(transfers) > 0 THEN
        UPDATE credits_account SET balance = changed.balance, version = changed.version
            FROM json_to_recordset(accounts) AS changed (id bigint, balance bigint, version bigint)
            WHERE credits_account.id = changed.id;
        INSERT INTO credits_transfer
            (tenant_id, request_id, debit_id, credit_id, amount, kind, reverses_id,
            debit_version, credit_version, debit_after, credit_after, at)
        SELECT tenant_id, made[request_id + 1], debit_id, credit_id, amount, kind, reverses_id,
            debit_version, credit_version, debit_after, credit_after, at
        FROM json_to_recordset(transfers) AS transfer
            (tenant_id bigint, request_id integer, debit_id bigint, credit_id bigint, amount bigint, kind text,
            reverses_id bigint, debit_version bigint, credit_version bigint, debit_after bigint, credit_after bigint,
            at timestamptz);
    END IF;
    RETURN made;
END $$;
"""
NO_FUNCTIONS = """
DROP FUNCTION IF EXISTS credits_store(json, json, json);
DROP FUNCTION IF EXISTS credits_lock(bigint[], bigint[], text[]);
ALTER TABLE credits_account RESET (fillfactor);
"""


def on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


def lean(model, name, to, **options):
    """A foreign key without an index of its own: another index begins with it, or nothing asks by it."""
    key = models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to=to, **options)
    return migrations.AlterField(model, name, key)


class Migration(migrations.Migration):
    dependencies = [
        ("credits", "0002_asking"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # A balance in an index makes every change of it write to all indexes of the table.
        migrations.RemoveIndex("account", "account_of_tenant"),
        migrations.AddIndex("account", models.Index(fields=["tenant", "kind"], name="account_of_tenant")),
        lean("account", "tenant", "customers.organization", related_name="+"),
        lean("account", "organization", "customers.organization", related_name="accounts"),
        lean("ledgerrequest", "tenant", "customers.organization", related_name="+"),
        lean(
            "ledgerrequest", "organization", "customers.organization", related_name="+",
            help_text="Whose credits or money it is about.",
        ),
        lean("ledgerrequest", "actor", settings.AUTH_USER_MODEL, related_name="+", null=True),
        lean("transfer", "tenant", "customers.organization", related_name="+"),
        lean("transfer", "debit", "credits.account", related_name="debits"),
        lean("transfer", "credit", "credits.account", related_name="credits"),
        migrations.RunPython(on_postgresql(FUNCTIONS), on_postgresql(NO_FUNCTIONS)),
    ]  # fmt: skip
