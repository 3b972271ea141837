"""What is searched of a case: words beside the texts, and passages that triggers keep true, with an index of their words."""

import django.db.models.deletion
from django.db import migrations, models

import accounts.folded_field
from accounts.triggers import under_triggers
from checklists.triggers import Follow, Refuse, WordIndex, changed, lifted

# Names, purpose, answers, comments: the kinds of passages.
NAMES, PURPOSE, ANSWER, COMMENT = 1, 2, 3, 4
# The answers, partners and comments of a submitted case do not change. Their words are no change, and are written once here.
FROZEN = [
    *lifted(
        "partnerships.migrations.0005_refuse_what_no_action_does",
        "answer_submitted_update", "answer_saver_update", "partner_submitted_update",
    ),
    *lifted("partnerships.migrations.0016_referrals_and_public_editions", "implication_issued_update"),
]  # fmt: skip
COLUMNS = "(kind, partnership_id, assessment_id, answer_id, implication_id, number, round, position, words)"


def names_of(partnership, assessment):
    """The words of the name, the number, and the words of the partners that the round had."""
    return (
        f"(SELECT n.name_words || ' ' || n.number FROM partnerships_partnership n WHERE n.id = {partnership}) || ' ' ||"
        f" COALESCE((SELECT e.words FROM partnerships_earlierpartners e WHERE e.assessment_id = {assessment}),"
        f" (SELECT string_agg(r.words, ' ') FROM partnerships_partner r WHERE r.partnership_id = {partnership}), '')"
    )


def insert_names(partnership, assessment, round_number, source):
    """Insert the passages of names and purpose; `source` is what the others are selected from, with the partnership as p."""
    return (
        f"INSERT INTO partnerships_passage {COLUMNS} SELECT {NAMES}, {partnership}, {assessment}, NULL, NULL,"
        f" p.number, {round_number}, 0, {names_of(partnership, assessment)} FROM {source};"
        f" INSERT INTO partnerships_passage {COLUMNS} SELECT {PURPOSE}, {partnership}, {assessment}, NULL, NULL,"
        f" p.number, {round_number}, 0, p.purpose_words FROM {source};"
    )


def insert_answers(answer, source):
    """Insert the passages of answers; `source` gives the assessment as a, the partnership as p, the question as q, its section as s."""
    return (
        f"INSERT INTO partnerships_passage {COLUMNS} SELECT {ANSWER}, a.partnership_id, a.id, {answer}.id, NULL,"
        f" p.number, a.round, s.position * 1000 + q.position, {answer}.words FROM {source};"
    )


def insert_comments(implication, source):
    """Insert the passages of comments; `source` gives the assessment as a, the partnership as p, the area as r."""
    return (
        f"INSERT INTO partnerships_passage {COLUMNS} SELECT {COMMENT}, a.partnership_id, a.id, NULL, {implication}.id,"
        f" p.number, a.round, r.position, {implication}.words FROM {source};"
    )


def renamed(where):
    names = names_of("partnerships_passage.partnership_id", "partnerships_passage.assessment_id")
    return f"UPDATE partnerships_passage SET words = {names} WHERE kind = {NAMES} AND {where};"


def follow(model, event, does, when="TRUE", name=""):
    name = f"passage_{model}_{name or event.lower()}"
    return Follow(name=name, table=f"partnerships_{model}", event=event, when=when, does=does)


