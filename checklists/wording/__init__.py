"""A version in the words of its page: what each answer means, when a rule holds, who confirms."""

from checklists.wording.facts import fact_in_words
from checklists.wording.meaning import Meaning, meaning_of
from checklists.wording.version import QuestionWords, SectionWords, VersionWords, version_in_words

__all__ = [
    "Meaning",
    "QuestionWords",
    "SectionWords",
    "VersionWords",
    "fact_in_words",
    "meaning_of",
    "version_in_words",
]
