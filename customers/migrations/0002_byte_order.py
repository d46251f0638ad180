"""Names and addresses sort in byte order on PostgreSQL too, whatever the database's locale; SQLite does anyway."""

from django.db import migrations

COLUMNS = (("name_key", "varchar(200)"), ("email", "varchar(254)"))


def set_collation(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for column, kind in COLUMNS:
            schema_editor.execute(f'ALTER TABLE customers_organization ALTER COLUMN {column} TYPE {kind} COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]
    operations = [migrations.RunPython(set_collation, migrations.RunPython.noop)]
