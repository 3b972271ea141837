"""`verify_trail` reads every file: one that is missing, altered or cut short is named, and the exit status is 1."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from accounts.models import User
from partnerships import actions
from partnerships.models import Assessment, Condition, Evidence
from tests import boards, factories, people
from tests.conftest import SignIn
from tests.databases import Template
from tests.integration.own_database import ROOT, own_database
from tests.integration.tampering import verify, without_triggers

PLAN = b"Demand rose by a tenth.\n"


def attach(assessment: Assessment, by: User, content: bytes = PLAN) -> Evidence:
    file = ContentFile(content, name="plan.txt")
    question = factories.question("skills")
    return actions.attach_file(assessment=assessment, question=question, by=by, title="The plan", file=file)


class TestEvidence:
    @pytest.fixture
    def stored(self, assessment: Assessment, owner: User) -> Path:
        return Path(attach(assessment, owner).file.path)

    def test_whole(self, stored: Path, assessment: Assessment, owner: User) -> None:
        actions.attach_link(
            assessment=assessment, question=factories.question("skills"), by=owner, title="A", url="https://a.example/"
        )
        said, fails = verify()
        assert not fails
        assert "0 issues and 1 files of evidence compared." in said
        assert "- 1 links of evidence: what they lead to is kept elsewhere" in said

    def test_missing(self, stored: Path) -> None:
        stored.unlink()
        said, fails = verify()
        assert fails
        assert "PR-0001: broken. Evidence E1 of round 1 (plan.txt): the file is missing." in said
        assert said.endswith("1 of 2 trails are broken.")

    def test_altered(self, stored: Path) -> None:
        stored.write_bytes(PLAN.replace(b"rose", b"fell"))
        said, fails = verify()
        assert fails
        assert "Evidence E1 of round 1 (plan.txt): the file is not what was attached." in said

    def test_cut_short(self, stored: Path) -> None:
        stored.write_bytes(PLAN[:9])
        said, fails = verify()
        assert fails
        assert "Evidence E1 of round 1 (plan.txt): the file is cut short: it has 9 of 24 bytes." in said

    def test_unreadable(self, stored: Path) -> None:
        stored.unlink()
        stored.mkdir()
        said, fails = verify()
        assert fails
        assert "Evidence E1 of round 1 (plan.txt): the file cannot be read (Is a directory)." in said

    def test_a_folder_that_cannot_be_read_is_said(self, stored: Path, settings: Any, tmp_path: Path) -> None:
        file = tmp_path / "no-folder"
        file.write_text("")
        settings.MEDIA_ROOT = str(file)
        said, fails = verify()
        assert fails
        assert "Evidence E1 of round 1 (plan.txt): the file " in said
        assert "- files that no row names: the folder of evidence cannot be read (Not a directory)" in said
        assert stored.exists()

    def test_removed_evidence_is_read_too(self, stored: Path, owner: User) -> None:
        actions.remove_evidence(evidence=Evidence.objects.get(), by=owner)
        assert not verify()[1]
        stored.unlink()
        assert "Evidence E1 of round 1 (plan.txt): the file is missing." in verify()[0]

    def test_row_and_file_altered_together(self, stored: Path, assessment: Assessment) -> None:
        stored.write_bytes(b"Another plan.")
        digest = hashlib.sha256(b"Another plan.").hexdigest()
        without_triggers("partnerships_evidence", "UPDATE partnerships_evidence SET sha256 = %s, size = 13", digest)
        said, fails = verify()
        assert fails
        assert "Evidence E1 of round 1 (plan.txt): the trail names no such file." in said
        assert re.search(r"A file of evidence that the trail names \(SHA-256 [0-9a-f]{64}\) has no row\.", said)

    def test_a_row_that_is_gone(self, stored: Path) -> None:
        without_triggers("partnerships_evidence", "DELETE FROM partnerships_evidence")
        said, fails = verify()
        assert fails
        assert "has no row." in said

    def test_a_file_that_no_row_names_is_told_and_no_break(self, stored: Path) -> None:
        stored.with_name("left.part").write_bytes(b"half")
        said, fails = verify()
        assert not fails
        assert "- 1 files in the folder of evidence that no row names: uploads that did not finish" in said
        assert "- the other partnerships" in verify("PR-0001")[0]

    def test_each_altered_file_is_named(self, stored: Path, assessment: Assessment, owner: User) -> None:
        second = Path(attach(assessment, owner, b"Second.").file.path)
        stored.unlink()
        second.write_bytes(b"Third.")
        said, _fails = verify()
        assert "Evidence E1 of round 1 (plan.txt): the file is missing." in said
        assert "Evidence E2 of round 1 (plan.txt): the file is cut short: it has 6 of 7 bytes." in said


class TestConditions:
    @pytest.fixture
    def completed(self, db: None) -> Condition:
        boards.bring_first()
        case = people.first_case()
        boards.approve(case, people.person("secretary"), number=2)
        return Condition.objects.get(number=2)

    def test_missing(self, completed: Condition) -> None:
        assert not verify()[1]
        Path(completed.file.path).unlink()
        said, fails = verify()
        assert fails
        assert "The evidence of condition 2 (minutes.txt): the file is missing." in said

    def test_earlier_evidence_is_read_too(self, completed: Condition, owner: User, manager: User) -> None:
        before = Path(completed.file.path)
        actions.reopen_condition(condition=completed, by=manager, reason="Not enough.")
        actions.complete_condition(condition=completed, by=owner, note="Done.", file=boards.file(content=b"More."))
        said, fails = verify()
        assert not fails
        assert "2 files of evidence compared" in said
        assert "that no row names" not in said
        before.unlink()
        said, fails = verify()
        assert fails
        assert "The earlier evidence of condition 2 (minutes.txt): the file is missing." in said

    def test_auditors_alone_open_earlier_evidence(
        self, completed: Condition, owner: User, manager: User, auditor: User, sign_in: SignIn
    ) -> None:
        actions.reopen_condition(condition=completed, by=manager, reason="Not enough.")
        actions.complete_condition(condition=completed, by=owner, note="Done.", file=boards.file(content=b"More."))
        page = f"/partnerships/PR-0001/conditions/{completed.number}/"
        (address,) = re.findall(r'href="([^"]+\?event=\d+)"', sign_in(auditor).get(page).content.decode())
        assert sign_in(auditor).get(address).content == b"Signed."
        assert sign_in(auditor).get(f"{page}file/?event=1").status_code == 404
        for person in (owner, manager):
            assert "?event=" not in sign_in(person).get(page).content.decode()
            assert sign_in(person).get(address).status_code == 404
            assert sign_in(person).get(f"{page}file/").content == b"More."


@pytest.mark.parametrize("has_lost_its_files", [False, True])
def test_exit_status(has_lost_its_files: bool, demonstration: Template, tmp_path: Path) -> None:
    with own_database(tmp_path, demonstration) as environment:
        folder = tmp_path / ("none" if has_lost_its_files else "evidence")
        command = [sys.executable, "manage.py", "verify_trail"]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment | {"EVIDENCE_ROOT": str(folder)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == has_lost_its_files, done.stdout + done.stderr
    assert ("the file is missing." in done.stdout) is has_lost_its_files
