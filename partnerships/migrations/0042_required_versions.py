"""Each case records from when a later version of its checklist is required."""

from django.db import migrations, models

from accounts.triggers import under_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('partnerships', '0041_legal_sections'),
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
                field=models.CharField(choices=[('created', 'Partnership started'), ('details_changed', 'Details changed'), ('screened', 'Screening test answered'), ('benefits_claimed', 'Benefits claimed'), ('person_added', 'Person added'), ('person_removed', 'Person removed'), ('lead_changed', 'Lead officer changed'), ('answered', 'Answer saved'), ('evidence_attached', 'Evidence attached'), ('evidence_removed', 'Evidence removed'), ('question_assigned', 'Question assigned'), ('assignment_ended', 'Assignment ended'), ('conversation_started', 'Asked about a question'), ('conversation_replied', 'Replied about a question'), ('conversation_passed_on', 'Asked somebody else about a question'), ('conversation_resolved', 'Conversation resolved'), ('conversation_reopened', 'Conversation reopened'), ('treated', 'Flag treated'), ('flag_raised', 'Flag raised'), ('flag_withdrawn', 'Raised flag withdrawn'), ('opinion_given', 'Second opinion given'), ('opinion_withdrawn', 'Second opinion withdrawn'), ('owner_changed', 'Owner of a mitigation changed'), ('treatment_lapsed', 'Treatment lapsed'), ('confirmed', 'Answer confirmed'), ('confirmation_lapsed', 'Confirmation lapsed'), ('confirmation_asked', 'Asked to confirm answers'), ('objected', 'Answer could not be confirmed'), ('objection_ended', 'Objection ended'), ('meeting_chosen', 'Meeting chosen'), ('meeting_changed', 'Meeting changed'), ('meeting_cancelled', 'Meeting cancelled'), ('asked_for_meeting', 'Asked for what its meeting needs'), ('submitted', 'Submitted for review'), ('taken_back', 'Submission taken back'), ('returned', 'Returned to the lead officer'), ('return_replied', 'Replied to the return'), ('endorsed', 'Endorsed'), ('referral_asked', 'Referral asked for'), ('referred', 'Referred'), ('referral_declined', 'Referral declined'), ('reopened', 'Reopened'), ('withdrawn', 'Withdrawn'), ('officer_told', 'Monitoring officer told'), ('significance_judged', 'Significance judged'), ('comment_asked', 'Comment asked for'), ('commented', 'Implications recorded'), ('interest_declared', 'Interest declared'), ('exempted', 'Marked as exempt'), ('exemption_removed', 'Exempt marking removed'), ('issued', 'Report issued'), ('pack_made', 'Put into an agenda pack'), ('edition_withdrawn', 'Public edition withdrawn'), ('decided', 'Decision recorded'), ('minute_corrected', 'Minute reference corrected'), ('upgraded', 'Went on to another version of the checklist'), ('upgrade_undone', 'Upgrade undone'), ('version_required', 'Later version of the checklist required'), ('round_opened', 'Round opened'), ('registered', 'Entered on the register'), ('existing_entered', 'Existing partnership entered'), ('existing_changed', 'Existing partnership changed'), ('review_set', 'Review date set'), ('condition_completed', 'Condition completed'), ('condition_reopened', 'Condition reopened'), ('condition_amended', 'Condition changed'), ('condition_chased', 'Condition chased'), ('ended', 'Partnership ended')], max_length=30),
            ),
            migrations.AddConstraint(
                model_name='event',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['created', 'details_changed', 'screened', 'benefits_claimed', 'person_added', 'person_removed', 'lead_changed', 'answered', 'evidence_attached', 'evidence_removed', 'question_assigned', 'assignment_ended', 'conversation_started', 'conversation_replied', 'conversation_passed_on', 'conversation_resolved', 'conversation_reopened', 'treated', 'flag_raised', 'flag_withdrawn', 'opinion_given', 'opinion_withdrawn', 'owner_changed', 'treatment_lapsed', 'confirmed', 'confirmation_lapsed', 'confirmation_asked', 'objected', 'objection_ended', 'meeting_chosen', 'meeting_changed', 'meeting_cancelled', 'asked_for_meeting', 'submitted', 'taken_back', 'returned', 'return_replied', 'endorsed', 'referral_asked', 'referred', 'referral_declined', 'reopened', 'withdrawn', 'officer_told', 'significance_judged', 'comment_asked', 'commented', 'interest_declared', 'exempted', 'exemption_removed', 'issued', 'pack_made', 'edition_withdrawn', 'decided', 'minute_corrected', 'upgraded', 'upgrade_undone', 'version_required', 'round_opened', 'registered', 'existing_entered', 'existing_changed', 'review_set', 'condition_completed', 'condition_reopened', 'condition_amended', 'condition_chased', 'ended'])), name='event_known_kind'),
            ),
        ),
    ]
