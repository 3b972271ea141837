"""A checklist may be open to some services alone."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
        ('checklists', '0007_what_other_words_mean'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='opened at')),
                ('checklist', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='openings', to='checklists.checklist')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.service')),
            ],
            options={
                'verbose_name': 'opening',
                'verbose_name_plural': 'openings',
                'ordering': ('checklist', 'service__folded_name'),
                'constraints': [models.UniqueConstraint(fields=('checklist', 'service'), name='opening_once')],
            },
        ),
    ]
