"""Partnerships are found by their names and those of their partners, folded; similar ones by keys in any language."""

from importlib import import_module

from django.db import migrations, models

import accounts.folded_field
from accounts.triggers import under_triggers
from checklists.triggers import Allow, Refuse
from partnerships.domain.similarity import Subject, keys_of

# The partners of a submitted case do not change. Their folded names are no change, and are written once here.
FROZEN = next(
    operation
    for operation in import_module("partnerships.migrations.0002_refuse_what_no_action_does").Migration.operations
    if getattr(operation, "name", "") == "partner_submitted_update"
)
TRIGGER = {name: getattr(FROZEN, name) for name in ("name", "table", "event", "when", "message")}


def write(apps, schema_editor):
    """Fold the names that are there; each row gives its own folded name."""
    for name in ("Partnership", "Partner"):
        rows = apps.get_model("partnerships", name).objects
        rows.bulk_update(rows.only("name", "folded_name"), ["folded_name"], batch_size=500)


def write_keys(apps, schema_editor):
    """Write the keys by which similar partnerships are found anew: until now they were words of English alone."""
    words = apps.get_model("partnerships", "PartnershipWord").objects
    words.all().delete()
    rows = apps.get_model("partnerships", "Partnership").objects.values_list("pk", "name", "purpose")
    words.bulk_create(
        (
            words.model(partnership_id=pk, word=key)
            for pk, name, purpose in rows.iterator(chunk_size=500)
            for key in keys_of(Subject(name, purpose))
        ),
        batch_size=5_000,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_folded_names'),
        ('checklists', '0004_monitoring_officers'),
        ('partnerships', '0009_pending_changes'),
    ]

    operations = [
        Allow(**TRIGGER),
        *under_triggers(
            migrations.AddField(
                model_name='partner',
                name='folded_name',
                field=accounts.folded_field.FoldedField(default='', editable=False, of='name'),
            ),
            migrations.AddField(
                model_name='partnership',
                name='folded_name',
                field=accounts.folded_field.FoldedField(default='', editable=False, of='name'),
            ),
            migrations.AddIndex(
                model_name='partnership',
                index=models.Index(fields=['folded_name'], name='partnership_folded_name'),
            ),
        ),
        migrations.RunPython(write, migrations.RunPython.noop),
        migrations.RunPython(write_keys, migrations.RunPython.noop),
        Refuse(**TRIGGER),
    ]
