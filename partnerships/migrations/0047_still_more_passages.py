"""More of a case is searched: replies to returns, referrals, conversations."""

from importlib import import_module

from django.db import migrations, models

import accounts.folded_field
from accounts.triggers import under_triggers
from checklists.triggers import Follow, changed

before = import_module("partnerships.migrations.0044_more_passages")

REPLY, REFERRAL, CONVERSATION = range(12, 15)
COLUMN_OF = {REPLY: "reply", REFERRAL: "referral", CONVERSATION: "entry"}
LABELS = (*before.LABELS, "Reply", "Referral", "Conversation")
# The model of each new kind, and of which texts its rows give the words.
ROWS = {
    REPLY: ("returnreply", ("text",)),
    REFERRAL: ("referral", ("request", "reason")),
    CONVERSATION: ("conversationentry", ("text",)),
}
# Through which row each belongs to a case and to a question; a referral has its case and no question.
THROUGH = {REPLY: ("returnreason", "reason_id"), CONVERSATION: ("conversation", "conversation_id")}
# A reply can be taken away, and a step of a conversation without a word: neither is found, nor is what has lapsed.
STANDING = {REFERRAL: "{row}.lapsed_at IS NULL"}
SAYS_SOMETHING = "{row}.words <> ''"
# A step of a conversation never changes.
CHANGING = {REPLY: ("words",), REFERRAL: ("words", "lapsed_at")}


def insert(kind, row, source=""):
    """Insert the passage of a row of that kind, if it stands; `source` is what gives the row when it is no row of a trigger."""
    case, question = f"{row}.assessment_id", "NULL"
    if kind in THROUGH:
        table, link = THROUGH[kind]
        case, question = (
            f"(SELECT x.{name} FROM partnerships_{table} x WHERE x.id = {row}.{link})"
            for name in ("assessment_id", "question_id")
        )
    return (
        f"INSERT INTO partnerships_passage (kind, partnership_id, assessment_id, {COLUMN_OF[kind]}_id, number, round,"
        f" position, words) SELECT {kind}, a.partnership_id, a.id, {row}.id, p.number, a.round,"
        f" COALESCE(s.position * 1000 + q.position, 0), {row}.words"
        f" FROM {source}partnerships_assessment a JOIN partnerships_partnership p ON p.id = a.partnership_id"
        f" LEFT JOIN checklists_question q ON q.id = {question} LEFT JOIN checklists_section s ON s.id = q.section_id"
        f" WHERE a.id = {case} AND {STANDING.get(kind, SAYS_SOMETHING).format(row=row)};"
    )


def followers():
    for kind, (model, _texts) in ROWS.items():
        table, new = f"partnerships_{model}", insert(kind, "NEW")
        yield Follow(name=f"passage_{model}_insert", table=table, event="INSERT", does=new)
        if kind in CHANGING:
            anew = f"DELETE FROM partnerships_passage WHERE {COLUMN_OF[kind]}_id = NEW.id; {new}"
            when = changed(*CHANGING[kind])
            yield Follow(name=f"passage_{model}_update", table=table, event="UPDATE", when=when, does=anew)


def write(apps, schema_editor):
    """Write the words that are there; each row gives its own."""
    for name, _texts in ROWS.values():
        model, at = apps.get_model("partnerships", name), 0
        # In parts, so that a council with many cases needs no more memory.
        while part := list(model.objects.order_by("pk").filter(pk__gt=at)[:1000]):
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
    columns = before.COLUMN_OF | COLUMN_OF
    nothing = {f"{column}__isnull": True for column in columns.values()}
    rules = models.Q(kind__in=(before.NAMES, before.PURPOSE), **nothing)
    for kind, column in columns.items():
        rules |= models.Q(kind=kind, assessment__isnull=False, **{**nothing, f"{column}__isnull": False})
    return rules


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0046_pack_files_by_method")]

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
            *(migrations.AddField("passage", COLUMN_OF[kind], before.row(model)) for kind, (model, _texts) in ROWS.items()),
            migrations.AlterField(
                "passage", "kind", models.PositiveSmallIntegerField(choices=list(enumerate(LABELS, 1)))
            ),
            migrations.AddConstraint(
                "passage", models.CheckConstraint(condition=is_of_its_kind(), name="passage_is_of_its_kind")
            ),
        ),
        *followers(),
    ]
