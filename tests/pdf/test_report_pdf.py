"""The PDF of every sample: tagged, whole, the same bytes each time, and nothing from outside in it."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

from partnerships import reports
from partnerships.reports.fonts import OTHERS
from partnerships.snapshot import canonical
from tests.pdf import judges, samples
from tests.pdf.structure import Structure, structure_of, words_of

pytestmark = [pytest.mark.pdf, pytest.mark.spread(1)]

SECTIONS = [
    "Draft recommendations",
    "The partnership",
    "Significance",
    "Implications",
    "Flagged items",
    "Risks",
    "Conditions, review and exit",
    "Record",
    "Appendix A: all questions and answers",
    "Appendix B: evidence",
    "Appendix C: how the outcome is worked out",
]
RENDER_AGAIN = """
import hashlib, sys, django
django.setup()
from partnerships import reports
from partnerships.reports.fonts import OTHERS
from tests.pdf import samples
print(hashlib.sha256(reports.render_pdf(samples.load(sys.argv[1]))).hexdigest())
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The PDF of each sample, made once."""
    folder = tmp_path_factory.mktemp("reports")
    made = {name: folder / f"{name}.pdf" for name in samples.NAMES}
    for name, file in made.items():
        file.write_bytes(reports.render_pdf(samples.load(name)))
    return made


@pytest.fixture(scope="module")
def rich(files: dict[str, Path]) -> Path:
    return files["joint_equipment"]


@pytest.fixture(scope="module")
def long_texts(files: dict[str, Path]) -> str:
    return judges.text_of(files["long_texts"])


@pytest.fixture(scope="module")
def walked(files: dict[str, Path]) -> dict[str, Structure]:
    return {name: structure_of(file) for name, file in files.items()}


@pytest.fixture(scope="module")
def verdicts(files: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What veraPDF says of each sample by each standard, and last of an untagged file."""
    untagged = tmp_path_factory.mktemp("untagged") / "untagged.pdf"
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(untagged)
    return judges.verdicts(*files.values(), untagged)


@pytest.mark.parametrize("standard", judges.STANDARDS)
def test_verapdf_finds_every_sample_compliant(verdicts: dict[str, list[str]], standard: str) -> None:
    assert verdicts[standard][:-1] == ["compliant"] * len(samples.NAMES)


@pytest.mark.parametrize("standard", judges.STANDARDS)
def test_verapdf_finds_fault_with_an_untagged_file(verdicts: dict[str, list[str]], standard: str) -> None:
    assert verdicts[standard][-1] != "compliant"


@pytest.mark.parametrize("name", samples.NAMES)
def test_it_carries_its_own_snapshot(files: dict[str, Path], name: str) -> None:
    with pikepdf.open(files[name]) as pdf:
        [attached] = pdf.attachments.values()
        assert attached.filename == "snapshot.json"
        assert attached.description == "Everything that this report says, as data (JSON)"
        assert attached.obj.AFRelationship == "/Data"
        assert [associated.objgen for associated in pdf.Root.AF] == [attached.obj.objgen]
        file = attached.get_file()
        assert file.mime_type == "application/json"
        assert file.creation_date == file.mod_date == datetime(2026, 11, 23, tzinfo=UTC)
        assert file.read_bytes() == canonical(samples.load(name))


def test_words_do_not_run_together_and_a_sign_is_told_in_words(rich: Path) -> None:
    told = [words.text for words in words_of(rich)]
    answer = told.index("In progress")
    assert told[answer : answer + 3] == ["In progress", " ", "adverse "]
    # Its legend explains the sign, and the cell of each question says what it stands for.
    assert told.count("✓") == 1
    assert told.count("No flag") == 12


@pytest.mark.parametrize("name", samples.NAMES)
def test_nothing_is_in_the_way_of_a_screen_reader(walked: dict[str, Structure], name: str) -> None:
    assert walked[name].problems == []


@pytest.mark.parametrize("name", samples.NAMES)
def test_it_names_its_title_and_language(walked: dict[str, Structure], name: str) -> None:
    partnership = samples.load(name).content.partnership
    assert walked[name].title.startswith(partnership.reference)
    assert walked[name].title.endswith(": partnership readiness report")
    assert walked[name].language == "en-gb"


