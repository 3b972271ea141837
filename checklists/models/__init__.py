"""What is asked, as rows: checklists, their versions and all that a version holds.

A checklist is known by its slug and a version by "slug/number", as in its address; these are the primary keys.
Content rows have natural keys, so that a fixture loads twice without harm. A version is the last row of its
fixture: once it stands and is no draft, triggers refuse every change to it and to its content.
"""

from checklists.models.content import (
    CONTENT,
    Benefit,
    Characteristic,
    Content,
    Fact,
    Option,
    Question,
    QuestionRisk,
    QuestionTip,
    Risk,
    Rule,
    Section,
    Tip,
)
from checklists.models.version import Checklist, Version, VersionAlteredError, VersionQuerySet, VersionState

__all__ = [
    "CONTENT",
    "Benefit",
    "Characteristic",
    "Checklist",
    "Content",
    "Fact",
    "Option",
    "Question",
    "QuestionRisk",
    "QuestionTip",
    "Risk",
    "Rule",
    "Section",
    "Tip",
    "Version",
    "VersionAlteredError",
    "VersionQuerySet",
    "VersionState",
]
