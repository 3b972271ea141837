"""A decision says whether its texts repeat what is exempt. Decisions of before do not say it."""

from importlib import import_module

from django.db import migrations, models

from accounts.triggers import under_triggers
from checklists.triggers import lifted

minutes = import_module("partnerships.migrations.0033_minutes_corrected")


class Migration(migrations.Migration):

    dependencies = [
        ("partnerships", "0037_agenda_packs"),
    ]

    operations = [
        *under_triggers(
            migrations.AddField(
                model_name="decision",
                name="has_exempt_text",
                field=models.BooleanField(null=True, verbose_name="has exempt text"),
            ),
        ),
        *lifted("partnerships.migrations.0033_minutes_corrected", "decision_final", "decision_uncorrected"),
        *minutes.decision_rows((*minutes.COLUMNS, "has_exempt_text")),
    ]
