"""Managers raise flags by hand, and withdraw them with a reason."""

from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.triggers import under_triggers
from checklists.triggers import changed, lifted

rules = import_module("partnerships.migrations.0005_refuse_what_no_action_does")
taking_back = import_module("partnerships.migrations.0027_submissions_taken_back")
on, kept = rules.on, rules.kept

OF_REVIEW = (*taking_back.OF_REVIEW, "flag_raised", "flag_withdrawn")


def raised_rows():
    said = changed(
        "assessment_id", "question_id", "severity", "reason", "raised_at", "raised_by_id", "raised_for"
    )
    withdrawn = ("withdrawn_at", "withdrawn_by_id", "withdrawn_for", "withdrawal_reason")
    again = f"(OLD.withdrawn_at IS NOT NULL AND {changed(*withdrawn)})"
    in_review = rules.not_in_state("NEW.assessment_id", "in_review")
    reviewer = "p.capacity = 'reviewer'"
    return [
        *rules.on_saving("raisedflag", "in_review", in_review, rules.SUBMITTED),
        on("raisedflag", "raiser", "INSERT",
           rules.not_acting("NEW.assessment_id", "NEW.raised_by_id", reviewer), rules.NOT_IN_CAPACITY),
        on("raisedflag", "withdrawer", "UPDATE",
           rules.not_acting("NEW.assessment_id", "NEW.withdrawn_by_id", reviewer), rules.NOT_IN_CAPACITY),
        on("raisedflag", "elsewhere", "INSERT",
           rules.of_another_version("NEW.assessment_id", "NEW.question_id"), rules.OF_ANOTHER),
        on("raisedflag", "final", "UPDATE", f"{said} OR {again}", rules.FINAL),
        *kept("raisedflag"),
    ]  # fmt: skip


