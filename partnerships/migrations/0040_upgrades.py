"""A case under way can go on to a later version of its checklist, and come back until something follows."""

from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.triggers import under_triggers
from checklists.triggers import Follow, Refuse, changed, lifted


RULES = "partnerships.migrations.0005_refuse_what_no_action_does"
ASSIGNMENTS = "partnerships.migrations.0024_conversations"
rules = import_module(RULES)
MOVED = {
    RULES: ["answer_final", "evidence_final", "treatment_final", "confirmation_final"],
    ASSIGNMENTS: ["assignment_final"],
}
ELSEWHERE = "A case goes on to another version of its own checklist while it is with its authors."
NOT_MOVED = "OLD.question_id IS DISTINCT FROM NEW.question_id"
# A row goes along with its case to the question of the same key in the version that the case answers now, and nowhere else.
MOVED_OTHERWISE = (
    f"({NOT_MOVED} AND NOT EXISTS (SELECT 1 FROM checklists_question o JOIN checklists_question n ON n.key = o.key"
    " JOIN partnerships_assessment a ON a.version_id = n.version_id"
    " WHERE o.id = OLD.question_id AND n.id = NEW.question_id AND a.id = NEW.assessment_id"
    " AND a.state IN ('draft', 'returned')))"
)
# What an answer says; who saved it stays whoever that was while it only moves.
CONTENT = changed("reason", "finding", "facts", "revision", "saved_at", "saved_by_id", "is_carried_over")
REPEATED = (
    "(NEW.is_carried_over AND EXISTS (SELECT 1 FROM partnerships_answer x"
    " JOIN checklists_question q ON q.id = x.question_id JOIN checklists_question n ON n.key = q.key"
    " WHERE x.assessment_id = NEW.assessment_id AND x.id <> NEW.id AND n.id = NEW.question_id"
    " AND x.saved_by_id = NEW.saved_by_id))"
)


def made_in(module, *names):
    """The triggers of these names as that migration made them."""
    operations = import_module(module).Migration.operations
    return [made for made in operations if type(made) is Refuse and made.name in names]


def moving(made):
    """The same trigger, which lets a row go along with its case."""
    when = made.when.replace(NOT_MOVED, MOVED_OTHERWISE)
    if when == made.when:
        raise ValueError(made.name)
    return Refuse(name=made.name, table=made.table, event=made.event, when=when, message=made.message)


def answer_savers():
    """As before, but for an answer that only moves, or repeats one of the same case to the question before."""
    found = []
    for made in made_in(RULES, "answer_saver_insert", "answer_saver_update"):
        only = f" AND {CONTENT}" if made.event == "UPDATE" else ""
        when = f"({made.when}) AND NOT {REPEATED}{only}"
        found.append(Refuse(name=made.name, table=made.table, event=made.event, when=when, message=made.message))
    return found


def assessment_rows():
    fixed = changed("partnership_id", "round", "opened_for", "created_at", "created_by_id")
    other = (
        "(OLD.version_id IS DISTINCT FROM NEW.version_id AND (OLD.state NOT IN ('draft', 'returned')"
        " OR NEW.state <> OLD.state OR NOT EXISTS (SELECT 1 FROM checklists_version o JOIN checklists_version n"
        " ON n.checklist_id = o.checklist_id WHERE o.id = OLD.version_id AND n.id = NEW.version_id"
        " AND n.state <> 'draft')))"
    )
    return [
        rules.on("assessment", "final", "UPDATE", fixed, rules.FINAL),
        rules.on("assessment", "version", "UPDATE", other, ELSEWHERE),
    ]


def upgrade_rows():
    undone = f"(OLD.undone_at IS NOT NULL AND {changed('undone_at', 'undone_by_id')})"
    said = ("assessment_id", "old_version_id", "new_version_id", "upgraded_at", "upgraded_by_id")
    author = "p.capacity = 'author'"
    return [
        rules.on("upgrade", "submitted", "INSERT", rules.submitted("NEW.assessment_id"), rules.SUBMITTED),
        rules.on("upgrade", "submitted_update", "UPDATE", rules.submitted("NEW.assessment_id"), rules.SUBMITTED),
        rules.on("upgrade", "author", "INSERT", rules.not_acting("NEW.assessment_id", "NEW.upgraded_by_id", author), rules.NOT_IN_CAPACITY),
        rules.on("upgrade", "final", "UPDATE", f"{changed(*said)} OR {undone}", rules.FINAL),
        *rules.kept("upgrade"),
        rules.on("earlieranswer", "submitted", "INSERT", rules.submitted("NEW.assessment_id"), rules.SUBMITTED),
        rules.on("earlieranswer", "final", "UPDATE", "TRUE", rules.FINAL),
        *rules.kept("earlieranswer"),
    ]


