"""Why a part of a report is not published: the paragraphs of Schedule 12A to the Local Government Act 1972 (England)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Paragraph(TextChoices):
    """The descriptions of exempt information, by the number of their paragraph."""

    INDIVIDUAL = "1", _("Paragraph 1: information relating to any individual")
    IDENTITY = "2", _("Paragraph 2: information likely to reveal the identity of an individual")
    BUSINESS = "3", _("Paragraph 3: financial or business affairs of a person, including the council")
    LABOUR = "4", _("Paragraph 4: consultations or negotiations about labour relations")
    LEGAL = "5", _("Paragraph 5: legal professional privilege")
    NOTICE = "6", _("Paragraph 6: a notice or order that the council proposes")
    CRIME = "7", _("Paragraph 7: prevention, investigation or prosecution of crime")


QUESTION, IMPLICATION, COST = "question", "implication", "cost"
"""The kinds of part that can be exempt: `question:KEY`, `implication:SLUG`, and the cost with its funding."""
