"""The minute reference of a decision is corrected beside it. The decision keeps what was recorded."""

from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.triggers import under_triggers
from checklists.triggers import Follow, changed, lifted

rules = import_module("partnerships.migrations.0005_refuse_what_no_action_does")

COLUMNS = (
    "assessment_id", "issue_id", "result", "decided_on", "meeting", "minute_reference", "reasons",
    "alternatives_rejected", "interests_declared", "dispensations", "recorded_at", "recorded_by_id",
)  # fmt: skip


def decision_rows(columns):
    """A decision never changes, but for the copy of its last correction."""
    last = (
        "(SELECT c.minute_reference FROM partnerships_minutecorrection c WHERE c.decision_id = NEW.id"
        " ORDER BY c.id DESC LIMIT 1)"
    )
    other = f"({changed('corrected_minute')} AND NEW.corrected_minute IS DISTINCT FROM {last})"
    return [
        rules.on("decision", "final", "UPDATE", f"{changed('id', *columns)} OR {other}", rules.FINAL),
        rules.on("decision", "uncorrected", "INSERT", "NEW.corrected_minute <> ''", rules.FINAL),
    ]


def correction_rows():
    of_case = "(SELECT d.assessment_id FROM partnerships_decision d WHERE d.id = NEW.decision_id)"
    other = rules.not_acting(of_case, "NEW.corrected_by_id", rules.capacity("secretary"))
    return [
        rules.on("minutecorrection", "secretary", "INSERT", other, rules.NOT_IN_CAPACITY),
        rules.on("minutecorrection", "final", "UPDATE", "TRUE", rules.FINAL),
        *rules.kept("minutecorrection"),
        Follow(
            name="minutecorrection_copied",
            table="partnerships_minutecorrection",
            event="INSERT",
            does="UPDATE partnerships_decision SET corrected_minute = NEW.minute_reference WHERE id = NEW.decision_id;",
        ),
    ]


class Migration(migrations.Migration):

    dependencies = [
        ('checklists', '0004_monitoring_officers'),
        ('partnerships', '0032_why_issued_now'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *under_triggers(
            migrations.CreateModel(
                name='MinuteCorrection',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('minute_reference', models.CharField(max_length=100, verbose_name='minute reference')),
                    ('reason', models.TextField(max_length=5000, verbose_name='reason')),
                    ('corrected_at', models.DateTimeField(default=django.utils.timezone.now)),
                ],
                options={
                    'ordering': ('pk',),
                },
            ),
            migrations.RemoveConstraint(
                model_name='event',
                name='event_known_kind',
            ),
            migrations.AddField(
                model_name='decision',
                name='corrected_minute',
                field=models.CharField(blank=True, editable=False, max_length=100),
            ),
            migrations.AlterField(
                model_name='event',
                name='kind',
                field=models.CharField(choices=[('created', 'Partnership started'), ('details_changed', 'Details changed'), ('screened', 'Screening test answered'), ('benefits_claimed', 'Benefits claimed'), ('person_added', 'Person added'), ('person_removed', 'Person removed'), ('lead_changed', 'Lead officer changed'), ('answered', 'Answer saved'), ('evidence_attached', 'Evidence attached'), ('evidence_removed', 'Evidence removed'), ('question_assigned', 'Question assigned'), ('assignment_ended', 'Assignment ended'), ('conversation_started', 'Asked about a question'), ('conversation_replied', 'Replied about a question'), ('conversation_passed_on', 'Asked somebody else about a question'), ('conversation_resolved', 'Conversation resolved'), ('conversation_reopened', 'Conversation reopened'), ('treated', 'Flag treated'), ('flag_raised', 'Flag raised'), ('flag_withdrawn', 'Raised flag withdrawn'), ('opinion_given', 'Second opinion given'), ('opinion_withdrawn', 'Second opinion withdrawn'), ('owner_changed', 'Owner of a mitigation changed'), ('treatment_lapsed', 'Treatment lapsed'), ('confirmed', 'Answer confirmed'), ('confirmation_lapsed', 'Confirmation lapsed'), ('confirmation_asked', 'Asked to confirm answers'), ('objected', 'Answer could not be confirmed'), ('objection_ended', 'Objection ended'), ('meeting_chosen', 'Meeting chosen'), ('meeting_changed', 'Meeting changed'), ('meeting_cancelled', 'Meeting cancelled'), ('submitted', 'Submitted for review'), ('taken_back', 'Submission taken back'), ('returned', 'Returned to the lead officer'), ('return_replied', 'Replied to the return'), ('endorsed', 'Endorsed'), ('referral_asked', 'Referral asked for'), ('referred', 'Referred'), ('referral_declined', 'Referral declined'), ('reopened', 'Reopened'), ('withdrawn', 'Withdrawn'), ('officer_told', 'Monitoring officer told'), ('significance_judged', 'Significance judged'), ('comment_asked', 'Comment asked for'), ('commented', 'Implications recorded'), ('interest_declared', 'Interest declared'), ('exempted', 'Marked as exempt'), ('exemption_removed', 'Exempt marking removed'), ('issued', 'Report issued'), ('edition_withdrawn', 'Public edition withdrawn'), ('decided', 'Decision recorded'), ('minute_corrected', 'Minute reference corrected'), ('round_opened', 'Round opened'), ('registered', 'Entered on the register'), ('existing_entered', 'Existing partnership entered'), ('existing_changed', 'Existing partnership changed'), ('review_set', 'Review date set'), ('condition_completed', 'Condition completed'), ('condition_reopened', 'Condition reopened'), ('condition_amended', 'Condition changed'), ('condition_chased', 'Condition chased'), ('ended', 'Partnership ended')], max_length=30),
            ),
            migrations.AddConstraint(
                model_name='event',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['created', 'details_changed', 'screened', 'benefits_claimed', 'person_added', 'person_removed', 'lead_changed', 'answered', 'evidence_attached', 'evidence_removed', 'question_assigned', 'assignment_ended', 'conversation_started', 'conversation_replied', 'conversation_passed_on', 'conversation_resolved', 'conversation_reopened', 'treated', 'flag_raised', 'flag_withdrawn', 'opinion_given', 'opinion_withdrawn', 'owner_changed', 'treatment_lapsed', 'confirmed', 'confirmation_lapsed', 'confirmation_asked', 'objected', 'objection_ended', 'meeting_chosen', 'meeting_changed', 'meeting_cancelled', 'submitted', 'taken_back', 'returned', 'return_replied', 'endorsed', 'referral_asked', 'referred', 'referral_declined', 'reopened', 'withdrawn', 'officer_told', 'significance_judged', 'comment_asked', 'commented', 'interest_declared', 'exempted', 'exemption_removed', 'issued', 'edition_withdrawn', 'decided', 'minute_corrected', 'round_opened', 'registered', 'existing_entered', 'existing_changed', 'review_set', 'condition_completed', 'condition_reopened', 'condition_amended', 'condition_chased', 'ended'])), name='event_known_kind'),
            ),
            migrations.AddField(
                model_name='minutecorrection',
                name='corrected_by',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='minutecorrection',
                name='decision',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='partnerships.decision'),
            ),
            migrations.AddConstraint(
                model_name='minutecorrection',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('minute_reference', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='minute_correction_is_whole'),
            ),
        ),
        *lifted("partnerships.migrations.0005_refuse_what_no_action_does", "decision_final"),
        *decision_rows(COLUMNS),
        *correction_rows(),
    ]
