"""Who was invited, by whom and when; until which day somebody has a role."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.triggers import under_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0011_axes_tables'),
    ]

    operations = under_triggers(
        migrations.AddField(
            model_name='rolegrant',
            name='ends_on',
            field=models.DateField(blank=True, help_text='The role is withdrawn after this day. Empty: without an end.', null=True, verbose_name='last day'),
        ),
        migrations.AddField(
            model_name='user',
            name='invited_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='invited at'),
        ),
        migrations.AddField(
            model_name='user',
            name='invited_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), models.Q(('role', 'admin'), _negated=True), _connector='OR'), name='role_grant_administrators_without_end'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('invited_at__isnull', True), ('invited_by__isnull', True)), models.Q(('invited_at__isnull', False), ('invited_by__isnull', False)), _connector='OR'), name='user_invited_at_with_by'),
        ),
    )
