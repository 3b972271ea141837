"""The line of a question: what it replaces and what replaces it, as far as that goes."""

from __future__ import annotations

from checklists.spec import QuestionSpec, lineage
from tests.specs import SPEC
from tests.unit.test_version_1_1 import SPEC as LATER


def question(key: str, *replaces: str) -> QuestionSpec:
    return QuestionSpec("X", key, "X", "X?", "Lead", "", "", (), replaces=replaces)


def test_a_question_that_replaces_nothing_is_a_line_of_its_own() -> None:
    assert lineage("a", [question("a"), question("b", "c")]) == {"a"}


def test_a_divided_question_leads_to_its_parts_and_each_part_back_to_it_alone() -> None:
    asked = [question("old"), question("first", "old"), question("second", "old")]
    assert lineage("old", asked) == {"old", "first", "second"}
    assert lineage("first", asked) == {"old", "first"}


def test_it_goes_on_through_several_versions_and_through_joined_questions() -> None:
    asked = [question("a"), question("b"), question("ab", "a", "b"), question("last", "ab")]
    assert lineage("last", asked) == {"a", "b", "ab", "last"}
    assert lineage("a", asked) == {"a", "ab", "last"}


def test_a_circle_ends() -> None:
    assert lineage("a", [question("a", "b"), question("b", "a")]) == {"a", "b"}


def test_the_lines_of_the_versions_that_come_with_the_product() -> None:
    asked = [*SPEC.questions, *LATER.questions]
    assert lineage("clear-purpose", asked) == {"clear-purpose", "purpose-and-need"}
    assert lineage("purpose-and-need", asked) == {"clear-purpose", "evidence-of-need", "purpose-and-need"}
    assert lineage("alternatives", asked) == {"alternatives"}
