"""An editor decides of a question with other words than before whether its meaning is another too."""

from importlib import import_module

from django.db import migrations, models

from accounts.triggers import under_triggers
from checklists.triggers import lifted

NAME = "checklists.migrations.0005_replaces_and_required_facts"
before = import_module(NAME)
parent, columns, is_frozen = before.MORE["question"]


class Migration(migrations.Migration):
    dependencies = [("checklists", "0006_drafts_in_the_browser")]

    operations = [
        *lifted(NAME, "question_update_frozen"),
        *under_triggers(
            migrations.AddField(
                model_name="question",
                name="change",
                field=models.CharField(
                    blank=True,
                    choices=[("editorial", "Reworded, same meaning"), ("meaning", "Meaning changed")],
                    default="",
                    max_length=9,
                    verbose_name="what other words mean",
                ),
                preserve_default=False,
            ),
            migrations.AddConstraint(
                model_name="question",
                constraint=models.CheckConstraint(
                    condition=models.Q(change__in=["", "editorial", "meaning"]), name="question_change_known"
                ),
            ),
        ),
        *(
            operation
            for operation in before.frozen.freeze_content("question", parent, [*columns, "change"], is_frozen)
            if operation.event == "UPDATE"
        ),
    ]
