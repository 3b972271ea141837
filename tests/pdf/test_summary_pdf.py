"""The board summary: two pages of the report, however much was written, and the same when they are handed out alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pikepdf
import pytest

from partnerships import reports
from partnerships.reports.documents import BoardSummary, IssuedParts, content_of, document_pdf, parts_in
from partnerships.reports.pdf import pages_filled
from partnerships.snapshot import Snapshot, canonical
from tests.pdf import judges, samples
from tests.pdf.many import with_questions
from tests.pdf.structure import structure_of
from tests.specs import SPEC

pytestmark = [pytest.mark.pdf, pytest.mark.spread(1)]

QUESTIONS = tuple(SPEC.questions)
LONG = ("Whether the council may do this at all is not clear, and nobody has said who would know. " * 60)[:5000]


def blocked() -> Snapshot:
    """A case with a blocker at each question, each of them and all else as long as it may be."""
    data = samples.case("joint_equipment")
    data["answers"] = {
        question.key: {"option": _gravest(question), "reason": LONG, "finding": "", "facts": {}}
        for question in QUESTIONS
    }
    data |= {"confirmed": [], "treatments": {}}
    data["partnership"] |= {
        "name": "Ŵide name " * 20,
        "purpose": LONG,
        "council_role": LONG,
        "funding_source": "x " * 250,
        "wards": "Falbrook " * 55,
        "key_decision_reference": "W" * 100,
        "contact_name": "Cymdeithas " * 18,
        "contact_email": f"{'w' * 60}@{'w' * 60}.{'w' * 60}.example",
        "contact_phone": "01632 960 147 or 07700 900 982 extension 12345678",
        "exit_arrangements": LONG,
    }
    data["partners"] = [f"{number} {'Cymdeithas ' * 17}" for number in range(40)]
    made = samples.snapshot(data)
    blocker = {"key": "blocker", "label": "Blocker"}

    def block(content: samples.Json) -> None:
        flagged = {flag["question"]: flag for flag in content["flags"]}
        causes, state = [{"key": "negative", "label": "Negative answer"}], {"key": "open", "label": "Open"}
        for question in QUESTIONS:
            flag = flagged.setdefault(
                question.key,
                {"question": question.key, "because": [], "treatment": None, "raised": None, "exempt": None},
            )
            flag.update(severity=blocker, causes=causes, state=state)
        content["flags"] = [flagged[question.key] for question in QUESTIONS]

    return samples.edited(made, block)


def _gravest(question: Any) -> str:
    return str(max(question.options, key=lambda option: option.severity == "blocker").key)


def made(folder: Path, snapshot: Snapshot) -> tuple[Path, Path]:
    """The whole report and its summary alone, as files."""
    whole, alone = folder / "whole.pdf", folder / "alone.pdf"
    whole.write_bytes(reports.render_pdf(snapshot))
    alone.write_bytes(document_pdf(content_of(BoardSummary.of(snapshot))))
    return whole, alone


@pytest.fixture(scope="module")
def both_blocked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Snapshot]:
    """Those of the longest case, which takes as long as the others together."""
    snapshot = blocked()
    return (*made(tmp_path_factory.mktemp("blocked"), snapshot), snapshot)


@pytest.fixture(scope="module", params=["joint_equipment", "second_public", "blocked"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Snapshot]:
    if request.param == "blocked":
        return request.getfixturevalue("both_blocked")  # type: ignore[no-any-return]  # of a fixture by its name
    snapshot = samples.load(request.param)
    return (*made(tmp_path_factory.mktemp("summary"), snapshot), snapshot)


def test_the_summary_is_the_first_two_pages_of_the_report(both: tuple[Path, Path, Snapshot]) -> None:
    whole, alone, _snapshot = both
    pages = judges.pages_of(whole)
    assert judges.pages_of(alone) == pages[:2]
    assert pages[2].find("Draft recommendations") != -1


def test_the_key_facts_stand_on_one_page(both: tuple[Path, Path, Snapshot]) -> None:
    _whole, alone, _snapshot = both
    [page] = [page for page in judges.pages_of(alone) if "Key facts" in page]
    assert {
        label for label in ("Decision sought", "Cost", "Review", "Prepared for", "Endorsed") if label not in page
    } == set()


def test_laid_out_once_both_have_the_bytes_that_each_has_alone(both: tuple[Path, Path, Snapshot]) -> None:
    whole, alone, snapshot = both
    parts = reports.render_parts(snapshot)
    assert parts == reports.Parts(report=whole.read_bytes(), summary=alone.read_bytes())
    assert parts_in(document_pdf(content_of(IssuedParts.of(snapshot)))) == parts


def test_whoever_uses_a_screen_reader_gets_all_of_it(both: tuple[Path, Path, Snapshot]) -> None:
    _whole, alone, _snapshot = both
    assert structure_of(alone).problems == []
    assert judges.verdicts(alone) == {standard: ["compliant"] for standard in judges.STANDARDS}
    assert judges.syntax_errors(alone) == ""


def test_it_carries_the_snapshot_of_the_whole(both: tuple[Path, Path, Snapshot]) -> None:
    _whole, alone, snapshot = both
    with pikepdf.open(alone) as pdf:
        [attached] = pdf.attachments.values()
        assert attached.get_file().read_bytes() == canonical(snapshot)


def test_its_title_says_that_it_is_the_summary(both: tuple[Path, Path, Snapshot]) -> None:
    whole, alone, _snapshot = both
    assert structure_of(alone).title == f"{structure_of(whole).title}, summary"


def test_what_does_not_fit_is_named_with_a_count_and_a_page(both_blocked: tuple[Path, Path, Snapshot]) -> None:
    whole, alone, _snapshot = both_blocked
    text = judges.text_of(alone)
    said = text.split("Why", 1)[1]
    shown = [question.code for question in QUESTIONS if f"{question.code} {question.title}. Blocker" in said]
    more = len(QUESTIONS) - len(shown)
    assert shown
    assert f"{more} more blockers or open concerns: " in said
    named, page = said.split("more blockers or open concerns: ")[1].split(" In full, page ")[:2]
    assert named.rstrip(".").split(", ") == [question.code for question in QUESTIONS][len(shown) :]
    number = int(page.split()[0])
    first = next(question for question in QUESTIONS if question.code == named.split(",")[0])
    assert f"{first.code} {first.title}" in judges.pages_of(whole)[number - 1]


def test_thirty_five_questions_leave_nothing_alone_on_a_page(tmp_path: Path) -> None:
    whole = tmp_path / "whole.pdf"
    whole.write_bytes(reports.render_pdf(with_questions(35, [""])))
    pages = judges.pages_of(whole)
    assert "Draft recommendations" in pages[2]
    [last] = [page for page in pages[:2] if "In this report" in page]
    assert "Key facts" in last
    assert "A 1.4.1" not in last
    assert "35" in pages[0].split("All answers at a glance")[1]


UNLIKE = ["blocker", "concern", "unanswered", "note", ""]


@pytest.mark.parametrize(
    ("number", "flags", "more"),
    [
        (35, ["blocker"], {}),
        (60, UNLIKE, {}),
        (200, ["blocker"], {"sections": 10}),
        (400, ["unanswered", "blocker"], {"sections": 26, "code": "QUESTION"}),
    ],
)
def test_two_pages_whatever_the_checklist(number: int, flags: list[str], more: dict[str, Any]) -> None:
    front = _front(with_questions(number, flags, reason=LONG, **more))
    assert 1 < pages_filled(front, last=reports.LAST_OF_SUMMARY) <= 2
    assert "“Whether the council" in front


def _front(snapshot: Snapshot) -> str:
    """Return the summary as it stands in the report, with the widest numbers of pages."""
    html = reports.print_html(snapshot).replace("report-print", "report-print report-alone", 1)
    return html.split("</nav>")[0] + "</nav></main></body></html>"
