"""Conversations about the questions of a case, and questions that are given to somebody until a day."""

from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.triggers import under_triggers

before = import_module("partnerships.migrations.0005_refuse_what_no_action_does")
on, final, kept = before.on, before.final, before.kept

OVER = "This assessment is decided or withdrawn, so its conversations are closed."
ENDED = "This assignment has ended, so it does not change any more."


def over(assessment):
    return before.not_in_state(
        assessment, "draft", "in_review", "returned", "endorsed", "referral_asked", "referred", "issued"
    )


def conversation_rows():
    of_entry = "(SELECT c.assessment_id FROM partnerships_conversation c WHERE c.id = NEW.conversation_id)"
    elsewhere = before.of_another_version("NEW.assessment_id", "NEW.question_id")
    return [
        on("conversation", "over_insert", "INSERT", over("NEW.assessment_id"), OVER),
        on("conversation", "over_update", "UPDATE", over("NEW.assessment_id"), OVER),
        on("conversation", "elsewhere", "INSERT", elsewhere, before.OF_ANOTHER),
        final("conversation", "assessment_id", "question_id", "number", "asked_at", "asked_by_id"),
        *kept("conversation"),
        on("conversationentry", "over", "INSERT", over(of_entry), OVER),
        on("conversationentry", "final", "UPDATE", "TRUE", before.FINAL),
        *kept("conversationentry"),
    ]


def assignment_rows():
    elsewhere = before.of_another_version("NEW.assessment_id", "NEW.question_id")
    not_authors = " OR ".join(
        before.not_acting("NEW.assessment_id", f"NEW.{person}_id", "p.capacity = 'author'")
        for person in ("assigned_to", "assigned_by")
    )
    said = ("assessment_id", "question_id", "assigned_to_id", "due_on", "assigned_at", "assigned_by_id")
    return [
        on("assignment", "submitted", "INSERT", before.submitted("NEW.assessment_id"), before.SUBMITTED),
        on("assignment", "elsewhere", "INSERT", elsewhere, before.OF_ANOTHER),
        on("assignment", "authors", "INSERT", not_authors, before.NOT_IN_CAPACITY),
        on("assignment", "ended", "UPDATE", "OLD.ended_at IS NOT NULL", ENDED),
        final("assignment", *said),
        *kept("assignment"),
    ]


