"""What the answer to a question feeds is a list of words, where it was a text for one use and keys in code for the others.

A published version keeps its digest in step with its content: where the digest was that of the content before, it is
that of the content after. A version whose content was altered keeps the digest that says so.
"""

import hashlib
import json
from importlib import import_module

from django.db import migrations, models

import checklists.models.content
from checklists.triggers import AlterFieldUnderTriggers, lifted

frozen = import_module("checklists.migrations.0002_refuse_changes_to_published_versions")

ALTERNATIVES = "alternatives considered (report)"
WORDS = ["need", "consultation", "alternatives", "similar"]
# The code named these questions by their key, in whatever version. Any text in `feeds` meant alternatives.
BY_KEY = {
    "purpose-and-need": "need",
    "services-consulted": "consultation",
    "decision-makers": "consultation",
    "partners-agree": "consultation",
    "customers-consulted": "consultation",
    "existing-partnerships": "similar",
}


def words_of(question):
    found = [BY_KEY.get(question.key), "alternatives" if question.feeds else None]
    return json.dumps([word for word in WORDS if word in found])


def text_of(question):
    return ALTERNATIVES if "alternatives" in json.loads(question.feeds) else ""


def given(**values):
    """What is left at its default is no part of the canonical form."""
    return {name: value for name, value in values.items() if value}


def digest_of(version, feeds):
    """Return the digest of the content as this migration finds it; `feeds` reads the column of that name."""
    questions = [(row.section_id, question_of(row, feeds)) for row in version.questions.order_by("position")]
    content = {
        "slug": version.checklist_id,
        "version": version.number,
        "title": version.checklist.title,
        "source": version.source,
        "sections": [
            {
                "code": row.code,
                "title": row.title,
                "questions": [question for section, question in questions if section == row.pk],
                **given(intro=row.intro, note=row.note, has_finding=row.has_finding),
            }
            for row in version.sections.order_by("position")
        ],
        **given(
            risks=items_of(version.risks),
            tips=items_of(version.tips),
            benefits=items_of(version.benefits),
            characteristics=items_of(version.characteristics),
        ),
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def items_of(rows):
    return [{"code": row.code, "text": row.text} for row in rows.order_by("position")]


def question_of(row, feeds):
    same = ("code", "key", "title", "text", "answered_by", "guidance", "evidence")
    return {
        **{name: getattr(row, name) for name in same},
        "options": [
            {
                "key": option.key,
                "label": option.label,
                "severity": option.severity,
                "reason": option.reason,
                **given(blocks_from=option.blocks_from),
            }
            for option in row.options.order_by("position")
        ],
        **given(
            note=row.note,
            reason_label=row.reason_label,
            feeds=feeds(row.feeds),
            facts=[
                {"key": fact.key, "label": fact.label, "type": fact.type} for fact in row.facts.order_by("position")
            ],
            rules=[
                {
                    "severity": rule.severity,
                    "because": rule.because,
                    **given(blocks_from=rule.blocks_from, notify=rule.notify, **rule.when),
                }
                for rule in row.rules.order_by("position")
            ],
            confirm=given(
                role=row.confirm_role, severity=row.confirm_severity, blocks_from=row.confirm_blocks_from
            ),
            risks=[link.risk.code for link in row.risk_links.select_related("risk").order_by("position")],
            tips=[link.tip.code for link in row.tip_links.select_related("tip").order_by("position")],
        ),
    }


def rewrite(apps, *, value, before, after):
    for version in apps.get_model("checklists", "Version").objects.select_related("checklist"):
        was = digest_of(version, before)
        for question in version.questions.all():
            question.feeds = value(question)
            question.save(update_fields=["feeds"])
        if version.digest == was:
            version.digest = digest_of(version, after)
            version.save(update_fields=["digest"])


def to_words(apps, schema_editor):
    rewrite(apps, value=words_of, before=str, after=json.loads)


def to_text(apps, schema_editor):
    rewrite(apps, value=text_of, before=json.loads, after=str)


class Migration(migrations.Migration):
    dependencies = [("checklists", "0002_refuse_changes_to_published_versions")]

    operations = [
        *lifted("checklists.migrations.0002_refuse_changes_to_published_versions"),
        migrations.RunPython(to_words, to_text),
        AlterFieldUnderTriggers(
            model_name="question",
            name="feeds",
            field=models.JSONField(
                blank=True,
                default=list,
                validators=[checklists.models.content.validate_feeds],
                verbose_name="feeds",
            ),
        ),
        *frozen.Migration.operations,
    ]
