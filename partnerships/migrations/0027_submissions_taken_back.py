"""The submission of a case can be taken back until somebody has acted on it; the database refuses it from then on."""

from importlib import import_module

from django.db import migrations, models

from accounts.triggers import under_triggers
from checklists.triggers import lifted

before = import_module("partnerships.migrations.0016_referrals_and_public_editions")
on = before.on

MOVES = before.MOVES | {"in_review": ["draft", *before.MOVES["in_review"]]}
# What managers and those who confirm do to a submission.
OF_REVIEW = ("treated", "confirmed", "objected", "returned", "endorsed", "referral_asked", "referral_declined")


def state_rows(moves=MOVES, of_review=OF_REVIEW):
    legal_moves = " OR ".join(
        f"(OLD.state = '{source}' AND NEW.state IN ({', '.join(repr(target) for target in targets)}))"
        for source, targets in moves.items()
        if targets
    )
    no_record = f"{before.without_record()} OR {not_returned(of_review)} OR {not_taken_back(of_review)}"
    return [
        on("assessment", "moves", "UPDATE", f"OLD.state <> NEW.state AND NOT ({legal_moves})", before.before.before.NO_SUCH_MOVE),
        on("assessment", "records", "UPDATE", f"OLD.state <> NEW.state AND ({no_record})", before.before.NO_RECORD),
    ]


def acted_on(of_review):
    """Somebody has acted on the case since it was last submitted."""
    kinds = ", ".join(f"'{kind}'" for kind in of_review)
    return (
        "EXISTS (SELECT 1 FROM partnerships_event e WHERE e.assessment_id = NEW.id"
        f" AND e.kind IN ({kinds}) AND e.position > (SELECT COALESCE(MAX(s.position), 0)"
        " FROM partnerships_event s WHERE s.assessment_id = NEW.id AND s.kind = 'submitted'))"
    )


def returned(since=""):
    return f"EXISTS (SELECT 1 FROM partnerships_returnreason r WHERE r.assessment_id = NEW.id{since})"


def not_returned(of_review):
    """A case comes back from its review with reasons of that review, or with earlier ones when nobody acted on it."""
    anew = returned(" AND r.returned_at >= OLD.state_changed_at")
    return (
        "(OLD.state = 'in_review' AND NEW.state = 'returned'"
        f" AND NOT {anew} AND ({acted_on(of_review)} OR NOT {returned()}))"
    )


def not_taken_back(of_review):
    """It is a draft again when nobody acted on it, and it was never returned."""
    return f"(OLD.state = 'in_review' AND NEW.state = 'draft' AND ({acted_on(of_review)} OR {returned()}))"


class Migration(migrations.Migration):

    dependencies = [
        ("partnerships", "0026_objections"),
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
                field=models.CharField(choices=[('created', 'Partnership started'), ('details_changed', 'Details changed'), ('screened', 'Screening test answered'), ('benefits_claimed', 'Benefits claimed'), ('person_added', 'Person added'), ('person_removed', 'Person removed'), ('lead_changed', 'Lead officer changed'), ('answered', 'Answer saved'), ('evidence_attached', 'Evidence attached'), ('evidence_removed', 'Evidence removed'), ('question_assigned', 'Question assigned'), ('assignment_ended', 'Assignment ended'), ('conversation_started', 'Asked about a question'), ('conversation_replied', 'Replied about a question'), ('conversation_passed_on', 'Asked somebody else about a question'), ('conversation_resolved', 'Conversation resolved'), ('conversation_reopened', 'Conversation reopened'), ('treated', 'Flag treated'), ('owner_changed', 'Owner of a mitigation changed'), ('treatment_lapsed', 'Treatment lapsed'), ('confirmed', 'Answer confirmed'), ('confirmation_lapsed', 'Confirmation lapsed'), ('confirmation_asked', 'Asked to confirm answers'), ('objected', 'Answer could not be confirmed'), ('objection_ended', 'Objection ended'), ('meeting_chosen', 'Meeting chosen'), ('meeting_changed', 'Meeting changed'), ('meeting_cancelled', 'Meeting cancelled'), ('submitted', 'Submitted for review'), ('taken_back', 'Submission taken back'), ('returned', 'Returned to the lead officer'), ('endorsed', 'Endorsed'), ('referral_asked', 'Referral asked for'), ('referred', 'Referred'), ('referral_declined', 'Referral declined'), ('reopened', 'Reopened'), ('withdrawn', 'Withdrawn'), ('officer_told', 'Monitoring officer told'), ('significance_judged', 'Significance judged'), ('comment_asked', 'Comment asked for'), ('commented', 'Implications recorded'), ('interest_declared', 'Interest declared'), ('exempted', 'Marked as exempt'), ('exemption_removed', 'Exempt marking removed'), ('issued', 'Report issued'), ('edition_withdrawn', 'Public edition withdrawn'), ('decided', 'Decision recorded'), ('round_opened', 'Round opened'), ('registered', 'Entered on the register'), ('existing_entered', 'Existing partnership entered'), ('existing_changed', 'Existing partnership changed'), ('review_set', 'Review date set'), ('condition_completed', 'Condition completed'), ('condition_reopened', 'Condition reopened'), ('condition_amended', 'Condition changed'), ('condition_chased', 'Condition chased'), ('ended', 'Partnership ended')], max_length=30),
            ),
            migrations.AddConstraint(
                model_name='event',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['created', 'details_changed', 'screened', 'benefits_claimed', 'person_added', 'person_removed', 'lead_changed', 'answered', 'evidence_attached', 'evidence_removed', 'question_assigned', 'assignment_ended', 'conversation_started', 'conversation_replied', 'conversation_passed_on', 'conversation_resolved', 'conversation_reopened', 'treated', 'owner_changed', 'treatment_lapsed', 'confirmed', 'confirmation_lapsed', 'confirmation_asked', 'objected', 'objection_ended', 'meeting_chosen', 'meeting_changed', 'meeting_cancelled', 'submitted', 'taken_back', 'returned', 'endorsed', 'referral_asked', 'referred', 'referral_declined', 'reopened', 'withdrawn', 'officer_told', 'significance_judged', 'comment_asked', 'commented', 'interest_declared', 'exempted', 'exemption_removed', 'issued', 'edition_withdrawn', 'decided', 'round_opened', 'registered', 'existing_entered', 'existing_changed', 'review_set', 'condition_completed', 'condition_reopened', 'condition_amended', 'condition_chased', 'ended'])), name='event_known_kind'),
            ),
        ),
        *lifted("partnerships.migrations.0016_referrals_and_public_editions", "assessment_moves", "assessment_records"),
        *state_rows(),
    ]
