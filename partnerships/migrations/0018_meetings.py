"""Meetings are rows, which board secretaries keep and officers choose for a case.

No case named its meeting before: what a decision says of the meeting that took it was recorded, and stays as it is.
"""

from accounts.triggers import under_triggers
from importlib import import_module

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from checklists.triggers import changed

before = import_module("partnerships.migrations.0005_refuse_what_no_action_does")
on, on_saving, kept = before.on, before.on_saving, before.kept

CHOSEN = "This case has been issued, decided or withdrawn, so its meeting cannot be changed."
CANCELLED = "This meeting was cancelled: it does not change any more, and no case can go to it."


def meeting_rows():
    is_cancelled = (
        "EXISTS (SELECT 1 FROM partnerships_meeting m WHERE m.id = NEW.meeting_id AND m.cancelled_at IS NOT NULL)"
    )
    is_over = "OLD.state IN ('issued', 'decided', 'withdrawn')"
    return [
        on("assessment", "meeting", "UPDATE", f"{is_over} AND {changed('meeting_id')}", CHOSEN),
        on("assessment", "meeting_stands_insert", "INSERT", is_cancelled, CANCELLED),
        on("assessment", "meeting_stands_update", "UPDATE", f"{changed('meeting_id')} AND {is_cancelled}", CANCELLED),
        on("meeting", "cancelled", "UPDATE", "OLD.cancelled_at IS NOT NULL", CANCELLED),
        on("meeting", "final", "UPDATE", changed("created_at", "created_by_id"), before.FINAL),
        *kept("meeting"),
        on("meetingchange", "final", "UPDATE", "TRUE", before.FINAL),
        *kept("meetingchange"),
    ]


class Migration(migrations.Migration):

    dependencies = [
        ('checklists', '0004_monitoring_officers'),
        ('partnerships', '0017_earlier_partners'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *under_triggers(
            migrations.CreateModel(
                name='Meeting',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=150, verbose_name='name')),
                    ('held_on', models.DateField(verbose_name='date of the meeting')),
                    ('papers_due_on', models.DateField(verbose_name='paper deadline')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                    ('cancel_reason', models.TextField(blank=True, max_length=5000, verbose_name='why it is cancelled')),
                    ('cancelled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ('held_on', 'pk'),
                    'indexes': [models.Index(condition=models.Q(('cancelled_at', None)), fields=['held_on'], name='meeting_by_date')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='meeting_has_name'), models.CheckConstraint(condition=models.Q(('papers_due_on__lte', models.F('held_on'))), name='meeting_papers_before'), models.CheckConstraint(condition=models.Q(models.Q(('cancel_reason', ''), ('cancelled_at__isnull', True), ('cancelled_by__isnull', True)), models.Q(('cancelled_at__isnull', False), ('cancelled_by__isnull', False), models.Q(('cancel_reason', ''), _negated=True)), _connector='OR'), name='meeting_cancelled_with_reason'), models.UniqueConstraint(django.db.models.functions.text.Lower('name'), models.F('held_on'), condition=models.Q(('cancelled_at', None)), name='meeting_once_on_its_day')],
                },
            ),
            migrations.CreateModel(
                name='MeetingChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('added', 'Added'), ('changed', 'Changed'), ('cancelled', 'Cancelled')], max_length=10)),
                    ('old', models.JSONField(blank=True, default=dict)),
                    ('new', models.JSONField(blank=True, default=dict)),
                    ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('recorded_by_name', models.CharField(max_length=200)),
                    ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='partnerships.meeting')),
                    ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ('pk',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['added', 'changed', 'cancelled'])), name='meeting_change_known_kind')],
                },
            ),
            migrations.RemoveConstraint(
                model_name='event',
                name='event_known_kind',
            ),
            migrations.AlterField(
                model_name='event',
                name='kind',
                field=models.CharField(choices=[('created', 'Partnership started'), ('details_changed', 'Details changed'), ('screened', 'Screening test answered'), ('benefits_claimed', 'Benefits claimed'), ('person_added', 'Person added'), ('person_removed', 'Person removed'), ('lead_changed', 'Lead officer changed'), ('answered', 'Answer saved'), ('evidence_attached', 'Evidence attached'), ('evidence_removed', 'Evidence removed'), ('treated', 'Flag treated'), ('owner_changed', 'Owner of a mitigation changed'), ('treatment_lapsed', 'Treatment lapsed'), ('confirmed', 'Answer confirmed'), ('confirmation_lapsed', 'Confirmation lapsed'), ('meeting_chosen', 'Meeting chosen'), ('meeting_changed', 'Meeting changed'), ('meeting_cancelled', 'Meeting cancelled'), ('submitted', 'Submitted for review'), ('returned', 'Returned to the lead officer'), ('endorsed', 'Endorsed'), ('referral_asked', 'Referral asked for'), ('referred', 'Referred'), ('referral_declined', 'Referral declined'), ('reopened', 'Reopened'), ('withdrawn', 'Withdrawn'), ('officer_told', 'Monitoring officer told'), ('significance_judged', 'Significance judged'), ('comment_asked', 'Comment asked for'), ('commented', 'Implications recorded'), ('interest_declared', 'Interest declared'), ('exempted', 'Marked as exempt'), ('exemption_removed', 'Exempt marking removed'), ('issued', 'Report issued'), ('edition_withdrawn', 'Public edition withdrawn'), ('decided', 'Decision recorded'), ('round_opened', 'Round opened'), ('registered', 'Entered on the register'), ('review_set', 'Review date set'), ('condition_completed', 'Condition completed'), ('condition_reopened', 'Condition reopened'), ('condition_amended', 'Condition changed'), ('ended', 'Partnership ended')], max_length=30),
            ),
            migrations.AddConstraint(
                model_name='event',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['created', 'details_changed', 'screened', 'benefits_claimed', 'person_added', 'person_removed', 'lead_changed', 'answered', 'evidence_attached', 'evidence_removed', 'treated', 'owner_changed', 'treatment_lapsed', 'confirmed', 'confirmation_lapsed', 'meeting_chosen', 'meeting_changed', 'meeting_cancelled', 'submitted', 'returned', 'endorsed', 'referral_asked', 'referred', 'referral_declined', 'reopened', 'withdrawn', 'officer_told', 'significance_judged', 'comment_asked', 'commented', 'interest_declared', 'exempted', 'exemption_removed', 'issued', 'edition_withdrawn', 'decided', 'round_opened', 'registered', 'review_set', 'condition_completed', 'condition_reopened', 'condition_amended', 'ended'])), name='event_known_kind'),
            ),
            migrations.AddField(
                model_name='assessment',
                name='meeting',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='partnerships.meeting', verbose_name='meeting'),
            ),
        ),
        *meeting_rows(),
    ]
