"""Second opinions in reports: printed once in every edition, left out with their question, absent from older snapshots."""

from __future__ import annotations

import json
from typing import Any

from partnerships import reports
from partnerships.reports.paper import paper_of
from partnerships.snapshot import Snapshot, canonical, public_of, read
from tests.pdf import marked, samples

WHY = "Their accounts are two years old."


def made() -> Snapshot:
    opinion: dict[str, Any] = {"option": "gap", "reason": WHY}
    return samples.snapshot(samples.case("community_hub") | {"opinions": {"skills": opinion}})


def test_a_report_prints_it_once_with_its_author() -> None:
    html = reports.render_html(made())
    assert html.count(WHY) == 1
    assert "Margaret" in html.split('<article class="report-answer" id="skills"')[1].split("</article>")[0]
    assert reports.render_html(read(canonical(made()))) == html
    paper = repr(paper_of(made()))
    assert "Second opinion of Margaret" in paper
    assert WHY in paper


def test_a_case_without_one_says_nothing_of_them() -> None:
    html = reports.render_html(samples.load("community_hub"))
    assert "econd opinion" not in html
    assert "econd opinion" not in repr(paper_of(samples.load("community_hub")))


def test_a_public_edition_leaves_it_out_with_its_question() -> None:
    assert WHY in canonical(public_of(made())).decode()
    hidden = public_of(marked.exempt(made(), "question:skills"))
    assert WHY not in canonical(hidden).decode()
    assert "econd opinion" not in reports.render_html(hidden)


def test_a_snapshot_from_before_reads_as_it_did() -> None:
    stored = json.loads(canonical(samples.load("joint_equipment")))
    for question in samples.questions_in(stored["content"]):
        del question["opinion"]
    assert read(json.dumps(stored).encode()).content == samples.load("joint_equipment").content
