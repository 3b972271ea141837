"""What a checklist version asks, as frozen dataclasses: no database, no request.

A `ChecklistSpec` is read once from the rows of a published version and never changes.
*Which answers are adverse* is content and stands here; *what adverse means* is `partnerships/domain/flags.py`.
"""

from checklists.spec.assemble import Row, Tables, assemble, conditions
from checklists.spec.canonical import canonical, digest
from checklists.spec.checklist import (
    BenefitSpec,
    CharacteristicSpec,
    ChecklistSpec,
    RiskSpec,
    SectionSpec,
    TipSpec,
)
from checklists.spec.questions import ConfirmSpec, FactSpec, OptionSpec, QuestionSpec, RuleSpec
from checklists.spec.words import (
    Decision,
    FactType,
    Notify,
    ReasonRule,
    Severity,
    Significance,
    fact_value,
)

__all__ = [
    "BenefitSpec",
    "CharacteristicSpec",
    "ChecklistSpec",
    "ConfirmSpec",
    "Decision",
    "FactSpec",
    "FactType",
    "Notify",
    "OptionSpec",
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
    "assemble",
    "canonical",
    "conditions",
    "digest",
    "fact_value",
]
