import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_usage"), ("credits", "0004_use_by_day")]

    operations = [
        migrations.AddField(
            model_name="transcription",
            name="start",
            field=models.OneToOneField(
                help_text="What asked for it, and held credits where it costs any: a repeat of its key finds it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="credits.ledgerrequest",
            ),
        ),
    ]
