"""The council's own sign-in: roles that groups give, groups that people have, and who may do without it."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.triggers import under_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0014_account_trail'),
    ]

    operations = [
        *under_triggers(
            migrations.AddField(
                model_name='rolegrant',
                name='group',
                field=models.CharField(blank=True, editable=False, help_text="The group by which the council's own sign-in gave it. Empty when somebody granted it.", max_length=200, verbose_name='group'),
            ),
        ),
        migrations.CreateModel(
            name='EmergencyAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='emergency_accesses', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'emergency accesses',
                'ordering': ('-given_at',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('user',), name='emergency_access_once'), models.CheckConstraint(condition=models.Q(('ended_by__isnull', True), ('ended_at__isnull', False), _connector='OR'), name='emergency_access_ended_at_with_by')],
            },
        ),
        migrations.CreateModel(
            name='GroupRole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(max_length=200, verbose_name='group')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='what it is')),
                ('role', models.CharField(choices=[('officer', 'Officer'), ('manager', 'Manager'), ('legal', 'Legal adviser'), ('secretary', 'Board secretary'), ('monitoring', 'Monitoring officer'), ('editor', 'Checklist editor'), ('auditor', 'Auditor'), ('admin', 'Administrator')], max_length=20, verbose_name='role')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('service', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='group_roles', to='accounts.service')),
            ],
            options={
                'ordering': ('group', 'role', 'service'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True), ('service__isnull', False)), fields=('group', 'role', 'service'), name='group_role_once_per_service'), models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True), ('service__isnull', True)), fields=('group', 'role'), name='group_role_once_for_all_services'), models.CheckConstraint(condition=models.Q(('role__in', ['officer', 'manager', 'legal', 'secretary', 'monitoring', 'editor', 'auditor', 'admin'])), name='group_role_known_role'), models.CheckConstraint(condition=models.Q(('service__isnull', True), models.Q(('role__in', ('monitoring', 'editor', 'admin')), _negated=True), _connector='OR'), name='group_role_for_all_services'), models.CheckConstraint(condition=models.Q(models.Q(('removed_at__isnull', True), ('removed_by__isnull', True)), models.Q(('removed_at__isnull', False), ('removed_by__isnull', False)), _connector='OR'), name='group_role_removed_at_with_by')],
            },
        ),
        migrations.CreateModel(
            name='GroupSeen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(db_index=True, max_length=200)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groups_seen', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('group',),
                'constraints': [models.UniqueConstraint(fields=('user', 'group'), name='group_seen_once')],
            },
        ),
    ]
