"""Tags and notes, and the columns that somebody chose for the list."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

COLUMNS = (
    ("customers_organization", "reference", "varchar(100)"),
    ("customers_billingdetails", "company", "varchar(200)"),
    ("customers_tag", "name_key", "varchar(160)"),
)


def set_collation(apps, schema_editor):
    """Sort in byte order on PostgreSQL too, as in 0002_byte_order."""
    if schema_editor.connection.vendor == "postgresql":
        for table, column, kind in COLUMNS:
            schema_editor.execute(f'ALTER TABLE {table} ALTER COLUMN {column} TYPE {kind} COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0007_invites"),
    ]

    operations = [
        migrations.CreateModel(
            name="CustomerTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("written_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                ("name_key", models.CharField(editable=False, max_length=160)),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("red", "Red"),
                            ("orange", "Orange"),
                            ("amber", "Amber"),
                            ("olive", "Olive"),
                            ("green", "Green"),
                            ("emerald", "Emerald"),
                            ("teal", "Teal"),
                            ("sky", "Sky"),
                            ("blue", "Blue"),
                            ("violet", "Violet"),
                            ("purple", "Purple"),
                            ("pink", "Pink"),
                        ],
                        max_length=8,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="user",
            name="customer_columns",
            field=models.JSONField(
                blank=True,
                default=list,
                editable=False,
                help_text="Of the customer list, in order; empty: the default ones.",
            ),
        ),
        migrations.AddField(
            model_name="customertag",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="tagged", to="customers.organization"
            ),
        ),
        migrations.AddField(
            model_name="customertag",
            name="tenant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.organization"
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="author",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="organization",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="customers.organization"
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="tenant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.organization"
            ),
        ),
        migrations.AddField(
            model_name="tag",
            name="tenant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.organization"
            ),
        ),
        migrations.AddField(
            model_name="customertag",
            name="tag",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="customers.tag"
            ),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["organization", "id"], name="note_of_organization"),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="note_has_text"),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(fields=("tenant", "name_key"), name="tag_name_unique_in_tenant"),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="tag_has_name"),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "colour__in",
                        [
                            "red",
                            "orange",
                            "amber",
                            "olive",
                            "green",
                            "emerald",
                            "teal",
                            "sky",
                            "blue",
                            "violet",
                            "purple",
                            "pink",
                        ],
                    )
                ),
                name="tag_colour_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="customertag",
            constraint=models.UniqueConstraint(fields=("organization", "tag"), name="tag_once_a_customer"),
        ),
        migrations.RunPython(set_collation, migrations.RunPython.noop),
    ]
