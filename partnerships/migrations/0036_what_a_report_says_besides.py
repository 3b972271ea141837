"""Wards, key decision reference, contact and exit arrangements of a partnership. They are frozen with its other details."""

from importlib import import_module

from django.db import migrations, models

import accounts.folded_field
from accounts.triggers import under_triggers
from checklists.triggers import changed, lifted

rules = import_module("partnerships.migrations.0005_refuse_what_no_action_does")

DETAILS = (
    "number", "name", "purpose", "council_role", "service_id", "planned_start_on", "planned_end_on", "annual_cost",
    "funding_source", "significance", "significance_basis", "is_restricted", "wards", "key_decision_reference",
    "contact_name", "contact_email", "contact_phone", "exit_arrangements",
)  # fmt: skip


def added(name, verbose_name, most):
    """What stands there already says nothing."""
    kind = models.TextField if name == "exit_arrangements" else models.CharField
    return migrations.AddField(
        model_name='partnership',
        name=name,
        field=kind(blank=True, default='', max_length=most, verbose_name=verbose_name),
        preserve_default=False,
    )


class Migration(migrations.Migration):

    dependencies = [('partnerships', '0035_asked_for_meeting')]

    operations = [
        *under_triggers(
            added('wards', 'wards or areas affected', 500),
            added('key_decision_reference', 'key decision reference', 100),
            added('contact_name', 'contact for the public', 200),
            added('contact_email', 'email address of the contact', 254),
            added('contact_phone', 'telephone number of the contact', 50),
            added('exit_arrangements', 'exit arrangements', 5000),
            migrations.AlterField(
                model_name='partnership',
                name='purpose_words',
                field=accounts.folded_field.WordsField(default='', editable=False, of=('purpose', 'council_role', 'funding_source', 'wards', 'key_decision_reference', 'contact_name', 'exit_arrangements')),
            ),
            migrations.AddConstraint(
                model_name='partnership',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('contact_email', ''), ('contact_name', ''), ('contact_phone', '')), models.Q(models.Q(('contact_name', ''), _negated=True), models.Q(models.Q(('contact_email', ''), _negated=True), models.Q(('contact_phone', ''), _negated=True), _connector='OR')), _connector='OR'), name='partnership_contact_is_whole'),
            ),
        ),
        *lifted("partnerships.migrations.0005_refuse_what_no_action_does", "partnership_submitted"),
        rules.on(
            "partnership", "submitted", "UPDATE",
            f"{rules.case_submitted('OLD.id')} AND {changed(*DETAILS)}", rules.SUBMITTED,
        ),
    ]  # fmt: skip
