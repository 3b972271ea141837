"""A change of an answer can wait for somebody to save it before it undoes or tells anything."""

from importlib import import_module

from django.db import migrations, models

on = import_module("partnerships.migrations.0002_refuse_what_no_action_does").on

PENDING = (
    "EXISTS (SELECT 1 FROM partnerships_answer a WHERE a.assessment_id = {assessment}"
    " AND a.in_effect IS NOT NULL{question})"
)
OF_QUESTION = PENDING.format(assessment="NEW.assessment_id", question=" AND a.question_id = NEW.question_id")
OF_CASE = PENDING.format(assessment="NEW.id", question="")
WAITS = "A change of an answer waits for somebody to save it."


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0008_owners_and_leads")]

    operations = [
        migrations.AddField("answer", "in_effect", models.JSONField(blank=True, null=True)),
        on("assessment", "pending", "UPDATE",
           f"OLD.state <> NEW.state AND NEW.state NOT IN ('draft', 'returned', 'withdrawn') AND {OF_CASE}", WAITS),
        on("confirmation", "pending", "INSERT", OF_QUESTION, WAITS),
        on("event", "pending", "INSERT", f"NEW.kind = 'officer_told' AND {OF_QUESTION}", WAITS),
    ]  # fmt: skip
