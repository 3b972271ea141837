"""The summary of an edition is stored as a PDF of its own. Editions of before have none, and their rows stay as they are."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

rules = import_module("partnerships.migrations.0005_refuse_what_no_action_does")


def summary_rows():
    """A summary comes with its edition, before the case goes to the board, and stays."""
    too_late = (
        "NOT EXISTS (SELECT 1 FROM partnerships_issueedition x"
        " JOIN partnerships_reportissue i ON i.id = x.issue_id JOIN partnerships_assessment a ON a.id = i.assessment_id"
        " WHERE x.id = NEW.edition_id AND a.state IN ('endorsed', 'referred') AND i.issued_at >= a.state_changed_at"
        " AND i.number ="
        " (SELECT MAX(o.number) FROM partnerships_reportissue o WHERE o.partnership_id = i.partnership_id))"
    )
    replaced = (
        "EXISTS (SELECT 1 FROM partnerships_editionsummary s WHERE s.id = NEW.id OR s.edition_id = NEW.edition_id)"
    )
    return [
        rules.on("editionsummary", "for_the_board", "INSERT", f"{too_late} OR {replaced}", rules.NOT_FOR_THE_BOARD),
        rules.on("editionsummary", "final", "UPDATE", "TRUE", rules.FINAL),
        *rules.kept("editionsummary"),
    ]


class Migration(migrations.Migration):

    dependencies = [
        ("partnerships", "0038_decisions_that_repeat_what_is_exempt"),
    ]

    operations = [
        migrations.CreateModel(
            name="EditionSummary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("pdf", models.BinaryField()),
                ("pdf_sha256", models.CharField(db_index=True, max_length=64)),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="summary",
                        to="partnerships.issueedition",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        *summary_rows(),
    ]