# Passages are read in the order of the questions.
FOLLOW = Follow(
    name="answer_moved",
    table="partnerships_answer",
    event="UPDATE",
    when=changed("question_id"),
    does=(
        "UPDATE partnerships_passage SET position = (SELECT s.position * 1000 + q.position FROM checklists_question q"
        " JOIN checklists_section s ON s.id = q.section_id WHERE q.id = NEW.question_id) WHERE answer_id = NEW.id;"
    ),
)


class Migration(migrations.Migration):

    dependencies = [
        ('checklists', '0007_what_other_words_mean'),
        ('partnerships', '0039_stored_summaries'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *(operation for module, names in MOVED.items() for operation in lifted(module, *names)),
        *lifted(RULES, "answer_saver_insert", "answer_saver_update", "assessment_final"),
        *under_triggers(
            migrations.CreateModel(
                name='EarlierAnswer',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('key', models.SlugField(blank=True, db_index=False, max_length=60)),
                    ('change', models.CharField(choices=[('unchanged', 'Unchanged'), ('editorial', 'Reworded, same meaning'), ('meaning', 'Meaning changed'), ('options', 'Other answers to choose from'), ('split', 'Split from another question'), ('merged', 'Joined from several questions'), ('replaced', 'In the place of another question'), ('added', 'New'), ('removed', 'No longer asked')], max_length=9)),
                ],
                options={
                    'ordering': ('pk',),
                },
            ),
            migrations.CreateModel(
                name='Upgrade',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('upgraded_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('undone_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'ordering': ('pk',),
                },
            ),
            migrations.RemoveConstraint(
                model_name='event',
                name='event_known_kind',
            ),
            migrations.AlterField(
                model_name='event',
                name='kind',
                field=models.CharField(choices=[('created', 'Partnership started'), ('details_changed', 'Details changed'), ('screened', 'Screening test answered'), ('benefits_claimed', 'Benefits claimed'), ('person_added', 'Person added'), ('person_removed', 'Person removed'), ('lead_changed', 'Lead officer changed'), ('answered', 'Answer saved'), ('evidence_attached', 'Evidence attached'), ('evidence_removed', 'Evidence removed'), ('question_assigned', 'Question assigned'), ('assignment_ended', 'Assignment ended'), ('conversation_started', 'Asked about a question'), ('conversation_replied', 'Replied about a question'), ('conversation_passed_on', 'Asked somebody else about a question'), ('conversation_resolved', 'Conversation resolved'), ('conversation_reopened', 'Conversation reopened'), ('treated', 'Flag treated'), ('flag_raised', 'Flag raised'), ('flag_withdrawn', 'Raised flag withdrawn'), ('opinion_given', 'Second opinion given'), ('opinion_withdrawn', 'Second opinion withdrawn'), ('owner_changed', 'Owner of a mitigation changed'), ('treatment_lapsed', 'Treatment lapsed'), ('confirmed', 'Answer confirmed'), ('confirmation_lapsed', 'Confirmation lapsed'), ('confirmation_asked', 'Asked to confirm answers'), ('objected', 'Answer could not be confirmed'), ('objection_ended', 'Objection ended'), ('meeting_chosen', 'Meeting chosen'), ('meeting_changed', 'Meeting changed'), ('meeting_cancelled', 'Meeting cancelled'), ('asked_for_meeting', 'Asked for what its meeting needs'), ('submitted', 'Submitted for review'), ('taken_back', 'Submission taken back'), ('returned', 'Returned to the lead officer'), ('return_replied', 'Replied to the return'), ('endorsed', 'Endorsed'), ('referral_asked', 'Referral asked for'), ('referred', 'Referred'), ('referral_declined', 'Referral declined'), ('reopened', 'Reopened'), ('withdrawn', 'Withdrawn'), ('officer_told', 'Monitoring officer told'), ('significance_judged', 'Significance judged'), ('comment_asked', 'Comment asked for'), ('commented', 'Implications recorded'), ('interest_declared', 'Interest declared'), ('exempted', 'Marked as exempt'), ('exemption_removed', 'Exempt marking removed'), ('issued', 'Report issued'), ('pack_made', 'Put into an agenda pack'), ('edition_withdrawn', 'Public edition withdrawn'), ('decided', 'Decision recorded'), ('minute_corrected', 'Minute reference corrected'), ('upgraded', 'Went on to another version of the checklist'), ('upgrade_undone', 'Upgrade undone'), ('round_opened', 'Round opened'), ('registered', 'Entered on the register'), ('existing_entered', 'Existing partnership entered'), ('existing_changed', 'Existing partnership changed'), ('review_set', 'Review date set'), ('condition_completed', 'Condition completed'), ('condition_reopened', 'Condition reopened'), ('condition_amended', 'Condition changed'), ('condition_chased', 'Condition chased'), ('ended', 'Partnership ended')], max_length=30),
            ),
            migrations.AddConstraint(
                model_name='event',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['created', 'details_changed', 'screened', 'benefits_claimed', 'person_added', 'person_removed', 'lead_changed', 'answered', 'evidence_attached', 'evidence_removed', 'question_assigned', 'assignment_ended', 'conversation_started', 'conversation_replied', 'conversation_passed_on', 'conversation_resolved', 'conversation_reopened', 'treated', 'flag_raised', 'flag_withdrawn', 'opinion_given', 'opinion_withdrawn', 'owner_changed', 'treatment_lapsed', 'confirmed', 'confirmation_lapsed', 'confirmation_asked', 'objected', 'objection_ended', 'meeting_chosen', 'meeting_changed', 'meeting_cancelled', 'asked_for_meeting', 'submitted', 'taken_back', 'returned', 'return_replied', 'endorsed', 'referral_asked', 'referred', 'referral_declined', 'reopened', 'withdrawn', 'officer_told', 'significance_judged', 'comment_asked', 'commented', 'interest_declared', 'exempted', 'exemption_removed', 'issued', 'pack_made', 'edition_withdrawn', 'decided', 'minute_corrected', 'upgraded', 'upgrade_undone', 'round_opened', 'registered', 'existing_entered', 'existing_changed', 'review_set', 'condition_completed', 'condition_reopened', 'condition_amended', 'condition_chased', 'ended'])), name='event_known_kind'),
            ),
            migrations.AddField(
                model_name='earlieranswer',
                name='answer',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnerships.answer'),
            ),
            migrations.AddField(
                model_name='earlieranswer',
                name='assessment',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='earlier_answers', to='partnerships.assessment'),
            ),
            migrations.AddField(
                model_name='upgrade',
                name='assessment',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='upgrades', to='partnerships.assessment'),
            ),
            migrations.AddField(
                model_name='upgrade',
                name='new_version',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='checklists.version'),
            ),
            migrations.AddField(
                model_name='upgrade',
                name='old_version',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='checklists.version'),
            ),
            migrations.AddField(
                model_name='upgrade',
                name='undone_by',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='upgrade',
                name='upgraded_by',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='earlieranswer',
                name='upgrade',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='earlier_answers', to='partnerships.upgrade'),
            ),
            migrations.AddConstraint(
                model_name='upgrade',
                constraint=models.CheckConstraint(condition=models.Q(('old_version', models.F('new_version')), _negated=True), name='upgrade_to_another_version'),
            ),
            migrations.AddConstraint(
                model_name='upgrade',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='upgrade_undone_at_with_by'),
            ),
            migrations.AddConstraint(
                model_name='earlieranswer',
                constraint=models.CheckConstraint(condition=models.Q(('change__in', ['unchanged', 'editorial', 'meaning', 'options', 'split', 'merged', 'replaced', 'added', 'removed'])), name='earlier_known_change'),
            ),
        ),
        *(moving(made) for module, names in MOVED.items() for made in made_in(module, *names)),
        *answer_savers(),
        *assessment_rows(),
        *upgrade_rows(),
        FOLLOW,
    ]
