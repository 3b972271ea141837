"""The trail of accounts: a chain of events that the database refuses to change, and its end, which only moves on."""
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.triggers import Refuse

EVENTS, END = "accounts_accountevent", "accounts_accounttrail"
KEPT = "The trail of accounts cannot be changed."
AT_THE_END = "An event of accounts cannot be put before others."
ONLY_ON = "The end of the trail of accounts cannot go back, and is that of its last event."
IS_LAST = f"EXISTS (SELECT 1 FROM {EVENTS} e WHERE e.position = NEW.position AND e.link = NEW.link)"


def begin(apps, _editor):
    apps.get_model("accounts", "AccountTrail").objects.create(pk=1)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0013_address_changes'),
    ]

    operations = [
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
        migrations.RunPython(begin, migrations.RunPython.noop),
        *(
            Refuse(name=f"{table.removeprefix('accounts_')}_kept_{event.lower()}", table=table, event=event, when="TRUE", message=KEPT)
            for table, events in ((EVENTS, ("UPDATE", "DELETE", "TRUNCATE")), (END, ("DELETE", "TRUNCATE")))
            for event in events
        ),
        Refuse(
            name="accountevent_at_the_end",
            table=EVENTS,
            event="INSERT",
            when=f"NEW.position <= (SELECT t.position FROM {END} t)",
            message=AT_THE_END,
        ),
        Refuse(
            name="accounttrail_only_on",
            table=END,
            event="UPDATE",
            when=f"NEW.position <= OLD.position OR NOT {IS_LAST}",
            message=ONLY_ON,
        ),
    ]
