"""The trail of accounts records when the link with the council's own sign-in is ended."""

from django.db import migrations, models

from accounts.triggers import under_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_squashed_0015_council_sign_in'),
    ]

    operations = [
        *under_triggers(
            migrations.RemoveConstraint(
                model_name='accountevent',
                name='account_event_known',
            ),
            migrations.AlterField(
                model_name='accountevent',
                name='kind',
                field=models.CharField(choices=[('signed_in', 'Signed in'), ('signed_out', 'Signed out'), ('sessions_ended', 'Signed out elsewhere'), ('wrong_password', 'Password not accepted'), ('wrong_code', 'Wrong code'), ('failures_left_out', 'More failures than are noted in a day'), ('password_changed', 'Password changed'), ('password_reset', 'New password by a link in an email'), ('name_changed', 'Name changed'), ('address_changed', 'Email address changed'), ('factor_added', 'Second factor added'), ('factor_removed', 'Second factor removed'), ('factor_taken_away', 'Second factor taken away'), ('codes_made', 'Recovery codes made'), ('invited', 'Invited'), ('invited_again', 'Invited again'), ('invitation_accepted', 'Invitation accepted'), ('account_made', 'Account made at the command line'), ('account_came', 'Account made by the council’s own sign-in'), ('provider_linked', 'Linked with the council’s own sign-in'), ('provider_unlinked', 'Link with the council’s own sign-in ended'), ('provider_refused', 'Not let in after the council’s own sign-in'), ('account_closed', 'Account closed'), ('account_opened', 'Account opened again'), ('role_granted', 'Role granted'), ('role_withdrawn', 'Role withdrawn'), ('deputy_named', 'Deputy named'), ('deputy_ended', 'Deputy ended'), ('group_role_added', 'Role given to a group'), ('group_role_removed', 'Role taken from a group'), ('emergency_given', 'Made an account for emergencies'), ('emergency_ended', 'No account for emergencies any more'), ('downloaded', 'Full edition downloaded'), ('exported', 'List or trail exported')], max_length=30),
            ),
            migrations.AddConstraint(
                model_name='accountevent',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['signed_in', 'signed_out', 'sessions_ended', 'wrong_password', 'wrong_code', 'failures_left_out', 'password_changed', 'password_reset', 'name_changed', 'address_changed', 'factor_added', 'factor_removed', 'factor_taken_away', 'codes_made', 'invited', 'invited_again', 'invitation_accepted', 'account_made', 'account_came', 'provider_linked', 'provider_unlinked', 'provider_refused', 'account_closed', 'account_opened', 'role_granted', 'role_withdrawn', 'deputy_named', 'deputy_ended', 'group_role_added', 'group_role_removed', 'emergency_given', 'emergency_ended', 'downloaded', 'exported'])), name='account_event_known'),
            ),
        ),
    ]
