"""A legal adviser answers in a section with findings, or in one in which legal advisers confirm an answer."""

from importlib import import_module

from django.db import migrations

from checklists.triggers import lifted

BEFORE = "partnerships.migrations.0005_refuse_what_no_action_does"
rules = import_module(BEFORE)

LEGAL_SECTION = (
    "EXISTS (SELECT 1 FROM checklists_question q JOIN checklists_section s ON s.id = q.section_id"
    " WHERE q.id = NEW.question_id AND (s.has_finding"
    " OR EXISTS (SELECT 1 FROM checklists_question c WHERE c.section_id = s.id AND c.confirm_role = 'legal')))"
)
AUTHOR_OR_LEGAL = f"p.capacity = 'author' OR (p.capacity = 'legal' AND {LEGAL_SECTION})"


def in_capacity():
    saver = rules.not_acting("NEW.assessment_id", "NEW.saved_by_id", AUTHOR_OR_LEGAL)
    adder = rules.not_acting("NEW.assessment_id", "NEW.added_by_id", AUTHOR_OR_LEGAL)
    answer = f"(NEW.is_carried_over AND {rules.carried('answer', 'saved_by_id')})"
    evidence = rules.carried("evidence", "added_by_id", "kind", "url", "file", "sha256")
    return [
        rules.on("answer", "saver_insert", "INSERT", f"{saver} AND NOT {answer}", rules.NOT_IN_CAPACITY),
        rules.on("answer", "saver_update", "UPDATE", saver, rules.NOT_IN_CAPACITY),
        rules.on("evidence", "adder", "INSERT", f"{adder} AND NOT {evidence}", rules.NOT_IN_CAPACITY),
    ]


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0040_upgrades"), ("checklists", "0008_openings")]

    operations = [
        *lifted(BEFORE, "answer_saver_insert", "answer_saver_update", "evidence_adder"),
        *in_capacity(),
    ]