def test_it_has_one_title_and_a_bookmark_for_each_part(walked: dict[str, Structure]) -> None:
    rich = walked["joint_equipment"]
    assert rich.tags["/H1"] == 1
    assert rich.bookmarks == ["Joint community equipment service with NHS Marlshire"]


@pytest.mark.parametrize("name", samples.NAMES)
def test_qpdf_finds_no_fault(files: dict[str, Path], name: str) -> None:
    assert judges.syntax_errors(files[name]) == ""


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_makes_the_same_bytes(rich: Path, seed: str) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-c", RENDER_AGAIN, "joint_equipment"]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    assert done.stdout.split()[-1] == hashlib.sha256(rich.read_bytes()).hexdigest()


def test_every_page_says_reference_draft_number_and_fingerprint(rich: Path) -> None:
    printed = samples.load("joint_equipment").fingerprint
    pages = judges.pages_of(rich)
    for number, page in enumerate(pages, start=1):
        assert "PR-0001" in page
        assert "DRAFT – not issued" in page
        assert f"Fingerprint {printed}" in page
        assert f"Page {number} of {len(pages)}" in page


def test_the_first_page_answers_the_board(rich: Path) -> None:
    page = judges.pages_of(rich)[0]
    in_order = [
        "Marlshire County Council",
        "Joint community equipment service with NHS Marlshire",
        "What it is, and with whom",
        "One service that lends, delivers, cleans and recycles equipment",
        "NHS Marlshire Integrated Care Board",
        "Not ready",
        "To enter the partnership",
        "It is recommended that the board:",
        "L1 Establish the legal basis.",
        "Waits on: Rhiannon Ŵyn-Pryce, to resolve it; legal adviser, to confirm it.",
        "Conditions proposed",
        "Agree with Transport",
        "Head of Commissioning, by 29 January 2027",
    ]
    places = [page.find(words) for words in in_order]
    assert -1 not in places, dict(zip(in_order, places, strict=True))
    assert places == sorted(places)


def test_the_parts_come_in_their_order(rich: Path) -> None:
    body = " ".join(judges.pages_of(rich)[2:])
    places = [body.find(section) for section in SECTIONS]
    assert -1 not in places
    assert places == sorted(places)


def test_every_question_is_there_word_for_word(rich: Path) -> None:
    text = judges.text_of(rich)
    for question in samples.load("joint_equipment").content.questions:
        assert " ".join(question.text.split()) in text


def test_names_of_europe_have_their_letters(long_texts: str) -> None:
    for name in ("Rhiannon Ŵyn-Pryce", "Olena Ковальчук", "Ŵŷ Łódź Iași İstanbul Ελλάδα Київ"):
        assert name in long_texts


def test_what_cannot_be_shown_stands_as_its_name(long_texts: str) -> None:
    assert "[right-to-left override]right to left[pop directional formatting]" in long_texts
    assert "\u202e" not in long_texts


def test_markup_in_what_people_type_is_text(long_texts: str) -> None:
    assert "<script>alert(1)</script>" in long_texts
    assert '<img src="http://attacker.example/x.png">' in long_texts
    assert "file:///etc/passwd" in long_texts
    assert "root:" not in long_texts


@pytest.mark.parametrize("name", samples.NAMES)
def test_it_links_to_nothing_but_its_evidence_and_where_it_is_verified(files: dict[str, Path], name: str) -> None:
    content = samples.load(name).content
    evidence = {part.url for part in content.evidence if part.url}
    verified = {reports.report_of(samples.load(name)).verify_address} if content.issue else set()
    with pikepdf.open(files[name]) as pdf:
        notes = [note for page in pdf.pages for note in page.get("/Annots", [])]
        found = {str(note.A.URI) for note in notes if "/A" in note and note.A.S == "/URI"}
    assert found == evidence | verified


def test_its_pages_are_labelled_as_they_are_numbered(rich: Path) -> None:
    with pikepdf.open(rich) as pdf:
        numbers = pdf.Root.PageLabels.Nums
        assert [int(numbers[0]), str(numbers[1].S), len(numbers)] == [0, "/D", 2]


def test_only_our_own_fonts_are_embedded(files: dict[str, Path]) -> None:
    for file in files.values():
        with pikepdf.open(file) as pdf:
            names = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.get("/Font", {}).values()}
        assert names
        assert all(name.split("+")[1].startswith(("Report-Sans", *OTHERS)) for name in names), names
