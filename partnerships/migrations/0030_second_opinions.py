"""Managers give second opinions on answers."""

from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.triggers import under_triggers
from checklists.triggers import lifted

rules = import_module("partnerships.migrations.0005_refuse_what_no_action_does")
taking_back = import_module("partnerships.migrations.0027_submissions_taken_back")
raising = import_module("partnerships.migrations.0029_flags_raised_by_hand")
on, on_saving, final, kept = rules.on, rules.on_saving, rules.final, rules.kept

OF_REVIEW = (*raising.OF_REVIEW, "opinion_given", "opinion_withdrawn")
WITHOUT_ANSWER = "A second opinion is another option of the question, beside an answer."


def opinion_rows():
    of_case = "(SELECT x.assessment_id FROM partnerships_answer x WHERE x.id = NEW.answer_id)"
    other_option = (
        "NEW.withdrawn_at IS NULL AND NOT EXISTS (SELECT 1 FROM partnerships_answer x JOIN checklists_option o"
        " ON o.question_id = x.question_id AND o.id <> x.option_id WHERE x.id = NEW.answer_id AND o.id = NEW.option_id)"
    )
    person = "COALESCE(NEW.withdrawn_by_id, NEW.given_by_id)"
    reviewer = "p.capacity = 'reviewer'"
    return [
        *on_saving("secondopinion", "in_review", rules.not_in_state(of_case, "in_review"), rules.SUBMITTED),
        *on_saving("secondopinion", "reviewer", rules.not_acting(of_case, person, reviewer), rules.NOT_IN_CAPACITY),
        *on_saving("secondopinion", "option", other_option, WITHOUT_ANSWER),
        final("secondopinion", "answer_id"),
        *kept("secondopinion"),
    ]


class Migration(migrations.Migration):

    dependencies = [
        ("checklists", "0004_monitoring_officers"),
        ("partnerships", "0029_flags_raised_by_hand"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *under_triggers(
            migrations.CreateModel(
                name='SecondOpinion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.TextField(max_length=5000)),
                    ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('given_for', models.CharField(blank=True, default='', max_length=200)),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                    ('answer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='opinion', to='partnerships.answer')),
                    ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('option', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='checklists.option')),
                    ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ('pk',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='opinion_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by__isnull', True)), models.Q(('withdrawn_at__isnull', False), ('withdrawn_by__isnull', False)), _connector='OR'), name='opinion_withdrawn_at_with_by')],
                },
            ),
            migrations.RemoveConstraint(
                model_name='event',
                name='event_known_kind',
            ),
            migrations.AlterField(
                model_name='event',
                name='kind',
                field=models.CharField(choices=[('created', 'Partnership started'), ('details_changed', 'Details changed'), ('screened', 'Screening test answered'), ('benefits_claimed', 'Benefits claimed'), ('person_added', 'Person added'), ('person_removed', 'Person removed'), ('lead_changed', 'Lead officer changed'), ('answered', 'Answer saved'), ('evidence_attached', 'Evidence attached'), ('evidence_removed', 'Evidence removed'), ('question_assigned', 'Question assigned'), ('assignment_ended', 'Assignment ended'), ('conversation_started', 'Asked about a question'), ('conversation_replied', 'Replied about a question'), ('conversation_passed_on', 'Asked somebody else about a question'), ('conversation_resolved', 'Conversation resolved'), ('conversation_reopened', 'Conversation reopened'), ('treated', 'Flag treated'), ('flag_raised', 'Flag raised'), ('flag_withdrawn', 'Raised flag withdrawn'), ('opinion_given', 'Second opinion given'), ('opinion_withdrawn', 'Second opinion withdrawn'), ('owner_changed', 'Owner of a mitigation changed'), ('treatment_lapsed', 'Treatment lapsed'), ('confirmed', 'Answer confirmed'), ('confirmation_lapsed', 'Confirmation lapsed'), ('confirmation_asked', 'Asked to confirm answers'), ('objected', 'Answer could not be confirmed'), ('objection_ended', 'Objection ended'), ('meeting_chosen', 'Meeting chosen'), ('meeting_changed', 'Meeting changed'), ('meeting_cancelled', 'Meeting cancelled'), ('submitted', 'Submitted for review'), ('taken_back', 'Submission taken back'), ('returned', 'Returned to the lead officer'), ('return_replied', 'Replied to the return'), ('endorsed', 'Endorsed'), ('referral_asked', 'Referral asked for'), ('referred', 'Referred'), ('referral_declined', 'Referral declined'), ('reopened', 'Reopened'), ('withdrawn', 'Withdrawn'), ('officer_told', 'Monitoring officer told'), ('significance_judged', 'Significance judged'), ('comment_asked', 'Comment asked for'), ('commented', 'Implications recorded'), ('interest_declared', 'Interest declared'), ('exempted', 'Marked as exempt'), ('exemption_removed', 'Exempt marking removed'), ('issued', 'Report issued'), ('edition_withdrawn', 'Public edition withdrawn'), ('decided', 'Decision recorded'), ('round_opened', 'Round opened'), ('registered', 'Entered on the register'), ('existing_entered', 'Existing partnership entered'), ('existing_changed', 'Existing partnership changed'), ('review_set', 'Review date set'), ('condition_completed', 'Condition completed'), ('condition_reopened', 'Condition reopened'), ('condition_amended', 'Condition changed'), ('condition_chased', 'Condition chased'), ('ended', 'Partnership ended')], max_length=30),
            ),
            migrations.AddConstraint(
                model_name='event',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['created', 'details_changed', 'screened', 'benefits_claimed', 'person_added', 'person_removed', 'lead_changed', 'answered', 'evidence_attached', 'evidence_removed', 'question_assigned', 'assignment_ended', 'conversation_started', 'conversation_replied', 'conversation_passed_on', 'conversation_resolved', 'conversation_reopened', 'treated', 'flag_raised', 'flag_withdrawn', 'opinion_given', 'opinion_withdrawn', 'owner_changed', 'treatment_lapsed', 'confirmed', 'confirmation_lapsed', 'confirmation_asked', 'objected', 'objection_ended', 'meeting_chosen', 'meeting_changed', 'meeting_cancelled', 'submitted', 'taken_back', 'returned', 'return_replied', 'endorsed', 'referral_asked', 'referred', 'referral_declined', 'reopened', 'withdrawn', 'officer_told', 'significance_judged', 'comment_asked', 'commented', 'interest_declared', 'exempted', 'exemption_removed', 'issued', 'edition_withdrawn', 'decided', 'round_opened', 'registered', 'existing_entered', 'existing_changed', 'review_set', 'condition_completed', 'condition_reopened', 'condition_amended', 'condition_chased', 'ended'])), name='event_known_kind'),
            ),
        ),
        *lifted("partnerships.migrations.0029_flags_raised_by_hand", "assessment_moves", "assessment_records"),
        *taking_back.state_rows(of_review=OF_REVIEW),
        *opinion_rows(),
    ]
