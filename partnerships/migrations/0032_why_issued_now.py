"""A report is issued with a reason when something is missing. Issues of before have none."""

from django.db import migrations, models

from accounts.triggers import under_triggers


class Migration(migrations.Migration):

    dependencies = [
        ("partnerships", "0030_second_opinions"),
    ]

    operations = [
        *under_triggers(
            migrations.AddField(
                model_name="reportissue",
                name="missing_reason",
                field=models.TextField(blank=True, max_length=5000, verbose_name="why it is issued now"),
            ),
        ),
    ]
