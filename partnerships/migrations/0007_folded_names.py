"""Partnerships are found by their names and those of their partners, folded."""

from importlib import import_module

import accounts.columns
from checklists.triggers import Allow, Refuse, UnderTriggers
from django.db import migrations

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


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_folded_names'),
        ('checklists', '0004_monitoring_officers'),
        ('partnerships', '0006_monitoring_officers'),
    ]

    operations = [
        Allow(**TRIGGER),
        UnderTriggers(
            migrations.AddField(
                model_name='partner',
                name='folded_name',
                field=accounts.columns.FoldedField(default='', editable=False, of='name'),
            ),
            migrations.AddField(
                model_name='partnership',
                name='folded_name',
                field=accounts.columns.FoldedField(default='', editable=False, of='name'),
            ),
        ),
        migrations.RunPython(write, migrations.RunPython.noop),
        Refuse(**TRIGGER),
    ]
