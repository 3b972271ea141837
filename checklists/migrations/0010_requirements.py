"""An editor may require a version from a day."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from checklists.triggers import Refuse, changed

TABLE = "checklists_requirement"
KEPT = "From when a version was required, and by whom, is never changed or deleted."
NO_DRAFT = "Only a published version is required."


class Migration(migrations.Migration):

    dependencies = [
        ('checklists', '0009_drafts_deleted'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Requirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('required_from', models.DateField(verbose_name='required from')),
                ('required_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='required at')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('required_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requirements', to='checklists.version')),
            ],
            options={
                'verbose_name': 'requirement',
                'verbose_name_plural': 'requirements',
                'ordering': ('pk',),
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('version',), name='requirement_one_standing'),
                    models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ended_by', None)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='requirement_ended_at_with_by'),
                ],
            },
        ),
        Refuse(
            name="requirement_insert_of_draft",
            table=TABLE,
            event="INSERT",
            when="EXISTS (SELECT 1 FROM checklists_version v WHERE v.id = NEW.version_id AND v.state = 'draft')",
            message=NO_DRAFT,
        ),
        Refuse(
            name="requirement_update_kept",
            table=TABLE,
            event="UPDATE",
            when=(
                f"({changed('id', 'version_id', 'required_from', 'required_at', 'required_by_id')}"
                f" OR (OLD.ended_at IS NOT NULL AND {changed('ended_at', 'ended_by_id')}))"
            ),
            message=KEPT,
        ),
        Refuse(name="requirement_delete_kept", table=TABLE, event="DELETE", when="TRUE", message=KEPT),
    ]
