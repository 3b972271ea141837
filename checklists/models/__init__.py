"""What is asked: checklists, their versions and the content of the versions.

The primary key of a checklist is its slug, that of a version "slug/number", as in their URLs. Content rows have natural
keys, so that a fixture can be loaded twice. The version is the last row of its fixture: when it is stored and is not a
draft, triggers refuse every change to it and to its content.
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
from checklists.models.draft_change import DraftChange, DraftChangeKind
from checklists.models.opening import Opening
from checklists.models.requirement import Requirement
from checklists.models.version import Checklist, Version, VersionAlteredError, VersionQuerySet, VersionState

__all__ = [
    "CONTENT",
    "Benefit",
    "Characteristic",
    "Checklist",
    "Content",
    "DraftChange",
    "DraftChangeKind",
    "Fact",
    "Opening",
    "Option",
    "Question",
    "QuestionRisk",
    "QuestionTip",
    "Requirement",
    "Risk",
    "Rule",
    "Section",
    "Tip",
    "Version",
    "VersionAlteredError",
    "VersionQuerySet",
    "VersionState",
]
