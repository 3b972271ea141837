"""The passages of what was there before: each round has the names and the purpose that it had."""

from importlib import import_module

from django.db import migrations

from accounts.folding import words_to_find
from checklists.triggers import for_database

PASSAGES = import_module("partnerships.migrations.0022_passages")
TEXTS = ("purpose", "council_role", "funding_source")


def fill(apps, schema_editor):
    """Do at once for all rows what the triggers do for a new one."""
    case = "partnerships_assessment a JOIN partnerships_partnership p ON p.id = a.partnership_id"
    answers = (
        f"partnerships_answer w JOIN ({case}) ON a.id = w.assessment_id"
        " JOIN checklists_question q ON q.id = w.question_id JOIN checklists_section s ON s.id = q.section_id"
    )
    comments = (
        f"partnerships_implication w JOIN ({case}) ON a.id = w.assessment_id"
        " JOIN partnerships_implicationarea r ON r.id = w.area_id WHERE w.replaced_at IS NULL"
    )
    without_case = (
        "partnerships_partnership p"
        " WHERE NOT EXISTS (SELECT 1 FROM partnerships_assessment a WHERE a.partnership_id = p.id)"
    )
    statements = (
        PASSAGES.insert_names("p.id", "a.id", "a.round", case)
        + PASSAGES.insert_names("p.id", "NULL", "0", without_case)
        + PASSAGES.insert_answers("w", answers)
        + PASSAGES.insert_comments("w", comments)
    )
    for statement in statements.split(";"):
        if statement.strip():
            schema_editor.execute(for_database(statement, schema_editor.connection.vendor), params=None)
    rewind(apps)


def rewind(apps):
    """Give the rounds that another has followed the purpose that they had: the rounds after them changed it."""
    changes = apps.get_model("partnerships", "Event").objects.filter(kind="details_changed", assessment__round__gt=1)
    rounds = apps.get_model("partnerships", "Assessment").objects.select_related("partnership")
    passages = apps.get_model("partnerships", "Passage").objects.filter(kind=PASSAGES.PURPOSE)
    for number in changes.order_by("partnership").values_list("partnership", flat=True).distinct():
        events = list(changes.filter(partnership=number).order_by("-pk").values_list("assessment__round", "old"))
        for earlier in rounds.filter(partnership=number, is_current=False):
            texts = {name: getattr(earlier.partnership, name) for name in TEXTS}
            for changed_in, old in events:
                if changed_in > earlier.round:
                    texts |= {name: old[name] for name in TEXTS if name in old}
            passages.filter(assessment=earlier).update(words=words_to_find(*texts.values()))


def empty(apps, schema_editor):
    """Take them away again."""
    apps.get_model("partnerships", "Passage").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0022_passages")]

    operations = [migrations.RunPython(fill, empty)]
