"""Agenda packs: what they are made of, the files that were handed out, and who put which issue into one."""

from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.triggers import under_triggers

rules = import_module("partnerships.migrations.0005_refuse_what_no_action_does")


def final(table):
    """What was put into a pack, and what was handed out, never changes."""
    return [rules.on(table, "final", "UPDATE", "TRUE", rules.FINAL), *rules.kept(table)]


class Migration(migrations.Migration):

    dependencies = [
        ('partnerships', '0036_what_a_report_says_besides'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *under_triggers(
            migrations.RemoveConstraint(
                model_name='event',
                name='event_known_kind',
            ),
            migrations.AlterField(
                model_name='event',
                name='kind',
                field=models.CharField(choices=[('created', 'Partnership started'), ('details_changed', 'Details changed'), ('screened', 'Screening test answered'), ('benefits_claimed', 'Benefits claimed'), ('person_added', 'Person added'), ('person_removed', 'Person removed'), ('lead_changed', 'Lead officer changed'), ('answered', 'Answer saved'), ('evidence_attached', 'Evidence attached'), ('evidence_removed', 'Evidence removed'), ('question_assigned', 'Question assigned'), ('assignment_ended', 'Assignment ended'), ('conversation_started', 'Asked about a question'), ('conversation_replied', 'Replied about a question'), ('conversation_passed_on', 'Asked somebody else about a question'), ('conversation_resolved', 'Conversation resolved'), ('conversation_reopened', 'Conversation reopened'), ('treated', 'Flag treated'), ('flag_raised', 'Flag raised'), ('flag_withdrawn', 'Raised flag withdrawn'), ('opinion_given', 'Second opinion given'), ('opinion_withdrawn', 'Second opinion withdrawn'), ('owner_changed', 'Owner of a mitigation changed'), ('treatment_lapsed', 'Treatment lapsed'), ('confirmed', 'Answer confirmed'), ('confirmation_lapsed', 'Confirmation lapsed'), ('confirmation_asked', 'Asked to confirm answers'), ('objected', 'Answer could not be confirmed'), ('objection_ended', 'Objection ended'), ('meeting_chosen', 'Meeting chosen'), ('meeting_changed', 'Meeting changed'), ('meeting_cancelled', 'Meeting cancelled'), ('asked_for_meeting', 'Asked for what its meeting needs'), ('submitted', 'Submitted for review'), ('taken_back', 'Submission taken back'), ('returned', 'Returned to the lead officer'), ('return_replied', 'Replied to the return'), ('endorsed', 'Endorsed'), ('referral_asked', 'Referral asked for'), ('referred', 'Referred'), ('referral_declined', 'Referral declined'), ('reopened', 'Reopened'), ('withdrawn', 'Withdrawn'), ('officer_told', 'Monitoring officer told'), ('significance_judged', 'Significance judged'), ('comment_asked', 'Comment asked for'), ('commented', 'Implications recorded'), ('interest_declared', 'Interest declared'), ('exempted', 'Marked as exempt'), ('exemption_removed', 'Exempt marking removed'), ('issued', 'Report issued'), ('pack_made', 'Put into an agenda pack'), ('edition_withdrawn', 'Public edition withdrawn'), ('decided', 'Decision recorded'), ('minute_corrected', 'Minute reference corrected'), ('round_opened', 'Round opened'), ('registered', 'Entered on the register'), ('existing_entered', 'Existing partnership entered'), ('existing_changed', 'Existing partnership changed'), ('review_set', 'Review date set'), ('condition_completed', 'Condition completed'), ('condition_reopened', 'Condition reopened'), ('condition_amended', 'Condition changed'), ('condition_chased', 'Condition chased'), ('ended', 'Partnership ended')], max_length=30),
            ),
            migrations.AddConstraint(
                model_name='event',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['created', 'details_changed', 'screened', 'benefits_claimed', 'person_added', 'person_removed', 'lead_changed', 'answered', 'evidence_attached', 'evidence_removed', 'question_assigned', 'assignment_ended', 'conversation_started', 'conversation_replied', 'conversation_passed_on', 'conversation_resolved', 'conversation_reopened', 'treated', 'flag_raised', 'flag_withdrawn', 'opinion_given', 'opinion_withdrawn', 'owner_changed', 'treatment_lapsed', 'confirmed', 'confirmation_lapsed', 'confirmation_asked', 'objected', 'objection_ended', 'meeting_chosen', 'meeting_changed', 'meeting_cancelled', 'asked_for_meeting', 'submitted', 'taken_back', 'returned', 'return_replied', 'endorsed', 'referral_asked', 'referred', 'referral_declined', 'reopened', 'withdrawn', 'officer_told', 'significance_judged', 'comment_asked', 'commented', 'interest_declared', 'exempted', 'exemption_removed', 'issued', 'pack_made', 'edition_withdrawn', 'decided', 'minute_corrected', 'round_opened', 'registered', 'existing_entered', 'existing_changed', 'review_set', 'condition_completed', 'condition_reopened', 'condition_amended', 'condition_chased', 'ended'])), name='event_known_kind'),
            ),
            migrations.CreateModel(
                name='AgendaPack',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.CharField(max_length=16, unique=True)),
                    ('meeting', models.CharField(max_length=150)),
                    ('held_on', models.DateField()),
                    ('edition', models.CharField(choices=[('full', 'Full'), ('public', 'Public')], max_length=6)),
                    ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ('pk',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('edition__in', ['full', 'public'])), name='pack_edition_known')],
                },
            ),
            migrations.CreateModel(
                name='AgendaPackFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('pdf_sha256', models.CharField(max_length=64, unique=True)),
                    ('method', models.PositiveSmallIntegerField()),
                    ('pages', models.JSONField(blank=True, default=list)),
                    ('pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='partnerships.agendapack')),
                ],
                options={
                    'ordering': ('pk',),
                },
            ),
            migrations.CreateModel(
                name='AgendaPackIssue',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('place', models.PositiveSmallIntegerField()),
                    ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnerships.reportissue')),
                    ('pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issues', to='partnerships.agendapack')),
                ],
                options={
                    'ordering': ('pack', 'place'),
                    'constraints': [models.UniqueConstraint(fields=('pack', 'place'), name='pack_place_once'), models.UniqueConstraint(fields=('pack', 'issue'), name='pack_issue_once')],
                },
            ),
        ),
        *final("agendapack"),
        *final("agendapackissue"),
        *final("agendapackfile"),
    ]
