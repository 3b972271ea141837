"""A version in the words of its page: what each answer means, when a rule holds, who confirms."""

from checklists.wording.difference import (
    DifferenceWords,
    QuestionDiffWords,
    difference_as_text,
    difference_in_words,
)
from checklists.wording.facts import fact_in_words
from checklists.wording.meaning import Meaning, meaning_of
from checklists.wording.parts import WRITTEN, Part, fact_label, finding_label, parts_of, reason_label, when_optional
from checklists.wording.version import QuestionWords, SectionWords, VersionWords, question_in_words, version_in_words

__all__ = [
    "WRITTEN",
    "DifferenceWords",
    "Meaning",
    "Part",
    "QuestionDiffWords",
    "QuestionWords",
    "SectionWords",
    "VersionWords",
    "difference_as_text",
    "difference_in_words",
    "fact_in_words",
    "fact_label",
    "finding_label",
    "meaning_of",
    "parts_of",
    "question_in_words",
    "reason_label",
    "version_in_words",
    "when_optional",
]
