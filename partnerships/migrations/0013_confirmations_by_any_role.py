"""Whoever confirms an answer acts in the role that its question names, and in the capacity of that role."""

from importlib import import_module

from django.db import migrations

from checklists.triggers import Allow, Refuse

EARLIER = import_module("partnerships.migrations.0002_refuse_what_no_action_does")
[OLD] = [made for made in EARLIER.review_rows() if made.name == "confirmation_confirmer"]
ROLE = "p.capacity = CASE NEW.role WHEN 'manager' THEN 'reviewer' ELSE NEW.role END"
NAMED = "EXISTS (SELECT 1 FROM checklists_question q WHERE q.id = NEW.question_id AND q.confirm_role = NEW.role)"
WHEN = (
    f"{EARLIER.not_acting('NEW.assessment_id', 'NEW.confirmed_by_id', ROLE)}"
    f" OR (NEW.question_id IS NOT NULL AND NOT {NAMED})"
    " OR (NEW.question_id IS NULL AND NEW.role <> 'manager')"
)


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0012_labels_without_the_board"),
        ("checklists", "0004_monitoring_officers"),
    ]

    operations = [
        Allow(name=OLD.name, table=OLD.table, event=OLD.event, when=OLD.when, message=OLD.message),
        Refuse(name=OLD.name, table=OLD.table, event=OLD.event, when=WHEN, message=OLD.message),
    ]
