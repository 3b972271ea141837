"""The content of a checklist version as frozen dataclasses. Pure: no database and no request.

A `ChecklistSpec` is read once from the rows of a published version and never changes.
It holds *which* answers are adverse; *what follows* from that is in `partnerships/domain/flags.py`.
"""

from checklists.spec import lengths
from checklists.spec.as_rows import as_rows, question_rows
from checklists.spec.assemble import assemble
from checklists.spec.canonical import canonical, digest
from checklists.spec.changes import DECIDED, Change, change_of, proposed_change
from checklists.spec.checklist import ChecklistSpec, GuideItemSpec, SectionSpec
from checklists.spec.diff import Difference, QuestionDiff, difference
from checklists.spec.document import spec_of
from checklists.spec.document_errors import DocumentError
from checklists.spec.fixture import fixture_of, specs_in
from checklists.spec.lineage import lineage
from checklists.spec.lint_history import lint_history, lint_undecided, undecided
from checklists.spec.lint_stored import is_slug
from checklists.spec.lint_version import section_problems
from checklists.spec.linter import Problem, lint, lint_storable
from checklists.spec.numbers import is_number, next_number, number_order
from checklists.spec.questions import PLANNED_START, ConfirmSpec, FactSpec, OptionSpec, QuestionSpec, RuleSpec
from checklists.spec.rows import Row, Tables, UnreadableError, conditions, feeds, keys
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
from checklists.spec.written import document_of

__all__ = [
    "DECIDED",
    "PLANNED_START",
    "REVIEW_DECISIONS",
    "STAGES",
    "Change",
    "ChecklistSpec",
    "ConfirmSpec",
    "DecisionSought",
    "Difference",
    "DocumentError",
    "FactSpec",
    "FactType",
    "Feed",
    "GuideItemSpec",
    "Notify",
    "OptionSpec",
    "Problem",
    "QuestionDiff",
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
    "as_rows",
    "assemble",
    "canonical",
    "change_of",
    "conditions",
    "decisions_beside",
    "difference",
    "digest",
    "document_of",
    "fact_value",
    "feeds",
    "fixture_of",
    "is_number",
    "is_slug",
    "keys",
    "lengths",
    "lineage",
    "lint",
    "lint_history",
    "lint_storable",
    "lint_undecided",
    "next_number",
    "number_order",
    "proposed_change",
    "question_rows",
    "section_problems",
    "spec_of",
    "specs_in",
    "undecided",
]
