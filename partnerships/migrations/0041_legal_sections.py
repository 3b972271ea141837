"""A legal adviser answers in a section with findings, or in one in which legal advisers confirm an answer."""

from importlib import import_module

from django.db import migrations

from checklists.triggers import Refuse, lifted

RULES, UPGRADES = "partnerships.migrations.0005_refuse_what_no_action_does", "partnerships.migrations.0040_upgrades"
SAVERS, ADDER = ("answer_saver_insert", "answer_saver_update"), "evidence_adder"

LEGAL_SECTION = (
    "EXISTS (SELECT 1 FROM checklists_question q JOIN checklists_section s ON s.id = q.section_id"
    " WHERE q.id = NEW.question_id AND (s.has_finding"
    " OR EXISTS (SELECT 1 FROM checklists_question c WHERE c.section_id = s.id AND c.confirm_role = 'legal')))"
)
AUTHOR_OR_LEGAL = f"p.capacity = 'author' OR (p.capacity = 'legal' AND {LEGAL_SECTION})"


def widened(module, *names):
    """The triggers of these names as that migration made them, for more sections."""
    found = []
    for made in import_module(module).Migration.operations:
        if type(made) is Refuse and made.name in names:
            when = made.when.replace(import_module(RULES).before.author_or_legal("NEW.question_id"), AUTHOR_OR_LEGAL)
            if when == made.when:
                raise ValueError(made.name)
            found.append(Refuse(name=made.name, table=made.table, event=made.event, when=when, message=made.message))
    return found


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0040_upgrades"), ("checklists", "0008_openings")]

    operations = [
        *lifted(UPGRADES, *SAVERS),
        *lifted(RULES, ADDER),
        *widened(UPGRADES, *SAVERS),
        *widened(RULES, ADDER),
    ]
