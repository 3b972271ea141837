"""A version that is no draft, and all that it holds, refuses every change, whoever asks for it.

A change is a change: to save the same values once more, as `loaddata` does, passes.
"""

from django.db import migrations

from checklists.triggers import Refuse, changed

FROZEN = "This checklist version is published and never changes. Give the new content a new version number."
OF_ANOTHER = "This row belongs to another checklist version than the row that it names."

OF_VERSION = {
    "section": ["code", "title", "intro", "note", "has_finding"],
    "question": [
        "section_id", "key", "code", "title", "text", "answered_by", "guidance", "evidence", "note",
        "reason_label", "feeds", "confirm_role", "confirm_severity", "confirm_blocks_from",
    ],
    "risk": ["code", "text"],
    "tip": ["code", "text"],
    "benefit": ["code", "text"],
    "characteristic": ["code", "text"],
}
OF_QUESTION = {
    "option": ["key", "label", "severity", "blocks_from", "reason"],
    "fact": ["key", "label", "type"],
    "rule": ["when", "severity", "blocks_from", "because", "notify"],
    "questionrisk": ["risk_id"],
    "questiontip": ["tip_id"],
}
NAMED = [("question", "section"), ("questionrisk", "risk"), ("questiontip", "tip")]


def version_frozen(version):
    return f"EXISTS (SELECT 1 FROM checklists_version v WHERE v.id = {version} AND v.state <> 'draft')"


def question_frozen(question):
    return (
        "EXISTS (SELECT 1 FROM checklists_question q JOIN checklists_version v ON v.id = q.version_id"
        f" WHERE q.id = {question} AND v.state <> 'draft')"
    )


def frozen(table, name, conditions):
    return [
        Refuse(name=f"{name}_{event.lower()}_frozen", table=table, event=event, when=when, message=FROZEN)
        for event, when in conditions.items()
    ]


def freeze_content(model, parent, columns, is_frozen):
    """No row comes into, changes in or leaves a version that is published.

    The row that NEW.id would replace counts too: SQLite's OR REPLACE deletes without asking the delete trigger.
    """
    table = f"checklists_{model}"
    quoted = [f'"{column}"' for column in ["id", parent, "position", *columns]]
    replaced = f"EXISTS (SELECT 1 FROM {table} t WHERE t.id = NEW.id AND {is_frozen(f't.{parent}')})"
    old, new = is_frozen(f"OLD.{parent}"), is_frozen(f"NEW.{parent}")
    return frozen(
        table,
        model,
        {
            "INSERT": f"({new} OR {replaced})",
            "UPDATE": f"({changed(*quoted)} AND ({old} OR {new} OR {replaced}))",
            "DELETE": old,
            "TRUNCATE": "EXISTS (SELECT 1 FROM checklists_version v WHERE v.state <> 'draft')",
        },
    )


def freeze_versions():
    """A draft is published and a published version is retired; nothing else happens to one that is no draft."""
    kept = changed(
        "id", "checklist_id", "number", "source", "digest", "drafted_at", "drafted_by_id",
        "published_at", "published_by_id",
    )
    retired = changed("state", "retired_at", "retired_by_id")
    return frozen(
        "checklists_version",
        "version",
        {
            "INSERT": version_frozen("NEW.id"),
            "UPDATE": (
                f"((OLD.state <> 'draft' AND ({kept} OR ({retired} AND NOT"
                " (OLD.state = 'published' AND NEW.state = 'retired'))))"
                " OR (OLD.state = 'draft' AND NEW.state = 'retired')"
                f" OR ({changed('id')} AND {version_frozen('NEW.id')}))"
            ),
            "DELETE": "OLD.state <> 'draft'",
            "TRUNCATE": "EXISTS (SELECT 1 FROM checklists_version v WHERE v.state <> 'draft')",
        },
    )


def freeze_checklists():
    """The title of a checklist is part of what was published."""
    used = "EXISTS (SELECT 1 FROM checklists_version v WHERE v.checklist_id = {} AND v.state <> 'draft')"
    return frozen(
        "checklists_checklist",
        "checklist",
        {
            "INSERT": used.format("NEW.slug"),
            "UPDATE": f"({changed('slug', 'title')} AND ({used.format('OLD.slug')} OR {used.format('NEW.slug')}))",
            "DELETE": used.format("OLD.slug"),
        },
    )


def same_version(model, named):
    """A question belongs to the version of its section, a link to the version of its risk or tip."""
    own = "NEW.version_id"
    if model != "question":
        own = "(SELECT q.version_id FROM checklists_question q WHERE q.id = NEW.question_id)"
    other = f"(SELECT n.version_id FROM checklists_{named} n WHERE n.id = NEW.{named}_id)"
    return [
        Refuse(
            name=f"{model}_{event.lower()}_of_another",
            table=f"checklists_{model}",
            event=event,
            when=f"{own} IS DISTINCT FROM {other}",
            message=OF_ANOTHER,
        )
        for event in ("INSERT", "UPDATE")
    ]


class Migration(migrations.Migration):
    dependencies = [("checklists", "0001_initial")]

    operations = [
        *freeze_checklists(),
        *freeze_versions(),
        *(op for model, columns in OF_VERSION.items()
          for op in freeze_content(model, "version_id", columns, version_frozen)),
        *(op for model, columns in OF_QUESTION.items()
          for op in freeze_content(model, "question_id", columns, question_frozen)),
        *(op for model, named in NAMED for op in same_version(model, named)),
    ]
