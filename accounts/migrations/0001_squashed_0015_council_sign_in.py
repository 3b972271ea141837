"""The tables of accounts as the migrations up to 0015 leave them, made at once for a new database.

A database that has some of those goes on with them; each trigger is one line. See docs/decisions/0100.
"""

import accounts.folded_field
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.triggers import Refuse


def begin(apps, _editor):
    apps.get_model("accounts", "AccountTrail").objects.create(pk=1)


class Migration(migrations.Migration):

    replaces = [
        ('accounts', '0001_initial'),
        ('accounts', '0002_mail_choice'),
        ('accounts', '0003_monitoring_officers'),
        ('accounts', '0004_limits'),
        ('accounts', '0005_closed_accounts_and_roles_for_all'),
        ('accounts', '0006_sent_form'),
        ('accounts', '0007_folded_names'),
        ('accounts', '0008_deputies'),
        ('accounts', '0009_monitoring_officers_for_all'),
        ('accounts', '0010_emails_that_ask_for_nothing'),
        ('accounts', '0011_axes_tables'),
        ('accounts', '0012_invitations_and_last_days'),
        ('accounts', '0013_address_changes'),
        ('accounts', '0014_account_trail'),
        ('accounts', '0015_council_sign_in'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Service',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('slug', models.SlugField(unique=True, verbose_name='short name in addresses')),
                ('is_active', models.BooleanField(default=True, help_text='Untick when the service closes. What it recorded stays.', verbose_name='active')),
                ('folded_name', accounts.folded_field.FoldedField(default='', editable=False, of='name')),
            ],
            options={
                'verbose_name': 'service',
                'verbose_name_plural': 'services',
                'ordering': ('folded_name',),
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='email address')),
                ('full_name', models.CharField(max_length=200, verbose_name='full name')),
                ('is_active', models.BooleanField(default=True, help_text='Whether the person can sign in. What they recorded stays.', verbose_name='active')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='created at')),
                ('created_by', models.ForeignKey(blank=True, editable=False, help_text='Empty when made at the command line.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='users_created', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('mail_choice', models.CharField(choices=[('single', 'One email for each thing, at once'), ('daily', 'One email a day with everything')], default='single', max_length=6, verbose_name='emails')),
                ('closed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='account closed at')),
                ('closed_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account closed by')),
                ('folded_name', accounts.folded_field.FoldedField(default='', editable=False, of='full_name')),
                ('has_news_mail', models.BooleanField(default=False, help_text='Whether they come too, such as that a case was endorsed.', verbose_name='emails that ask for nothing')),
                ('invited_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='invited at')),
                ('invited_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='invited by')),
            ],
            options={
                'verbose_name': 'user',
                'verbose_name_plural': 'users',
                'ordering': ('folded_name', 'email'),
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower(models.F('email')))), name='user_email_lower_case', violation_error_message='Write the email address in lower case.'), models.CheckConstraint(condition=models.Q(('mail_choice__in', ['single', 'daily'])), name='user_known_mail_choice'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('closed_by__isnull', True)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('is_active', False)), _connector='OR'), name='user_closed_at_with_by'), models.CheckConstraint(condition=models.Q(models.Q(('invited_at__isnull', True), ('invited_by__isnull', True)), models.Q(('invited_at__isnull', False), ('invited_by__isnull', False)), _connector='OR'), name='user_invited_at_with_by')],
            },
        ),
        migrations.CreateModel(
            name='RoleGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('officer', 'Officer'), ('manager', 'Manager'), ('legal', 'Legal adviser'), ('secretary', 'Board secretary'), ('monitoring', 'Monitoring officer'), ('editor', 'Checklist editor'), ('auditor', 'Auditor'), ('admin', 'Administrator')], max_length=20, verbose_name='role')),
                ('granted_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='granted at')),
                ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='withdrawn at')),
                ('granted_by', models.ForeignKey(blank=True, editable=False, help_text='Empty when granted at the command line.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='role_grants_given', to=settings.AUTH_USER_MODEL, verbose_name='granted by')),
                ('revoked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='role_grants_withdrawn', to=settings.AUTH_USER_MODEL, verbose_name='withdrawn by')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='role_grants', to=settings.AUTH_USER_MODEL, verbose_name='user')),
                ('service', models.ForeignKey(blank=True, help_text='Leave empty to grant the role for all services.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='role_grants', to='accounts.service', verbose_name='service')),
                ('ends_on', models.DateField(blank=True, help_text='The role is withdrawn after this day. Empty: without an end.', null=True, verbose_name='last day')),
                ('group', models.CharField(blank=True, editable=False, help_text="The group by which the council's own sign-in gave it. Empty when somebody granted it.", max_length=200, verbose_name='group')),
            ],
            options={
                'verbose_name': 'role grant',
                'verbose_name_plural': 'role grants',
                'ordering': ('user', 'role', 'service'),
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True), ('service__isnull', False)), fields=('user', 'role', 'service'), name='role_grant_once_per_service', violation_error_message='This person already has this role for this service.'), models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True), ('service__isnull', True)), fields=('user', 'role'), name='role_grant_once_for_all_services', violation_error_message='This person already has this role for all services.'), models.CheckConstraint(condition=models.Q(('revoked_by__isnull', True), ('revoked_at__isnull', False), _connector='OR'), name='role_grant_revoked_at_with_by'), models.CheckConstraint(condition=models.Q(('role__in', ['officer', 'manager', 'legal', 'secretary', 'monitoring', 'editor', 'auditor', 'admin'])), name='role_grant_known_role'), models.CheckConstraint(condition=models.Q(('service__isnull', True), ('revoked_at__isnull', False), models.Q(('role__in', ('monitoring', 'editor', 'admin')), _negated=True), _connector='OR'), name='role_grant_for_all_services'), models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), models.Q(('role', 'admin'), _negated=True), _connector='OR'), name='role_grant_administrators_without_end')],
            },
        ),
        migrations.CreateModel(
            name='LimitUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('limit', models.CharField(max_length=20, verbose_name='limit')),
                ('whose', models.CharField(max_length=64, verbose_name='person or address, as a hash')),
                ('ends_at', models.DateTimeField(db_index=True, verbose_name='end of the period')),
                ('amount', models.PositiveBigIntegerField(default=0, verbose_name='amount')),
            ],
            options={
                'verbose_name': 'use of a limit',
                'verbose_name_plural': 'uses of limits',
                'constraints': [models.UniqueConstraint(fields=('limit', 'whose', 'ends_at'), name='limit_use_once_per_period')],
            },
        ),
        migrations.CreateModel(
            name='SentForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=32)),
                ('digest', models.CharField(max_length=64)),
                ('location', models.CharField(blank=True, max_length=500)),
                ('sent_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('sent_by', 'token', 'digest'), name='sent_form_once')],
            },
        ),
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
        migrations.CreateModel(
            name='AddressChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.EmailField(max_length=254)),
                ('after', models.EmailField(max_length=254)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='address_changes', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('-changed_at', '-pk'),
            },
        ),
        migrations.CreateModel(
            name='AccountTrail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveBigIntegerField(default=0)),
                ('link', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='account_trail_one')],
            },
        ),
        migrations.CreateModel(
            name='AccountEvent',
            fields=[
                ('position', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('signed_in', 'Signed in'), ('signed_out', 'Signed out'), ('sessions_ended', 'Signed out elsewhere'), ('wrong_password', 'Password not accepted'), ('wrong_code', 'Wrong code'), ('failures_left_out', 'More failures than are noted in a day'), ('password_changed', 'Password changed'), ('password_reset', 'New password by a link in an email'), ('name_changed', 'Name changed'), ('address_changed', 'Email address changed'), ('factor_added', 'Second factor added'), ('factor_removed', 'Second factor removed'), ('factor_taken_away', 'Second factor taken away'), ('codes_made', 'Recovery codes made'), ('invited', 'Invited'), ('invited_again', 'Invited again'), ('invitation_accepted', 'Invitation accepted'), ('account_made', 'Account made at the command line'), ('account_came', 'Account made by the council’s own sign-in'), ('provider_linked', 'Linked with the council’s own sign-in'), ('provider_refused', 'Not let in after the council’s own sign-in'), ('account_closed', 'Account closed'), ('account_opened', 'Account opened again'), ('role_granted', 'Role granted'), ('role_withdrawn', 'Role withdrawn'), ('deputy_named', 'Deputy named'), ('deputy_ended', 'Deputy ended'), ('group_role_added', 'Role given to a group'), ('group_role_removed', 'Role taken from a group'), ('emergency_given', 'Made an account for emergencies'), ('emergency_ended', 'No account for emergencies any more'), ('downloaded', 'Full edition downloaded'), ('exported', 'List or trail exported')], max_length=30)),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('data', models.JSONField(blank=True, default=dict)),
                ('previous', models.CharField(max_length=64)),
                ('link', models.CharField(max_length=64)),
                ('about', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('position',),
                'indexes': [models.Index(fields=['recorded_by', '-position'], name='account_event_by'), models.Index(fields=['about', '-position'], name='account_event_about'), models.Index(fields=['kind', '-position'], name='account_event_kind'), models.Index(fields=['recorded_at'], name='account_event_time')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['signed_in', 'signed_out', 'sessions_ended', 'wrong_password', 'wrong_code', 'failures_left_out', 'password_changed', 'password_reset', 'name_changed', 'address_changed', 'factor_added', 'factor_removed', 'factor_taken_away', 'codes_made', 'invited', 'invited_again', 'invitation_accepted', 'account_made', 'account_came', 'provider_linked', 'provider_refused', 'account_closed', 'account_opened', 'role_granted', 'role_withdrawn', 'deputy_named', 'deputy_ended', 'group_role_added', 'group_role_removed', 'emergency_given', 'emergency_ended', 'downloaded', 'exported'])), name='account_event_known')],
            },
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
        migrations.RunPython(begin, migrations.RunPython.noop),
        Refuse(name='accountevent_kept_update', table='accounts_accountevent', event='UPDATE', when='TRUE', message='The trail of accounts cannot be changed.'),
        Refuse(name='accountevent_kept_delete', table='accounts_accountevent', event='DELETE', when='TRUE', message='The trail of accounts cannot be changed.'),
        Refuse(name='accountevent_kept_truncate', table='accounts_accountevent', event='TRUNCATE', when='TRUE', message='The trail of accounts cannot be changed.'),
        Refuse(name='accounttrail_kept_delete', table='accounts_accounttrail', event='DELETE', when='TRUE', message='The trail of accounts cannot be changed.'),
        Refuse(name='accounttrail_kept_truncate', table='accounts_accounttrail', event='TRUNCATE', when='TRUE', message='The trail of accounts cannot be changed.'),
        Refuse(name='accountevent_at_the_end', table='accounts_accountevent', event='INSERT', when='NEW.position <= (SELECT t.position FROM accounts_accounttrail t)', message='An event of accounts cannot be put before others.'),
        Refuse(name='accounttrail_only_on', table='accounts_accounttrail', event='UPDATE', when='NEW.position <= OLD.position OR NOT EXISTS (SELECT 1 FROM accounts_accountevent e WHERE e.position = NEW.position AND e.link = NEW.link)', message='The end of the trail of accounts cannot go back, and is that of its last event.'),
    ]
