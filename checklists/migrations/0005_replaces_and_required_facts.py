"""A question may replace others, and a fact may have to be answered; codes of questions may have ten characters."""

from importlib import import_module

from django.db import migrations, models

import checklists.models.content
from accounts.triggers import under_triggers
from checklists.triggers import lifted

NAME = "checklists.migrations.0002_refuse_changes_to_published_versions"
frozen = import_module(NAME)
MORE = {
    "question": ("version_id", [*frozen.OF_VERSION["question"], "replaces"], frozen.version_frozen),
    "fact": ("question_id", [*frozen.OF_QUESTION["fact"], "is_required", "not_known"], frozen.question_frozen),
}


class Migration(migrations.Migration):
    dependencies = [("checklists", "0004_monitoring_officers")]

    operations = [
        *lifted(NAME, "question_update_frozen", "fact_update_frozen"),
        *under_triggers(
            migrations.AddField(
                model_name="question",
                name="replaces",
                field=models.JSONField(
                    blank=True,
                    default=list,
                    validators=[checklists.models.content.validate_replaces],
                    verbose_name="replaces",
                ),
            ),
            migrations.AlterField(
                model_name="question", name="code", field=models.CharField(max_length=10, verbose_name="code")
            ),
            migrations.AddField(
                model_name="fact",
                name="is_required",
                field=models.BooleanField(default=False, verbose_name="must be answered"),
            ),
            migrations.AddField(
                model_name="fact",
                name="not_known",
                field=models.CharField(
                    choices=[("none", "None"), ("note", "Note"), ("concern", "Concern"), ("blocker", "Blocker")],
                    default="none",
                    max_length=7,
                    verbose_name="severity while not known",
                ),
            ),
            migrations.AddConstraint(
                model_name="fact",
                constraint=models.CheckConstraint(
                    condition=models.Q(not_known="none")
                    | models.Q(type="yes_no", not_known__in=["note", "concern"]),
                    name="fact_not_known_of_yes_no",
                ),
            ),
        ),
        *(
            operation
            for model, (parent, columns, is_frozen) in MORE.items()
            for operation in frozen.freeze_content(model, parent, columns, is_frozen)
            if operation.event == "UPDATE"
        ),
    ]
