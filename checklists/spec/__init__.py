"""The content of a checklist version as frozen dataclasses. Pure: no database and no request.

A `ChecklistSpec` is read once from the rows of a published version and never changes.
It holds *which* answers are adverse; *what follows* from that is in `partnerships/domain/flags.py`.
"""

from checklists.spec.assemble import assemble
from checklists.spec.canonical import canonical, digest
from checklists.spec.checklist import ChecklistSpec, GuideItemSpec, SectionSpec
from checklists.spec.fixture import specs_in
from checklists.spec.lint_history import lint_history
from checklists.spec.linter import Problem, lint
from checklists.spec.questions import PLANNED_START, ConfirmSpec, FactSpec, OptionSpec, QuestionSpec, RuleSpec
from checklists.spec.rows import Row, Tables, UnreadableError, conditions, feeds
from checklists.spec.words import (
    REVIEW_DECISIONS,
    STAGES,
    DecisionSought,
    FactType,
    Feed,
    Notify,
    ReasonRule,
    Severity,
    Significance,
    YesNo,
    YesNoFact,
    decisions_beside,
    fact_value,
)

__all__ = [
    "PLANNED_START",
    "REVIEW_DECISIONS",
    "STAGES",
    "ChecklistSpec",
    "ConfirmSpec",
    "DecisionSought",
    "FactSpec",
    "FactType",
    "Feed",
    "GuideItemSpec",
    "Notify",
    "OptionSpec",
    "Problem",
    "QuestionSpec",
    "ReasonRule",
    "Row",
    "RuleSpec",
    "SectionSpec",
    "Severity",
    "Significance",
    "Tables",
    "UnreadableError",
    "YesNo",
    "YesNoFact",
    "assemble",
    "canonical",
    "conditions",
    "decisions_beside",
    "digest",
    "fact_value",
    "feeds",
    "lint",
    "lint_history",
    "specs_in",
]
