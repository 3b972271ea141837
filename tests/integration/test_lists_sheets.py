"""The lists as files for spreadsheets: what matches, in the order of the page, and no cell that is a formula."""

from __future__ import annotations

import csv
import re
import zipfile
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from accounts.models import User
from partnerships import actions
from partnerships.domain.exemption import Paragraph
from partnerships.models import Assessment, Flag
from partnerships.selectors import lists
from partnerships.selectors.csv import in_words
from partnerships.selectors.xlsx import MOST_CHARACTERS, XLSX, write_xlsx
from tests import boards, days, factories, people
from tests.conftest import SignIn

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULA = '=HYPERLINK("https://example.org","Joint")'
LISTS = ("flags", "partnerships", "register", "conditions")


@pytest.fixture(scope="module", autouse=True)
def _cases(made_once: None) -> None:
    """PR-0001 in review with a concern (G3), a note (L5) and L1, L2, L6 not confirmed; PR-0002 a draft."""
    case = factories.answer_all(people.draft(), leave=["alternatives", "novelty"])
    factories.save(case, "alternatives", "still_preferred", reason="Cheaper together.")
    factories.save(case, "novelty", "new_here", reason="Done in the next county.")
    factories.submit(case)
    factories.start(people.person("owner"), people.service(), name="Community hub")


def csv_rows(client: Client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]  # a stream
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text[1:])))


def cells(book: bytes) -> list[list[tuple[str, str]]]:
    """Return the type and the value of each cell of a workbook, row by row; the type of a number is "n"."""
    with zipfile.ZipFile(BytesIO(book)) as parts:
        sheet = etree.fromstring(parts.read("xl/worksheets/sheet1.xml"))
        assert not [name for name in parts.namelist() if re.search("external|macro|vba", name, re.I)]
    assert not list(sheet.iter(f"{MAIN}f")), "a cell is a formula"
    assert not list(sheet.iter(f"{MAIN}hyperlink"))
    return [
        [(cell.get("t", "n"), "".join(cell.itertext())) for cell in row.iter(f"{MAIN}c")]
        for row in sheet.iter(f"{MAIN}row")
    ]


def xlsx_rows(client: Client, address: str) -> list[list[tuple[str, str]]]:
    response = client.get(address)
    assert response["Content-Type"] == XLSX
    return cells(b"".join(response.streaming_content))  # type: ignore[attr-defined]  # a stream


@pytest.mark.parametrize("name", LISTS)
def test_both_files_have_every_column(name: str, db: None, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    listing = client.get(f"/{name}/").context["headings"]
    wanted = [heading.label for heading in listing.values()]
    response = client.get(f"/{name}.csv")
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]  # a stream
    assert next(csv.reader(StringIO(text[1:]))) == wanted
    assert [text for _type, text in xlsx_rows(client, f"/{name}.xlsx")[0]] == wanted
    assert response["Content-Disposition"].startswith("attachment")


def test_they_hold_what_matches_in_the_order_of_the_page(
    db: None, manager: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "CHUNK", 2)
    client = sign_in(manager)
    for query in ("", "?severity=all&sort=-question", "?cause=unconfirmed", "?question=alternatives"):
        shown = [row.text["code"] for row in client.get(f"/flags/{query}").context["page"].rows]
        assert [row["Question"] for row in csv_rows(client, f"/flags.csv{query}")] == shown, query
        assert [row[1][1] for row in xlsx_rows(client, f"/flags.xlsx{query}")[1:]] == shown, query
    names = [row["Name"] for row in csv_rows(client, "/partnerships.csv?sort=reference")]
    assert names == ["Joint equipment service", "Community hub"]


def test_no_name_becomes_a_formula_or_a_link(db: None, manager: User, sign_in: SignIn) -> None:
    for name in (FORMULA, "https://example.org/hub"):
        factories.start(people.person("owner"), people.service(), name=name)
    client = sign_in(manager)
    rows = xlsx_rows(client, "/partnerships.xlsx?sort=reference")
    assert rows[3][1] == ("inlineStr", FORMULA)
    assert rows[4][1] == ("inlineStr", "https://example.org/hub")
    assert csv_rows(client, "/partnerships.csv?sort=reference")[2]["Name"] == f"'{FORMULA}"


