"""Referrals are asked for and then confirmed, and public editions are read before they are issued, and withdrawn.

Until then a manager typed the name of the monitoring officer, the date and the reason. What was referred in that way stays
as it is; it can no longer be added.
"""

from importlib import import_module

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from accounts.triggers import under_triggers
from checklists.triggers import changed, lifted

before = import_module("partnerships.migrations.0005_refuse_what_no_action_does")
on, kept, capacity, not_acting, not_in_state = before.on, before.kept, before.capacity, before.not_acting, before.not_in_state

ASKED_FIRST = "A referral is asked for by a reviewer, and then confirmed or declined by a monitoring officer, once."
MOVES = before.MOVES | {
    "in_review": ["returned", "endorsed", "referral_asked", "withdrawn"],
    "referral_asked": ["referred", "in_review", "returned", "withdrawn"],
}
BEFORE_ISSUED = (*before.BEFORE_ISSUED, "referral_asked")
ACCOMPANYING = ("implication", "interest", "exemption")


def state_rows():
    legal_moves = " OR ".join(
        f"(OLD.state = '{source}' AND NEW.state IN ({', '.join(repr(target) for target in targets)}))"
        for source, targets in MOVES.items()
        if targets
    )
    return [
        on("assessment", "moves", "UPDATE", f"OLD.state <> NEW.state AND NOT ({legal_moves})", before.before.NO_SUCH_MOVE),
        on("assessment", "records", "UPDATE", f"OLD.state <> NEW.state AND ({without_record()})", before.NO_RECORD),
        *(
            row
            for model in ACCOMPANYING
            for row in before.on_saving(
                model, "issued", not_in_state("NEW.assessment_id", *BEFORE_ISSUED), before.ISSUED
            )
        ),
    ]


def without_record():
    """The conditions of before, but for a referral: it is asked for, confirmed, or declined since the state began."""
    issued_or_decided = before.without_record().partition(" OR (NEW.state = 'referred'")[0]
    return (
        f"{issued_or_decided}"
        f" OR (NEW.state = 'referral_asked' AND {no_referral('')})"
        f" OR (NEW.state = 'referred' AND {no_referral('confirmed')})"
        " OR (OLD.state = 'referral_asked' AND NEW.state = 'in_review' AND NOT EXISTS ("
        "SELECT 1 FROM partnerships_referral r WHERE r.assessment_id = NEW.id AND r.answer = 'declined'"
        " AND r.answered_at >= OLD.state_changed_at))"
    )


def no_referral(answer):
    return (
        "NOT EXISTS (SELECT 1 FROM partnerships_referral r WHERE r.assessment_id = NEW.id"
        f" AND r.lapsed_at IS NULL AND r.request <> '' AND r.answer = '{answer}')"
    )


def referral_rows():
    asked = changed("assessment_id", "request", "recorded_at", "recorded_by_id")
    answered = ("reason", "officer", "referred_on", "answer", "answered_at", "answered_by_id")
    relapse = f"(OLD.lapsed_at IS NOT NULL AND {changed('lapsed_at', 'lapsed_by_id')})"
    not_officer = not_acting("NEW.assessment_id", "NEW.answered_by_id", capacity("monitoring"))
    return [
        on("referral", "final", "UPDATE", f"{asked} OR (OLD.officer <> '' AND {changed(*answered)}) OR {relapse}", before.FINAL),
        on("referral", "asked_first", "INSERT", "NEW.officer <> '' OR NEW.answer <> ''", ASKED_FIRST),
        on("referral", "answered", "UPDATE",
           f"NEW.answer <> OLD.answer AND {not_in_state('NEW.assessment_id', 'referral_asked')}", ASKED_FIRST),
        on("referral", "officer", "UPDATE", f"NEW.answer <> OLD.answer AND {not_officer}", before.NOT_IN_CAPACITY),
    ]  # fmt: skip


NOT_READ = "A report is issued once somebody has confirmed that they have read its public edition."
NOT_PUBLIC = "Only a public edition can be withdrawn, by somebody who takes the case to the board."


def edition_rows():
    not_public = (
        "NOT EXISTS (SELECT 1 FROM partnerships_issueedition x JOIN partnerships_reportissue i ON i.id = x.issue_id"
        " JOIN partnerships_assessment a ON a.id = i.assessment_id"
        " JOIN partnerships_participant p ON p.partnership_id = a.partnership_id"
        " WHERE x.id = NEW.edition_id AND x.edition = 'public' AND p.user_id = NEW.withdrawn_by_id"
        " AND p.left_at IS NULL AND p.capacity = 'secretary')"
    )
    return [
        on("reportissue", "public_read", "INSERT", "NEW.public_digest_shown = ''", NOT_READ),
        on("editionwithdrawal", "public", "INSERT", not_public, NOT_PUBLIC),
        on("editionwithdrawal", "final", "UPDATE", "TRUE", before.FINAL),
        *kept("editionwithdrawal"),
    ]