class Migration(migrations.Migration):

    dependencies = [
        ('checklists', '0004_monitoring_officers'),
        ('partnerships', '0023_fill_passages'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *under_triggers(
            migrations.CreateModel(
                name='Assignment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('due_on', models.DateField(verbose_name='due date')),
                    ('assigned_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='partnerships.assessment')),
                    ('assigned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('assigned_to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='assigned to')),
                    ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='checklists.question')),
                ],
                options={
                    'ordering': ('due_on', 'pk'),
                    'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['due_on'], name='assignment_by_date')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('assessment', 'question'), name='assignment_one_standing'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='assignment_ended_at_with_by')],
                },
            ),
            migrations.CreateModel(
                name='Conversation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveSmallIntegerField()),
                    ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('asked_role', models.CharField(blank=True, choices=[('officer', 'Officer'), ('manager', 'Manager'), ('legal', 'Legal adviser'), ('secretary', 'Board secretary'), ('monitoring', 'Monitoring officer'), ('editor', 'Checklist editor'), ('auditor', 'Auditor'), ('admin', 'Administrator')], max_length=20)),
                    ('is_replied', models.BooleanField(default=False)),
                    ('resolved_at', models.DateTimeField(blank=True, null=True)),
                    ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('asked_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('assessment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='conversations', to='partnerships.assessment')),
                    ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='checklists.question')),
                    ('resolved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ('number',),
                    'constraints': [models.UniqueConstraint(fields=('assessment', 'number'), name='conversation_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('asked_of__isnull', False), ('asked_role', '')), models.Q(('asked_of__isnull', True), ('asked_role__in', ('officer', 'manager', 'legal', 'monitoring'))), _connector='OR'), name='conversation_asked_of_one'), models.CheckConstraint(condition=models.Q(models.Q(('resolved_at__isnull', True), ('resolved_by__isnull', True)), models.Q(('resolved_at__isnull', False), ('resolved_by__isnull', False)), _connector='OR'), name='conversation_resolved_at_with_by')],
                },
            ),
            migrations.CreateModel(
                name='ConversationEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('step', models.CharField(choices=[('asked', 'asked'), ('replied', 'replied'), ('passed_on', 'asked somebody else'), ('resolved', 'resolved it'), ('reopened', 'reopened it')], max_length=10)),
                    ('text', models.TextField(blank=True, max_length=5000, verbose_name='text')),
                    ('asked_role', models.CharField(blank=True, choices=[('officer', 'Officer'), ('manager', 'Manager'), ('legal', 'Legal adviser'), ('secretary', 'Board secretary'), ('monitoring', 'Monitoring officer'), ('editor', 'Checklist editor'), ('auditor', 'Auditor'), ('admin', 'Administrator')], max_length=20)),
                    ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('asked_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='partnerships.conversation')),
                    ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ('pk',),
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('step__in', ('asked', 'passed_on')), models.Q(models.Q(('asked_of__isnull', False), ('asked_role', '')), models.Q(('asked_of__isnull', True), ('asked_role__in', ('officer', 'manager', 'legal', 'monitoring'))), _connector='OR')), models.Q(('step__in', ('replied', 'resolved', 'reopened')), ('asked_of__isnull', True), ('asked_role', '')), _connector='OR'), name='conversation_entry_asks_one'), models.CheckConstraint(condition=models.Q(('step__in', ('passed_on', 'resolved')), models.Q(('text', ''), _negated=True), _connector='OR'), name='conversation_entry_has_text')],
                },
            ),
            migrations.RemoveConstraint(
                model_name='event',
                name='event_known_kind',
            ),
            migrations.AlterField(
                model_name='event',
                name='kind',
                field=models.CharField(choices=[('created', 'Partnership started'), ('details_changed', 'Details changed'), ('screened', 'Screening test answered'), ('benefits_claimed', 'Benefits claimed'), ('person_added', 'Person added'), ('person_removed', 'Person removed'), ('lead_changed', 'Lead officer changed'), ('answered', 'Answer saved'), ('evidence_attached', 'Evidence attached'), ('evidence_removed', 'Evidence removed'), ('question_assigned', 'Question assigned'), ('assignment_ended', 'Assignment ended'), ('conversation_started', 'Asked about a question'), ('conversation_replied', 'Replied about a question'), ('conversation_passed_on', 'Asked somebody else about a question'), ('conversation_resolved', 'Conversation resolved'), ('conversation_reopened', 'Conversation reopened'), ('treated', 'Flag treated'), ('owner_changed', 'Owner of a mitigation changed'), ('treatment_lapsed', 'Treatment lapsed'), ('confirmed', 'Answer confirmed'), ('confirmation_lapsed', 'Confirmation lapsed'), ('meeting_chosen', 'Meeting chosen'), ('meeting_changed', 'Meeting changed'), ('meeting_cancelled', 'Meeting cancelled'), ('submitted', 'Submitted for review'), ('returned', 'Returned to the lead officer'), ('endorsed', 'Endorsed'), ('referral_asked', 'Referral asked for'), ('referred', 'Referred'), ('referral_declined', 'Referral declined'), ('reopened', 'Reopened'), ('withdrawn', 'Withdrawn'), ('officer_told', 'Monitoring officer told'), ('significance_judged', 'Significance judged'), ('comment_asked', 'Comment asked for'), ('commented', 'Implications recorded'), ('interest_declared', 'Interest declared'), ('exempted', 'Marked as exempt'), ('exemption_removed', 'Exempt marking removed'), ('issued', 'Report issued'), ('edition_withdrawn', 'Public edition withdrawn'), ('decided', 'Decision recorded'), ('round_opened', 'Round opened'), ('registered', 'Entered on the register'), ('existing_entered', 'Existing partnership entered'), ('existing_changed', 'Existing partnership changed'), ('review_set', 'Review date set'), ('condition_completed', 'Condition completed'), ('condition_reopened', 'Condition reopened'), ('condition_amended', 'Condition changed'), ('condition_chased', 'Condition chased'), ('ended', 'Partnership ended')], max_length=30),
            ),
            migrations.AddConstraint(
                model_name='event',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['created', 'details_changed', 'screened', 'benefits_claimed', 'person_added', 'person_removed', 'lead_changed', 'answered', 'evidence_attached', 'evidence_removed', 'question_assigned', 'assignment_ended', 'conversation_started', 'conversation_replied', 'conversation_passed_on', 'conversation_resolved', 'conversation_reopened', 'treated', 'owner_changed', 'treatment_lapsed', 'confirmed', 'confirmation_lapsed', 'meeting_chosen', 'meeting_changed', 'meeting_cancelled', 'submitted', 'returned', 'endorsed', 'referral_asked', 'referred', 'referral_declined', 'reopened', 'withdrawn', 'officer_told', 'significance_judged', 'comment_asked', 'commented', 'interest_declared', 'exempted', 'exemption_removed', 'issued', 'edition_withdrawn', 'decided', 'round_opened', 'registered', 'existing_entered', 'existing_changed', 'review_set', 'condition_completed', 'condition_reopened', 'condition_amended', 'condition_chased', 'ended'])), name='event_known_kind'),
            ),
        ),
        *conversation_rows(),
        *assignment_rows(),
    ]
