"""A review seeks to continue, to change or to end a partnership; the register takes what continues it."""

from importlib import import_module

from django.db import migrations, models

from accounts.triggers import under_triggers
from checklists.triggers import Allow, Refuse

EARLIER = import_module("partnerships.migrations.0005_refuse_what_no_action_does")
ENTERED = "a.decision_sought = 'enter'"
KEPT = "a.decision_sought IN ('enter', 'continue', 'change')"
DECISIONS = {
    "explore": "Explore",
    "in_principle": "In principle",
    "enter": "Enter",
    "continue": "Continue",
    "change": "Change",
    "end": "End",
}


def of_entries():
    """The triggers that refuse an entry without an approval, with those approvals that keep it."""
    made = [one for one in EARLIER.Migration.operations if getattr(one, "name", "").startswith("registerentry_decided")]
    names = ("name", "table", "event", "when", "message")
    for one in made:
        said = {name: getattr(one, name) for name in names}
        yield Allow(**said)
        yield Refuse(**{**said, "when": one.when.replace(ENTERED, KEPT)})


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0013_confirmations_by_any_role")]

    operations = [
        *under_triggers(
            migrations.RemoveConstraint(model_name="assessment", name="assessment_known_decision"),
            migrations.AlterField(
                model_name="assessment",
                name="decision_sought",
                field=models.CharField(
                    choices=list(DECISIONS.items()), default="enter", max_length=15, verbose_name="decision sought"
                ),
            ),
            migrations.AddConstraint(
                model_name="assessment",
                constraint=models.CheckConstraint(
                    condition=models.Q(("decision_sought__in", list(DECISIONS))), name="assessment_known_decision"
                ),
            ),
        ),
        *of_entries(),
    ]