def followers():
    case = "partnerships_assessment a JOIN partnerships_partnership p ON p.id = a.partnership_id"
    one = f"{case} JOIN checklists_question q ON q.id = NEW.question_id JOIN checklists_section s ON s.id = q.section_id"
    area = f"{case} JOIN partnerships_implicationarea r ON r.id = NEW.area_id"
    current = "SELECT a.id FROM partnerships_assessment a WHERE a.partnership_id = NEW.id AND a.is_current"
    return [
        follow("partnership", "INSERT", insert_names("NEW.id", "NULL", "0", "partnerships_partnership p WHERE p.id = NEW.id")),
        follow("partnership", "UPDATE", renamed("partnership_id = NEW.id"), changed("name_words"), "renamed"),
        follow(
            "partnership", "UPDATE",
            f"UPDATE partnerships_passage SET words = NEW.purpose_words WHERE partnership_id = NEW.id AND kind = {PURPOSE}"
            f" AND (assessment_id IS NULL OR assessment_id IN ({current}));",
            changed("purpose_words"), "purpose",
        ),
        follow(
            "assessment", "INSERT",
            "DELETE FROM partnerships_passage WHERE partnership_id = NEW.partnership_id AND assessment_id IS NULL; "
            + insert_names(
                "NEW.partnership_id", "NEW.id", "NEW.round", "partnerships_partnership p WHERE p.id = NEW.partnership_id"
            ),
        ),
        follow("partner", "INSERT", renamed("partnership_id = NEW.partnership_id")),
        follow("partner", "UPDATE", renamed("partnership_id = NEW.partnership_id"), changed("words")),
        follow("partner", "DELETE", renamed("partnership_id = OLD.partnership_id")),
        follow("earlierpartners", "INSERT", renamed("assessment_id = NEW.assessment_id")),
        follow("answer", "INSERT", insert_answers("NEW", f"{one} WHERE a.id = NEW.assessment_id")),
        follow(
            "answer", "UPDATE", "UPDATE partnerships_passage SET words = NEW.words WHERE answer_id = NEW.id;", changed("words")
        ),
        follow(
            "implication", "INSERT", insert_comments("NEW", f"{area} WHERE a.id = NEW.assessment_id"),
            "NEW.replaced_at IS NULL",
        ),
        follow(
            "implication", "UPDATE", "DELETE FROM partnerships_passage WHERE implication_id = NEW.id;",
            "NEW.replaced_at IS NOT NULL",
        ),
    ]  # fmt: skip


def write(apps, schema_editor):
    """Write the words that are there; each row gives its own."""
    columns = {
        "Partnership": ["name_words", "purpose_words"],
        "Partner": ["words"],
        "EarlierPartners": ["words"],
        "Answer": ["words"],
        "Implication": ["words"],
    }
    for name, names in columns.items():
        model = apps.get_model("partnerships", name)
        rows = model.objects.order_by("pk")
        rows, at = rows.select_related("option") if name == "Answer" else rows, 0
        # In parts, so that a council with many cases needs no more memory.
        while part := list(rows.filter(pk__gt=at)[:1000]):
            model.objects.bulk_update(part, names, batch_size=200)
            at = part[-1].pk


def words_of(*paths):
    return accounts.folded_field.WordsField(default="", editable=False, of=paths)


class Migration(migrations.Migration):
    dependencies = [("checklists", "0004_monitoring_officers"), ("partnerships", "0021_chased_conditions")]

    operations = [
        *FROZEN,
        *under_triggers(
            migrations.AddField("answer", "words", words_of("option.label", "reason", "finding", "facts")),
            migrations.AddField("earlierpartners", "words", words_of("names")),
            migrations.AddField("implication", "words", words_of("text")),
            migrations.AddField("partner", "words", words_of("name")),
            migrations.AddField("partnership", "name_words", words_of("name")),
            migrations.AddField("partnership", "purpose_words", words_of("purpose", "council_role", "funding_source")),
        ),
        migrations.RunPython(write, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.PositiveSmallIntegerField(choices=[(1, "Names"), (2, "Purpose"), (3, "Answer"), (4, "Comment")]),
                ),
                ("number", models.PositiveIntegerField()),
                ("round", models.PositiveSmallIntegerField()),
                ("position", models.PositiveIntegerField()),
                ("words", accounts.folded_field.SearchedField()),
                (
                    "answer",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="partnerships.answer"
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="partnerships.assessment"
                    ),
                ),
                (
                    "implication",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="partnerships.implication"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="partnerships.partnership"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "-number", "-round", "position", "id"], name="passage_in_order")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", None), ("implication", None), ("kind__in", (1, 2))),
                            models.Q(
                                ("answer__isnull", False), ("assessment__isnull", False), ("implication", None), ("kind", 3)
                            ),
                            models.Q(
                                ("answer", None), ("assessment__isnull", False), ("implication__isnull", False), ("kind", 4)
                            ),
                            _connector="OR",
                        ),
                        name="passage_is_of_its_kind",
                    )
                ],
            },
        ),
        WordIndex(name="partnerships_passage_words", table="partnerships_passage", column="words"),
        *followers(),
        *(
            Refuse(name=one.name, table=one.table, event=one.event, when=one.when, message=one.message, in_turn=one.in_turn)
            for one in reversed(FROZEN)
        ),
    ]
