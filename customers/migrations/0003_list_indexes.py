"""Every order of the customer list, its counts and, where PostgreSQL has pg_trgm, its search get an index.

The extension only makes searches faster. Where it is missing or may not be created, they read the reseller's rows.
"""

from django.db import migrations, models

OFFERED = """SELECT 1 FROM pg_available_extension_versions v, pg_roles r
    WHERE v.name = 'pg_trgm' AND r.rolname = current_user
    AND (r.rolsuper OR v.trusted AND has_database_privilege(current_database(), 'CREATE'))"""


def index_searches(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(OFFERED)
        if cursor.fetchone() is None:
            return
    schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    schema_editor.execute(
        "CREATE INDEX organization_search ON customers_organization USING gin (search_text gin_trgm_ops)"
    )
    # How many rows a search finds steers the plan: let it be guessed from more than the usual 100 values.
    schema_editor.execute("ALTER TABLE customers_organization ALTER COLUMN search_text SET STATISTICS 1000")


def drop_search_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS organization_search")


class Migration(migrations.Migration):
    dependencies = [("customers", "0002_byte_order")]
    operations = [
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(fields=["tenant", "phone", "id"], name="organization_phone"),
        ),
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(fields=["tenant", "seats", "id"], name="organization_seats"),
        ),
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(fields=["tenant", "deleted_at", "disabled_at", "id", "kind"], name="organization_count"),
        ),
        migrations.RunPython(index_searches, drop_search_index),
    ]
