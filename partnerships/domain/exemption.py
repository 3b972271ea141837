"""Exempt parts of a report, by the paragraphs of Schedule 12A to the Local Government Act 1972 (England)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from checklists.spec import QuestionSpec


class Paragraph(TextChoices):
    """The descriptions of exempt information, by the number of their paragraph."""

    INDIVIDUAL = "1", _("Paragraph 1: information relating to any individual")
    IDENTITY = "2", _("Paragraph 2: information likely to reveal the identity of an individual")
    BUSINESS = "3", _("Paragraph 3: financial or business affairs of a person, including the council")
    LABOUR = "4", _("Paragraph 4: consultations or negotiations about labour relations")
    LEGAL = "5", _("Paragraph 5: legal professional privilege")
    NOTICE = "6", _("Paragraph 6: a notice or order that the council proposes")
    CRIME = "7", _("Paragraph 7: prevention, investigation or prosecution of crime")


# The limit of the reason, which the public edition prints, in characters.
REASON_LIMIT = 1000
# The kinds of part that can be exempt: `question:KEY`, `implication:SLUG`, the cost with its funding, and how the council leaves.
QUESTION, IMPLICATION, COST, EXIT = "question", "implication", "cost", "exit"


def part_labels(questions: Iterable[QuestionSpec], areas: Mapping[str, str]) -> dict[str, str]:
    """Return the label of every part that can be exempt, by its name, in the order of the report.

    `areas` maps the slug of each area of implications to its name.
    """
    implications = {
        f"{IMPLICATION}:{slug}": str(_("Implications: %(area)s")) % {"area": name} for slug, name in areas.items()
    }
    answers = {f"{QUESTION}:{question.key}": f"{question.code} {question.title}" for question in questions}
    own = {COST: str(_("Cost and source of funding")), EXIT: str(_("Exit arrangements"))}
    return {**own, **implications, **answers}
