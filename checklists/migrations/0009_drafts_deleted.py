"""A draft can be deleted: its content goes, who did it stays, and its number is free again."""

from django.db import migrations, models

from accounts.triggers import under_triggers

KINDS = [
    ("started", "Started"),
    ("imported", "Read from a file"),
    ("added", "Added"),
    ("changed", "Changed"),
    ("moved", "Moved"),
    ("removed", "Removed"),
    ("deleted", "Deleted"),
]


class Migration(migrations.Migration):
    dependencies = [("checklists", "0008_openings")]

    operations = under_triggers(
        migrations.AddField(
            model_name="version",
            name="is_deleted",
            field=models.BooleanField(default=False, verbose_name="draft that was deleted"),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(is_deleted=False) | models.Q(state="draft"), name="version_deleted_is_draft"
            ),
        ),
        migrations.RemoveConstraint(model_name="draftchange", name="draftchange_kind_known"),
        migrations.AlterField(
            model_name="draftchange",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=8, verbose_name="what was done"),
        ),
        migrations.AddConstraint(
            model_name="draftchange",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _label in KINDS]), name="draftchange_kind_known"
            ),
        ),
    )
