"""Billing details, the team type that follows from them, a customer's reference, and passwords that expire."""

import django.db.models.deletion
from django.db import migrations, models


def read_team_types(apps, schema_editor):
    """There are no billing details yet: a team whose owner has a password and a proved address is an individual's."""
    organizations = apps.get_model("customers", "Organization").objects.exclude(kind="reseller")
    proved = apps.get_model("account", "EmailAddress").objects.filter(
        user=models.OuterRef("owner"), email=models.F("user__email"), verified=True, user__accepted_at__isnull=False
    )
    organizations.filter(models.Exists(proved)).update(team_type="individual")


class Migration(migrations.Migration):
    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("customers", "0004_drop_unused_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="BillingDetails",
            fields=[
                (
                    "organization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="billing_details",
                        serialize=False,
                        to="customers.organization",
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("individual", "Individual"), ("company", "Company")], max_length=10),
                ),
                ("company", models.CharField(blank=True, max_length=200)),
                ("vat_number", models.CharField(blank=True, max_length=24)),
                ("country", models.CharField(help_text="ISO 3166-1, for example NL.", max_length=2)),
                ("region", models.CharField(blank=True, max_length=100)),
                ("city", models.CharField(blank=True, max_length=100)),
                ("postal_code", models.CharField(blank=True, max_length=20)),
                ("address_1", models.CharField(blank=True, max_length=200)),
                ("address_2", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "verbose_name_plural": "billing details",
            },
        ),
        migrations.AddField(
            model_name="organization",
            name="reference",
            field=models.CharField(
                blank=True,
                help_text="The reseller's own number or name for it, which no customer sees.",
                max_length=100,
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="team_type",
            field=models.CharField(
                choices=[("default", "Default"), ("individual", "Individual"), ("enterprise", "Enterprise")],
                default="default",
                editable=False,
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="password_expires_at",
            field=models.DateTimeField(
                editable=False, help_text="Until when a generated password lets in; it does so once.", null=True
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="position",
            field=models.CharField(blank=True, max_length=100, verbose_name="role in the company"),
        ),
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(fields=["tenant", "reference", "id"], name="organization_reference"),
        ),
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(fields=["tenant", "team_type", "id"], name="organization_team_type"),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(("team_type__in", ["default", "individual", "enterprise"])),
                name="organization_team_type_known",
            ),
        ),
        migrations.AddField(
            model_name="billingdetails",
            name="tenant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.organization"
            ),
        ),
        migrations.AddConstraint(
            model_name="billingdetails",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "company"), models.Q(("company", ""), _negated=True)),
                    models.Q(("company", ""), ("kind", "individual"), ("vat_number", "")),
                    _connector="OR",
                ),
                name="billing_company_fits_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="billingdetails",
            constraint=models.CheckConstraint(
                condition=models.Q(("country", ""), _negated=True), name="billing_has_country"
            ),
        ),
        migrations.RunPython(read_team_types, migrations.RunPython.noop),
    ]
