"""Who stands in for a manager while they are away."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_folded_names'),
    ]

    operations = [
        migrations.CreateModel(
            name='Deputyship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_on', models.DateField(verbose_name='first day')),
                ('last_on', models.DateField(verbose_name='last day')),
                ('named_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('named_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('deputy', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deputyships', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('manager', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('first_on', 'pk'),
                'indexes': [models.Index(fields=['deputy', 'first_on'], name='deputyship_of_deputy')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='deputyship_ends_after_start'), models.CheckConstraint(condition=models.Q(('manager', models.F('deputy')), _negated=True), name='deputyship_of_somebody_else'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='deputyship_ended_at_with_by')],
            },
        ),
    ]