class Migration(migrations.Migration):

    dependencies = [
        ('checklists', '0004_monitoring_officers'),
        ('partnerships', '0015_for_whom'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *under_triggers(
            migrations.CreateModel(
                name='EditionWithdrawal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.TextField(max_length=5000, verbose_name='reason')),
                    ('withdrawn_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ('edition', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='partnerships.issueedition')),
                    ('withdrawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ('pk',),
                    'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='edition_withdrawal_has_reason')],
                },
            ),
            migrations.RemoveConstraint(
                model_name='assessment',
                name='assessment_known_state',
            ),
            migrations.RemoveConstraint(
                model_name='event',
                name='event_known_kind',
            ),
            migrations.RemoveConstraint(
                model_name='referral',
                name='referral_is_whole',
            ),
            migrations.AddField(
                model_name='referral',
                name='answer',
                field=models.CharField(blank=True, choices=[('confirmed', 'Confirmed'), ('declined', 'Declined')], max_length=10),
            ),
            migrations.AddField(
                model_name='referral',
                name='answered_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='referral',
                name='answered_by',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='referral',
                name='request',
                field=models.TextField(blank=True, max_length=5000, verbose_name='why it is asked for'),
            ),
            migrations.AddField(
                model_name='reportissue',
                name='public_digest_shown',
                field=models.CharField(blank=True, max_length=64),
            ),
            migrations.AlterField(
                model_name='assessment',
                name='state',
                field=models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('returned', 'Returned'), ('endorsed', 'Endorsed'), ('referral_asked', 'Referral asked'), ('referred', 'Referred'), ('issued', 'Issued'), ('decided', 'Decided'), ('withdrawn', 'Withdrawn')], default='draft', max_length=15),
            ),
            migrations.AlterField(
                model_name='event',
                name='kind',
                field=models.CharField(choices=[('created', 'Partnership started'), ('details_changed', 'Details changed'), ('screened', 'Screening test answered'), ('benefits_claimed', 'Benefits claimed'), ('person_added', 'Person added'), ('person_removed', 'Person removed'), ('lead_changed', 'Lead officer changed'), ('answered', 'Answer saved'), ('evidence_attached', 'Evidence attached'), ('evidence_removed', 'Evidence removed'), ('treated', 'Flag treated'), ('owner_changed', 'Owner of a mitigation changed'), ('treatment_lapsed', 'Treatment lapsed'), ('confirmed', 'Answer confirmed'), ('confirmation_lapsed', 'Confirmation lapsed'), ('submitted', 'Submitted for review'), ('returned', 'Returned to the lead officer'), ('endorsed', 'Endorsed'), ('referral_asked', 'Referral asked for'), ('referred', 'Referred'), ('referral_declined', 'Referral declined'), ('reopened', 'Reopened'), ('withdrawn', 'Withdrawn'), ('officer_told', 'Monitoring officer told'), ('significance_judged', 'Significance judged'), ('comment_asked', 'Comment asked for'), ('commented', 'Implications recorded'), ('interest_declared', 'Interest declared'), ('exempted', 'Marked as exempt'), ('exemption_removed', 'Exempt marking removed'), ('issued', 'Report issued'), ('edition_withdrawn', 'Public edition withdrawn'), ('decided', 'Decision recorded'), ('round_opened', 'Round opened'), ('registered', 'Entered on the register'), ('review_set', 'Review date set'), ('condition_completed', 'Condition completed'), ('condition_reopened', 'Condition reopened'), ('condition_amended', 'Condition changed'), ('ended', 'Partnership ended')], max_length=30),
            ),
            migrations.AlterField(
                model_name='flag',
                name='case_state',
                field=models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('returned', 'Returned'), ('endorsed', 'Endorsed'), ('referral_asked', 'Referral asked'), ('referred', 'Referred'), ('issued', 'Issued'), ('decided', 'Decided'), ('withdrawn', 'Withdrawn')], max_length=15),
            ),
            migrations.AlterField(
                model_name='referral',
                name='officer',
                field=models.CharField(blank=True, max_length=200, verbose_name='monitoring officer'),
            ),
            migrations.AlterField(
                model_name='referral',
                name='reason',
                field=models.TextField(blank=True, max_length=5000, verbose_name='reason'),
            ),
            migrations.AlterField(
                model_name='referral',
                name='referred_on',
                field=models.DateField(blank=True, null=True, verbose_name='date of the referral'),
            ),
            migrations.AddConstraint(
                model_name='assessment',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'returned', 'endorsed', 'referral_asked', 'referred', 'issued', 'decided', 'withdrawn'])), name='assessment_known_state'),
            ),
            migrations.AddConstraint(
                model_name='event',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['created', 'details_changed', 'screened', 'benefits_claimed', 'person_added', 'person_removed', 'lead_changed', 'answered', 'evidence_attached', 'evidence_removed', 'treated', 'owner_changed', 'treatment_lapsed', 'confirmed', 'confirmation_lapsed', 'submitted', 'returned', 'endorsed', 'referral_asked', 'referred', 'referral_declined', 'reopened', 'withdrawn', 'officer_told', 'significance_judged', 'comment_asked', 'commented', 'interest_declared', 'exempted', 'exemption_removed', 'issued', 'edition_withdrawn', 'decided', 'round_opened', 'registered', 'review_set', 'condition_completed', 'condition_reopened', 'condition_amended', 'ended'])), name='event_known_kind'),
            ),
            migrations.AddConstraint(
                model_name='referral',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('request', ''), _negated=True), ('officer', ''), ('reason', ''), ('referred_on__isnull', True), ('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(models.Q(('request', ''), _negated=True), models.Q(('reason', ''), _negated=True), models.Q(('officer', ''), _negated=True), ('referred_on__isnull', False), ('answer__in', ['confirmed', 'declined']), ('answered_at__isnull', False), ('answered_by__isnull', False)), models.Q(('request', ''), models.Q(('reason', ''), _negated=True), models.Q(('officer', ''), _negated=True), ('referred_on__isnull', False), ('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True)), _connector='OR'), name='referral_is_whole'),
            ),
        ),
        *lifted(
            "partnerships.migrations.0005_refuse_what_no_action_does",
            "assessment_moves",
            "assessment_records",
            "referral_final",
            *(f"{model}_issued_{event}" for model in ACCOMPANYING for event in ("insert", "update")),
        ),
        *state_rows(),
        *referral_rows(),
        *edition_rows(),
    ]