class Migration(migrations.Migration):

    dependencies = [
        ("checklists", "0004_monitoring_officers"),
        ("partnerships", "0028_replies_to_returns"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *under_triggers(
            migrations.CreateModel(
                name='RaisedFlag',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('severity', models.CharField(choices=[('concern', 'Concern'), ('note', 'Note')], max_length=10)),
                    ('reason', models.TextField(max_length=5000)),
                    ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('raised_for', models.CharField(blank=True, default='', max_length=200)),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                    ('withdrawn_for', models.CharField(blank=True, default='', max_length=200)),
                    ('withdrawal_reason', models.TextField(blank=True, max_length=5000)),
                    ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='raised_flags', to='partnerships.assessment')),
                    ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='checklists.question')),
                    ('raised_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ('pk',),
                    'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('assessment', 'question'), name='raised_flag_one_standing'), models.CheckConstraint(condition=models.Q(('severity__in', ('concern', 'note'))), name='raised_flag_known_severity'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='raised_flag_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawal_reason', ''), ('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False), models.Q(('withdrawal_reason', ''), _negated=True)), _connector='OR'), name='raised_flag_withdrawn_with_reason')],
                },
            ),
            migrations.RemoveConstraint(
                model_name='event',
                name='event_known_kind',
            ),
            migrations.RemoveConstraint(
                model_name='flag',
                name='flag_has_a_cause',
            ),
            migrations.AddField(
                model_name='flag',
                name='is_raised',
                field=models.BooleanField(default=False),
            ),
            migrations.AlterField(
                model_name='event',
                name='kind',
                field=models.CharField(choices=[('created', 'Partnership started'), ('details_changed', 'Details changed'), ('screened', 'Screening test answered'), ('benefits_claimed', 'Benefits claimed'), ('person_added', 'Person added'), ('person_removed', 'Person removed'), ('lead_changed', 'Lead officer changed'), ('answered', 'Answer saved'), ('evidence_attached', 'Evidence attached'), ('evidence_removed', 'Evidence removed'), ('question_assigned', 'Question assigned'), ('assignment_ended', 'Assignment ended'), ('conversation_started', 'Asked about a question'), ('conversation_replied', 'Replied about a question'), ('conversation_passed_on', 'Asked somebody else about a question'), ('conversation_resolved', 'Conversation resolved'), ('conversation_reopened', 'Conversation reopened'), ('treated', 'Flag treated'), ('flag_raised', 'Flag raised'), ('flag_withdrawn', 'Raised flag withdrawn'), ('owner_changed', 'Owner of a mitigation changed'), ('treatment_lapsed', 'Treatment lapsed'), ('confirmed', 'Answer confirmed'), ('confirmation_lapsed', 'Confirmation lapsed'), ('confirmation_asked', 'Asked to confirm answers'), ('objected', 'Answer could not be confirmed'), ('objection_ended', 'Objection ended'), ('meeting_chosen', 'Meeting chosen'), ('meeting_changed', 'Meeting changed'), ('meeting_cancelled', 'Meeting cancelled'), ('submitted', 'Submitted for review'), ('taken_back', 'Submission taken back'), ('returned', 'Returned to the lead officer'), ('return_replied', 'Replied to the return'), ('endorsed', 'Endorsed'), ('referral_asked', 'Referral asked for'), ('referred', 'Referred'), ('referral_declined', 'Referral declined'), ('reopened', 'Reopened'), ('withdrawn', 'Withdrawn'), ('officer_told', 'Monitoring officer told'), ('significance_judged', 'Significance judged'), ('comment_asked', 'Comment asked for'), ('commented', 'Implications recorded'), ('interest_declared', 'Interest declared'), ('exempted', 'Marked as exempt'), ('exemption_removed', 'Exempt marking removed'), ('issued', 'Report issued'), ('edition_withdrawn', 'Public edition withdrawn'), ('decided', 'Decision recorded'), ('round_opened', 'Round opened'), ('registered', 'Entered on the register'), ('existing_entered', 'Existing partnership entered'), ('existing_changed', 'Existing partnership changed'), ('review_set', 'Review date set'), ('condition_completed', 'Condition completed'), ('condition_reopened', 'Condition reopened'), ('condition_amended', 'Condition changed'), ('condition_chased', 'Condition chased'), ('ended', 'Partnership ended')], max_length=30),
            ),
            migrations.AddConstraint(
                model_name='event',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['created', 'details_changed', 'screened', 'benefits_claimed', 'person_added', 'person_removed', 'lead_changed', 'answered', 'evidence_attached', 'evidence_removed', 'question_assigned', 'assignment_ended', 'conversation_started', 'conversation_replied', 'conversation_passed_on', 'conversation_resolved', 'conversation_reopened', 'treated', 'flag_raised', 'flag_withdrawn', 'owner_changed', 'treatment_lapsed', 'confirmed', 'confirmation_lapsed', 'confirmation_asked', 'objected', 'objection_ended', 'meeting_chosen', 'meeting_changed', 'meeting_cancelled', 'submitted', 'taken_back', 'returned', 'return_replied', 'endorsed', 'referral_asked', 'referred', 'referral_declined', 'reopened', 'withdrawn', 'officer_told', 'significance_judged', 'comment_asked', 'commented', 'interest_declared', 'exempted', 'exemption_removed', 'issued', 'edition_withdrawn', 'decided', 'round_opened', 'registered', 'existing_entered', 'existing_changed', 'review_set', 'condition_completed', 'condition_reopened', 'condition_amended', 'condition_chased', 'ended'])), name='event_known_kind'),
            ),
            migrations.AddConstraint(
                model_name='flag',
                constraint=models.CheckConstraint(condition=models.Q(('is_unanswered', True), ('is_negative', True), ('is_noted', True), ('is_rule', True), ('is_unconfirmed', True), ('is_raised', True), _connector='OR'), name='flag_has_a_cause'),
            ),
        ),
        *lifted("partnerships.migrations.0027_submissions_taken_back", "assessment_moves", "assessment_records"),
        *taking_back.state_rows(of_review=OF_REVIEW),
        *raised_rows(),
    ]
