"""manage.py lint_checklist: says file, question and sentence, and exits with 1 when anything is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from checklists.files import write_checklist
from checklists.models import Version
from tests.checklist_mistakes import FILE
from tests.specs import SPEC

ROOT = Path(__file__).parent.parent.parent
FIXTURE = ROOT / "fixtures" / "partnership_readiness_1_0.json"

pytestmark = pytest.mark.django_db

Rows = list[dict[str, Any]]


def lint(*targets: object) -> str:
    out = StringIO()
    call_command("lint_checklist", *map(str, targets), stdout=out)
    return out.getvalue()


def broken(*targets: object) -> str:
    out = StringIO()
    with pytest.raises(CommandError, match="Problems found: 1"):
        call_command("lint_checklist", *map(str, targets), stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def altered(tmp_path: Path) -> Callable[[Callable[[Rows], object]], Path]:
    """Write the published fixture with a change, without its digest, and return the file."""

    def write(change: Callable[[Rows], object]) -> Path:
        rows = json.loads(FIXTURE.read_text())
        rows[-1]["fields"]["digest"] = ""
        change(rows)
        path = tmp_path / "altered.json"
        path.write_text(json.dumps(rows))
        return path

    return write


def question(rows: Rows, key: str) -> dict[str, Any]:
    return next(row["fields"] for row in rows if row["fields"].get("key") == key and "text" in row["fields"])


def test_everything_that_is_supplied_is_clean() -> None:
    report = lint()
    assert "No problems found" in report
    assert "partnership_readiness_1_0.json (18 questions)" in report
    assert "partnership_readiness_1_1.json (35 questions)" in report
    assert "version partnership-readiness/1.0 (18 questions)" in report


def test_a_problem_has_its_file_question_and_sentence(altered: Callable[[Callable[[Rows], object]], Path]) -> None:
    path = altered(lambda rows: question(rows, "skills").update(title=""))
    assert broken(path) == f"{path}: G11 skills: The question has no title."


def test_an_option_without_polarity_is_named(altered: Callable[[Callable[[Rows], object]], Path]) -> None:
    def change(rows: Rows) -> None:
        next(row for row in rows if row["fields"].get("key") == "after_training")["fields"]["severity"] = ""

    path = altered(change)
    assert broken(path).startswith(f"{path}: skills: ")
    assert "option “after_training” has no polarity" in broken(path)


def test_what_an_answer_cannot_feed_is_named(altered: Callable[[Callable[[Rows], object]], Path]) -> None:
    path = altered(lambda rows: question(rows, "skills").update(feeds=["need", "fame"]))
    words = "must be a list of need, consultation, alternatives, similar, not ['need', 'fame']"
    assert broken(path) == f"{path}: skills: A row of this question cannot be read: “feeds” {words}."


@pytest.mark.parametrize("replaces", ["skills", ["novelty", 3]])
def test_what_a_question_cannot_replace_is_named(
    altered: Callable[[Callable[[Rows], object]], Path], replaces: object
) -> None:
    path = altered(lambda rows: question(rows, "skills").update(replaces=replaces))
    words = f"must be a list of keys of questions, not {replaces!r}"
    assert broken(path) == f"{path}: skills: A row of this question cannot be read: “replaces” {words}."


def test_a_digest_that_is_not_that_of_the_content_is_named(altered: Callable[[Callable[[Rows], object]], Path]) -> None:
    path = altered(lambda rows: rows[-1]["fields"].update(digest="0" * 64))
    assert "is not that of its content, e34a46" in broken(path)


def test_the_number_of_another_content_is_named(altered: Callable[[Callable[[Rows], object]], Path]) -> None:
    path = altered(lambda rows: question(rows, "skills").update(title="Other"))
    sentence = broken(path, "partnership-readiness/1.0")
    assert sentence == f"version partnership-readiness/1.0: It has the number of {path}, but other content."


def test_a_reused_key_is_named_across_files(altered: Callable[[Callable[[Rows], object]], Path]) -> None:
    def change(rows: Rows) -> None:
        question(rows, "skills").update(text="Which insurance will cover the work?")
        rows[-1]["fields"]["number"] = "1.1"

    path = altered(change)
    assert broken(path, FIXTURE).startswith(f"{path}: G11 skills: In version 1.0 the key means another question")


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("partnership-readiness/7.0", "no version partnership-readiness/7.0"),
        ("nowhere.json", "nowhere.json cannot be opened: No such file"),
        (str(ROOT / "tests" / "data" / "not.json"), "cannot be opened"),
    ],
)
def test_what_does_not_exist_is_said(target: str, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        lint(target)


@pytest.mark.parametrize(("text", "sentence"), [("{", "is not JSON"), ('{"a": 1}', "no list of rows")])
def test_a_file_that_is_no_fixture_is_said(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text)
    with pytest.raises(CommandError, match=sentence):
        lint(path)


def test_the_exit_status_is_1_for_problems_and_0_for_none(
    altered: Callable[[Callable[[Rows], object]], Path],
) -> None:
    path = altered(lambda rows: question(rows, "skills").update(title=""))
    command = [sys.executable, str(ROOT / "manage.py"), "lint_checklist"]
    bad = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
    assert (bad.returncode, bad.stdout.strip()) == (1, f"{path}: G11 skills: The question has no title.")
    good = subprocess.run([*command, str(FIXTURE)], capture_output=True, text=True, check=False)
    assert (good.returncode, good.stderr) == (0, "")


def test_a_written_file_is_judged_with_its_lines_as_its_draft_would_be(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(FILE)
    before = Version.objects.count()
    assert lint(path) == f"No problems found in {path} (1 questions).\n"
    path.write_text(FILE.replace("title: Notice", "title: ''"))
    assert broken(path) == f"{path}: line 6: A1 notice: The question has no title."
    path.write_text(FILE.replace("    tips: [T1]", "    tips: [T1]\n    change: meaning"))
    assert "no version was published before this one" in broken(path)
    path.write_text(FILE.replace('version: "1.0"', "version: first"))
    assert broken(path).startswith(f"{path}: line 1: The version number “first”")
    path.write_text(FILE.replace("severity: none", "severity: good"))
    with pytest.raises(CommandError, match="line 15: question A1, options, yes, severity: “good” is none of"):
        lint(path)
    assert Version.objects.count() == before


def test_a_written_file_of_a_published_version_is_that_version_or_needs_another_number(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(write_checklist(SPEC))
    assert lint(path) == f"No problems found in {path} (18 questions).\n"
    path.write_text(write_checklist(SPEC).replace("title: Customers consulted", "title: What customers say"))
    assert broken(path) == (
        f"{path}: Version partnership-readiness/1.0 is published and never changes: give the file a new version number."
    )
