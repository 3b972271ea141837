"""Partnerships that exist already enter the register without a case: no decision of theirs, and no round of their events."""

from accounts.triggers import under_triggers
from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from checklists.triggers import Refuse, lifted

before = import_module("partnerships.migrations.0005_refuse_what_no_action_does")
reviews = import_module("partnerships.migrations.0014_reviews_continue")
on, on_saving = before.on, before.on_saving

HAS_CASE = "A partnership that has a case enters the register by a decision, and its events belong to a round."
ANY_CASE = "EXISTS (SELECT 1 FROM partnerships_assessment c WHERE c.partnership_id = NEW.partnership_id)"


def entry_rows():
    """The conditions of before for entries with a decision; without one, an entry is of a partnership without a case."""
    decided = next(one.when for one in reviews.Migration.operations if one_is(one, Refuse, "registerentry_decided_insert"))
    not_entered, _or, no_ending = decided.partition(" OR ")
    elsewhere = next(
        one.when for one in before.Migration.operations if one_is(one, Refuse, "registerentry_elsewhere_insert")
    )
    undone = "OLD.decision_id IS NOT NULL AND NEW.decision_id IS NULL"
    return [
        *on_saving("registerentry", "elsewhere", f"NEW.decision_id IS NOT NULL AND {elsewhere}", before.ELSEWHERE),
        *on_saving(
            "registerentry", "decided", f"(NEW.decision_id IS NOT NULL AND {not_entered}) OR {no_ending}", before.NOT_DECIDED
        ),
        on("registerentry", "without_case", "INSERT", f"NEW.decision_id IS NULL AND {ANY_CASE}", HAS_CASE),
        on("registerentry", "undecided", "UPDATE", undone, HAS_CASE),
    ]


def one_is(one, kind, name):
    return type(one) is kind and one.name == name


def event_rows():
    of_other_case = before.of_other_case("NEW.assessment_id", "NEW.partnership_id")
    return [
        on("event", "elsewhere", "INSERT", f"NEW.assessment_id IS NOT NULL AND {of_other_case}", before.ELSEWHERE),
        on("event", "without_case", "INSERT", f"NEW.assessment_id IS NULL AND {ANY_CASE}", HAS_CASE),
    ]


class Migration(migrations.Migration):

    dependencies = [
        ('checklists', '0004_monitoring_officers'),
        ('partnerships', '0018_meetings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *under_triggers(
            migrations.CreateModel(
                name='RegisterImport',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('file_name', models.CharField(max_length=200)),
                    ('content', models.BinaryField(null=True)),
                    ('sha256', models.CharField(db_index=True, max_length=64)),
                    ('mapping', models.JSONField(blank=True, default=dict)),
                    ('uploaded_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('entered_at', models.DateTimeField(blank=True, null=True)),
                    ('entered', models.PositiveIntegerField(default=0)),
                    ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ('-pk',),
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('entered', 0), ('entered_at__isnull', True), ('entered_by__isnull', True)), models.Q(('content__isnull', True), ('entered_at__isnull', False), ('entered_by__isnull', False)), _connector='OR'), name='register_import_content_until_entered')],
                },
            ),
            migrations.RemoveConstraint(
                model_name='event',
                name='event_known_kind',
            ),
            migrations.AddField(
                model_name='registerentry',
                name='earlier_decided_on',
                field=models.DateField(blank=True, null=True, verbose_name='decided on'),
            ),
            migrations.AddField(
                model_name='registerentry',
                name='earlier_meeting',
                field=models.CharField(blank=True, max_length=200, verbose_name='meeting or decision-maker'),
            ),
            migrations.AddField(
                model_name='registerentry',
                name='earlier_minute_reference',
                field=models.CharField(blank=True, max_length=100, verbose_name='minute reference'),
            ),
            migrations.AlterField(
                model_name='event',
                name='assessment',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='partnerships.assessment'),
            ),
            migrations.AlterField(
                model_name='event',
                name='kind',
                field=models.CharField(choices=[('created', 'Partnership started'), ('details_changed', 'Details changed'), ('screened', 'Screening test answered'), ('benefits_claimed', 'Benefits claimed'), ('person_added', 'Person added'), ('person_removed', 'Person removed'), ('lead_changed', 'Lead officer changed'), ('answered', 'Answer saved'), ('evidence_attached', 'Evidence attached'), ('evidence_removed', 'Evidence removed'), ('treated', 'Flag treated'), ('owner_changed', 'Owner of a mitigation changed'), ('treatment_lapsed', 'Treatment lapsed'), ('confirmed', 'Answer confirmed'), ('confirmation_lapsed', 'Confirmation lapsed'), ('meeting_chosen', 'Meeting chosen'), ('meeting_changed', 'Meeting changed'), ('meeting_cancelled', 'Meeting cancelled'), ('submitted', 'Submitted for review'), ('returned', 'Returned to the lead officer'), ('endorsed', 'Endorsed'), ('referral_asked', 'Referral asked for'), ('referred', 'Referred'), ('referral_declined', 'Referral declined'), ('reopened', 'Reopened'), ('withdrawn', 'Withdrawn'), ('officer_told', 'Monitoring officer told'), ('significance_judged', 'Significance judged'), ('comment_asked', 'Comment asked for'), ('commented', 'Implications recorded'), ('interest_declared', 'Interest declared'), ('exempted', 'Marked as exempt'), ('exemption_removed', 'Exempt marking removed'), ('issued', 'Report issued'), ('edition_withdrawn', 'Public edition withdrawn'), ('decided', 'Decision recorded'), ('round_opened', 'Round opened'), ('registered', 'Entered on the register'), ('existing_entered', 'Existing partnership entered'), ('existing_changed', 'Existing partnership changed'), ('review_set', 'Review date set'), ('condition_completed', 'Condition completed'), ('condition_reopened', 'Condition reopened'), ('condition_amended', 'Condition changed'), ('ended', 'Partnership ended')], max_length=30),
            ),
            migrations.AlterField(
                model_name='registerentry',
                name='decision',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='partnerships.decision'),
            ),
            migrations.AddConstraint(
                model_name='event',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['created', 'details_changed', 'screened', 'benefits_claimed', 'person_added', 'person_removed', 'lead_changed', 'answered', 'evidence_attached', 'evidence_removed', 'treated', 'owner_changed', 'treatment_lapsed', 'confirmed', 'confirmation_lapsed', 'meeting_chosen', 'meeting_changed', 'meeting_cancelled', 'submitted', 'returned', 'endorsed', 'referral_asked', 'referred', 'referral_declined', 'reopened', 'withdrawn', 'officer_told', 'significance_judged', 'comment_asked', 'commented', 'interest_declared', 'exempted', 'exemption_removed', 'issued', 'edition_withdrawn', 'decided', 'round_opened', 'registered', 'existing_entered', 'existing_changed', 'review_set', 'condition_completed', 'condition_reopened', 'condition_amended', 'ended'])), name='event_known_kind'),
            ),
        ),
        *lifted("partnerships.migrations.0014_reviews_continue", "registerentry_decided_insert", "registerentry_decided_update"),
        *lifted(
            "partnerships.migrations.0005_refuse_what_no_action_does",
            "registerentry_elsewhere_insert",
            "registerentry_elsewhere_update",
            "event_elsewhere",
        ),
        *entry_rows(),
        *event_rows(),
    ]