def test_dates_and_numbers_are_such(db: None, manager: User, sign_in: SignIn) -> None:
    client = sign_in(manager)
    (since,) = [row[-2] for row in xlsx_rows(client, "/flags.xlsx?question=alternatives")[1:]]
    days = (timezone.localdate() - date(1899, 12, 30)) / timedelta(days=1)
    assert since[0] == "n"
    assert days <= float(since[1]) < days + 1
    (row,) = csv_rows(client, "/flags.csv?question=alternatives")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", row["Flagged since"])


def test_what_is_too_long_for_a_cell_says_so() -> None:
    out = BytesIO()
    values: list[Any] = ["x" * (MOST_CHARACTERS + 1), "y" * MOST_CHARACTERS, None, True, 7]
    write_xlsx(out, ["A", "B", "C", "D", "E"], [values])
    _headings, row = cells(out.getvalue())
    assert row[0][1].endswith("(too long for a cell: the rest stands in the case)")
    assert len(row[0][1]) == MOST_CHARACTERS
    assert row[1:] == [("inlineStr", "y" * MOST_CHARACTERS), ("inlineStr", "Yes"), ("n", "7")]


def test_columns_and_rows_are_as_large_as_what_they_hold_and_the_sheet_prints_on_paper() -> None:
    out = BytesIO()
    text = "A long text that takes more than one line of its column, whichever program shows it."
    write_xlsx(out, ["Severity", "Because", "Since"], [["Note", text, date(2026, 1, 2)]] * 3)
    sheet = etree.fromstring(zipfile.ZipFile(BytesIO(out.getvalue())).read("xl/worksheets/sheet1.xml"))
    severity, because, since = [float(column.attrib["width"]) for column in sheet.iter(f"{MAIN}col")]
    assert severity < because
    assert since > len("30 Sep 2026")
    heights = [float(row.get("ht", "15")) for row in sheet.iter(f"{MAIN}row")]
    assert heights[0] < heights[1] == heights[3]
    (pane,) = sheet.iter(f"{MAIN}pane")
    assert (pane.attrib["ySplit"], pane.attrib["state"]) == ("1", "frozen")
    (setup,) = sheet.iter(f"{MAIN}pageSetup")
    assert (setup.attrib["orientation"], setup.attrib["fitToHeight"]) == ("landscape", "0")
    (filters,) = sheet.iter(f"{MAIN}autoFilter")
    assert filters.attrib["ref"] == "A1:C4"


def test_the_sheet_of_the_filters_prints_on_one_page() -> None:
    """Both of its columns, a label and its value, stand on the same page."""
    out = BytesIO()
    write_xlsx(out, ["Severity"], [["Note"]], title="Flagged items", about=[("State of the case", "Not decided yet")])
    sheet = etree.fromstring(zipfile.ZipFile(BytesIO(out.getvalue())).read("xl/worksheets/sheet2.xml"))
    (fit,), (setup,) = sheet.iter(f"{MAIN}pageSetUpPr"), sheet.iter(f"{MAIN}pageSetup")
    assert fit.attrib["fitToPage"] == "1"
    assert (setup.attrib["paperSize"], setup.attrib["fitToHeight"]) == ("9", "0")


def test_what_a_cell_says_of_a_value() -> None:
    assert [in_words(value) for value in (True, False, None, 3, "a", date(2026, 1, 2))] == [
        "Yes",
        "No",
        "",
        "3",
        "a",
        "2026-01-02",
    ]


def test_nobody_gets_in_a_file_what_the_list_does_not_show(
    db: None, other_manager: User, editor: User, sign_in: SignIn
) -> None:
    for name in LISTS:
        assert csv_rows(sign_in(other_manager), f"/{name}.csv?case=all") == []
        assert sign_in(editor).get(f"/{name}.xlsx").status_code == 403


