"""One minute may cover several cases, once somebody says so."""

import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from accounts.triggers import under_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('partnerships', '0033_minutes_corrected'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = under_triggers(
        migrations.RemoveConstraint(
            model_name='decision',
            name='decision_minute_once',
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(django.db.models.functions.text.Lower('meeting'), models.F('decided_on'), django.db.models.functions.text.Lower('minute_reference'), name='decision_by_minute'),
        ),
    )
