"""What a checklist version asks, as frozen dataclasses: no database, no request.

A `ChecklistSpec` is read once from the rows of a published version and never changes.
*Which answers are adverse* is content and stands here; *what adverse means* is `partnerships/domain/flags.py`.
"""

from checklists.spec.assemble import assemble
from checklists.spec.canonical import canonical, digest
from checklists.spec.checklist import (
    BenefitSpec,
    CharacteristicSpec,
    ChecklistSpec,
    RiskSpec,
    SectionSpec,
    TipSpec,
)
from checklists.spec.fixture import specs_in
from checklists.spec.lint_history import lint_history
from checklists.spec.linter import Problem, lint
from checklists.spec.questions import ConfirmSpec, FactSpec, OptionSpec, QuestionSpec, RuleSpec
from checklists.spec.rows import Row, Tables, UnreadableError, conditions, feeds
from checklists.spec.words import (
    DecisionSought,
    FactType,
    Feed,
    Notify,
    ReasonRule,
    Severity,
    Significance,
    YesNo,
    fact_value,
)

__all__ = [
    "BenefitSpec",
    "CharacteristicSpec",
    "ChecklistSpec",
    "ConfirmSpec",
    "DecisionSought",
    "FactSpec",
    "FactType",
    "Feed",
    "Notify",
    "OptionSpec",
    "Problem",
    "QuestionSpec",
    "ReasonRule",
    "RiskSpec",
    "Row",
    "RuleSpec",
    "SectionSpec",
    "Severity",
    "Significance",
    "Tables",
    "TipSpec",
    "UnreadableError",
    "YesNo",
    "assemble",
    "canonical",
    "conditions",
    "digest",
    "fact_value",
    "feeds",
    "lint",
    "lint_history",
    "specs_in",
]