@pytest.mark.parametrize("address", ["/flags.csv?severity=huge", "/partnerships.xlsx?state=lost", "/flags.xlsx?page=0"])
def test_what_an_unknown_filter_gets(address: str, db: None, manager: User, sign_in: SignIn) -> None:
    response = sign_in(manager).get(address)
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()


def test_another_kind_of_file_is_not_there(db: None, manager: User, sign_in: SignIn) -> None:
    assert sign_in(manager).get("/flags.ods").status_code == 404


def test_the_links_on_a_page_keep_its_filters(db: None, manager: User, sign_in: SignIn) -> None:
    page = sign_in(manager).get("/flags/?cause=negative&sort=since").content.decode()
    assert 'href="/flags.xlsx?cause=negative&amp;sort=since"' in page
    assert 'href="/flags.csv?cause=negative&amp;sort=since"' in page


def test_a_flag_has_its_age_its_answer_and_its_reason_but_for_what_is_exempt(
    db: None, manager: User, sign_in: SignIn
) -> None:
    client, address = sign_in(manager), "/flags.csv?question=alternatives"
    Flag.objects.filter(question_key="alternatives").update(since=days.days_ago(40))
    (row,) = csv_rows(client, address)
    answer = factories.published().spec().by_key["alternatives"].option("still_preferred").label
    assert (row["Age in days"], row["Answer"], row["Reason"]) == ("40", answer, "Cheaper together.")
    marking: dict[str, Any] = {"paragraph": Paragraph.BUSINESS, "reason": "It names a price."}
    actions.mark_exempt(assessment=people.first_case(), by=manager, part="question:alternatives", **marking)
    (row,) = csv_rows(client, address)
    assert row["Answer"] == row["Reason"] == "Exempt: not for publication"


def test_a_file_says_its_day_and_a_workbook_each_filter(db: None, manager: User, sign_in: SignIn) -> None:
    client, today = sign_in(manager), timezone.localdate()
    response = client.get("/flags.xlsx?question=alternatives&question=legal-basis&cause=negative")
    assert f'filename="flagged-items-{today:%Y-%m-%d}.xlsx"' in response["Content-Disposition"]
    assert f"partnerships-{today:%Y-%m-%d}.csv" in client.get("/partnerships.csv")["Content-Disposition"]
    with zipfile.ZipFile(BytesIO(b"".join(response.streaming_content))) as parts:  # type: ignore[attr-defined]  # a stream
        names = re.findall(r'<sheet name="([^"]*)"', parts.read("xl/workbook.xml").decode())
        sheet = etree.fromstring(parts.read("xl/worksheets/sheet2.xml"))
    assert names == ["Flagged items", "Filters"]
    assert not list(sheet.iter(f"{MAIN}f"))
    said = [["".join(cell.itertext()) for cell in row.iter(f"{MAIN}c")] for row in sheet.iter(f"{MAIN}row")]
    lines = {line[0]: line[1] for line in said}
    assert (lines["List"], lines["Rows"], lines["Severity"]) == ("Flagged items", "1", "Blockers and concerns")
    assert (lines["Why it is flagged"], lines["Service"]) == ("Negative answer", "All")
    assert lines["State of the case"] == "Not decided yet"
    assert lines["Question"] == "G3 Other ways to improve the service, L1 Establish the legal basis"


def test_a_meeting_that_was_cancelled_is_said_to_be(db: None, manager: User, secretary: User, sign_in: SignIn) -> None:
    case = Assessment.objects.get(partnership__number=2)
    meeting = boards.meeting(secretary)
    actions.choose_meeting(assessment=case, by=case.partnership.lead, meeting=meeting)
    client = sign_in(manager)
    assert "Cabinet, " in client.get("/partnerships/").content.decode()
    actions.cancel_meeting(meeting=meeting, by=secretary, reason="No quorum.")
    (row,) = [row for row in csv_rows(client, "/partnerships.csv") if row["Partnership"] == "PR-0002"]
    assert (row["Meeting"], row["Date of the meeting"]) == (f"{meeting}: cancelled", "")
    assert f"{meeting}: cancelled" in client.get("/partnerships/").content.decode()
