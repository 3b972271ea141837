"""More of a case is searched: treatments, flags raised by hand, second opinions, confirmations, returns, decisions, conditions."""

import django.db.models.deletion
from django.db import migrations, models

import accounts.folded_field
from accounts.triggers import under_triggers
from checklists.triggers import Follow, changed

NAMES, PURPOSE, ANSWER, COMMENT, TREATMENT, RAISED, OPINION, CONFIRMATION, RETURN, DECISION, CONDITION = range(1, 12)
COLUMN_OF = {
    ANSWER: "answer", COMMENT: "implication", TREATMENT: "treatment", RAISED: "raised", OPINION: "opinion",
    CONFIRMATION: "confirmation", RETURN: "return_reason", DECISION: "decision", CONDITION: "condition",
}  # fmt: skip
LABELS = (
    "Names", "Purpose", "Answer", "Comment", "Treatment", "Raised", "Opinion", "Confirmation", "Return", "Decision", "Condition",
)  # fmt: skip
# The model of each new kind, and of which texts its rows give the words.
ROWS = {
    TREATMENT: ("treatment", ("text", "owner")),
    RAISED: ("raisedflag", ("reason",)),
    OPINION: ("secondopinion", ("option.label", "reason")),
    CONFIRMATION: ("confirmation", ("note",)),
    RETURN: ("returnreason", ("reason",)),
    DECISION: ("decision", ("meeting", "minute_reference", "reasons", "alternatives_rejected")),
    CONDITION: ("condition", ("text", "owner", "completion_note")),
}
# Which rows stand: what was withdrawn or has lapsed is not searched. A confirmation often says nothing.
STANDING = {
    TREATMENT: "{row}.lapsed_at IS NULL",
    RAISED: "{row}.withdrawn_at IS NULL",
    OPINION: "{row}.withdrawn_at IS NULL",
    CONFIRMATION: "{row}.lapsed_at IS NULL AND {row}.note <> ''",
}
# What of a row changes whether it stands, or its place.
CHANGING = {
    TREATMENT: ("words", "lapsed_at", "question_id"),
    RAISED: ("words", "withdrawn_at", "question_id"),
    OPINION: ("words", "withdrawn_at"),
    CONFIRMATION: ("words", "lapsed_at", "question_id"),
    RETURN: ("words", "question_id"),
    DECISION: ("words",),
    CONDITION: ("words",),
}


def insert(kind, row, source=""):
    """Insert the passage of a row of that kind, if it stands; `source` is what gives the row when it is no row of a trigger."""
    case, question, at = f"{row}.assessment_id", f"{row}.question_id", "COALESCE(s.position * 1000 + q.position, 0)"
    if kind == OPINION:
        case, question = (f"(SELECT x.{name} FROM partnerships_answer x WHERE x.id = {row}.answer_id)" for name in ("assessment_id", "question_id"))
    if kind == CONDITION:
        case, at = f"(SELECT d.assessment_id FROM partnerships_decision d WHERE d.id = {row}.decision_id)", f"{row}.number"
    if kind == DECISION:
        question = "NULL"
    column = f"{COLUMN_OF[kind]}_id"
    stands = STANDING.get(kind, "TRUE").format(row=row)
    return (
        f"INSERT INTO partnerships_passage (kind, partnership_id, assessment_id, {column}, number, round, position, words)"
        f" SELECT {kind}, a.partnership_id, a.id, {row}.id, p.number, a.round, {at}, {row}.words"
        f" FROM {source}partnerships_assessment a JOIN partnerships_partnership p ON p.id = a.partnership_id"
        f" LEFT JOIN checklists_question q ON q.id = {question} LEFT JOIN checklists_section s ON s.id = q.section_id"
        f" WHERE a.id = {case} AND {stands};"
    )


def followers():
    for kind, (model, _texts) in ROWS.items():
        own, table = f"{COLUMN_OF[kind]}_id", f"partnerships_{model}"
        anew = f"DELETE FROM partnerships_passage WHERE {own} = NEW.id; {insert(kind, 'NEW')}"
        yield Follow(name=f"passage_{model}_insert", table=table, event="INSERT", does=insert(kind, "NEW"))
        yield Follow(
            name=f"passage_{model}_update", table=table, event="UPDATE", when=changed(*CHANGING[kind]), does=anew
        )


def write(apps, schema_editor):
    """Write the words that are there; each row gives its own."""
    for name, _texts in ROWS.values():
        model = apps.get_model("partnerships", name)
        rows, at = model.objects.order_by("pk"), 0
        rows = rows.select_related("option") if name == "secondopinion" else rows
        # In parts, so that a council with many cases needs no more memory.
        while part := list(rows.filter(pk__gt=at)[:1000]):
            model.objects.bulk_update(part, ["words"], batch_size=200)
            at = part[-1].pk


def switch(does):
    """Return what turns the triggers on these tables off or on, on PostgreSQL: the words of what no longer changes are no change."""

    def switched(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for model, _texts in ROWS.values():
                schema_editor.execute(f"ALTER TABLE partnerships_{model} {does} TRIGGER USER")

    return migrations.RunPython(switched, migrations.RunPython.noop)


def is_of_its_kind():
    nothing = {f"{column}__isnull": True for column in COLUMN_OF.values()}
    rules = models.Q(kind__in=(NAMES, PURPOSE), **nothing)
    for kind, column in COLUMN_OF.items():
        rules |= models.Q(kind=kind, assessment__isnull=False, **{**nothing, f"{column}__isnull": False})
    return rules


def row(model):
    return models.OneToOneField(
        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=f"partnerships.{model}"
    )


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0043_flags_by_cause")]

    operations = [
        *under_triggers(
            *(
                migrations.AddField(model, "words", accounts.folded_field.WordsField(default="", editable=False, of=texts))
                for model, texts in ROWS.values()
            ),
            switch("DISABLE"),
            migrations.RunPython(write, migrations.RunPython.noop),
            switch("ENABLE"),
            migrations.RemoveConstraint("passage", "passage_is_of_its_kind"),
            *(migrations.AddField("passage", COLUMN_OF[kind], row(model)) for kind, (model, _texts) in ROWS.items()),
            migrations.AlterField(
                "passage", "kind", models.PositiveSmallIntegerField(choices=list(enumerate(LABELS, 1)))
            ),
            migrations.AddConstraint(
                "passage", models.CheckConstraint(condition=is_of_its_kind(), name="passage_is_of_its_kind")
            ),
        ),
        *followers(),
    ]
