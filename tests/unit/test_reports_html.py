"""The HTML edition: the same words as the PDF, one document, nothing loaded and nothing run."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from django.core.exceptions import SuspiciousFileOperation
from lxml import html as lxml_html

from partnerships import reports
from partnerships.reports import pdf, static_files
from partnerships.snapshot.stored import CONVERTER
from tests.pdf import samples


class Tags(HTMLParser):
    """Collects the tags of a page, and the addresses that they name."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.addresses: list[str] = []
        self.identities: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]
        self.identities += [value or "" for name, value in attrs if name == "id"]


def test_the_golden_page() -> None:
    html = samples.without_style(reports.render_html(samples.load("joint_equipment")))
    assert html == samples.GOLDEN_PAGE.read_text(encoding="utf-8"), (
        "if the change is meant, write the page to the golden file"
    )


@pytest.mark.parametrize("name", samples.NAMES)
def test_nothing_is_loaded_and_nothing_runs(name: str) -> None:
    tags = Tags(reports.render_html(samples.load(name)))
    assert not tags.names & {"script", "img", "link", "iframe", "object", "form"}
    content = samples.load(name).content
    elsewhere = [address for address in tags.addresses if not address.startswith("#")]
    evidence = {part.url for part in content.evidence}
    assert all(address in evidence or address.startswith(f"{content.verify_url}?") for address in elsewhere)


@pytest.mark.parametrize("name", samples.NAMES)
def test_every_link_leads_somewhere_on_the_page(name: str) -> None:
    tags = Tags(reports.render_html(samples.load(name)))
    assert len(tags.identities) == len(set(tags.identities))
    within = {address[1:] for address in tags.addresses if address.startswith("#")}
    assert within <= set(tags.identities)


def test_what_the_summary_cuts_stands_in_full_in_its_place() -> None:
    long = {"wards": "Falbrook " * 50, "funding_source": "Grant " * 80, "contact_name": "Cymdeithas " * 18}
    said = {name: text.strip() for name, text in long.items()} | {"contact_phone": "01632 960 147"}
    html = reports.render_html(
        samples.edited(samples.load("joint_equipment"), lambda all_: all_["partnership"].update(said))
    )
    for text in said.values():
        assert text in html
    assert ">Wards or areas affected<" not in reports.render_html(samples.load("joint_equipment"))


def test_markup_in_what_people_type_is_shown_as_text() -> None:
    html = reports.render_html(samples.load("long_texts"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "&lt;img src=&quot;http://attacker.example/x.png&quot;&gt;" in html
    assert "{{ settings.SECRET_KEY }}" in html
    assert "\u202e" not in html


def test_the_unanswered_are_named_on_the_first_page() -> None:
    html = reports.render_html(samples.load("nearly_empty"))
    assert "17 questions are not fully answered:" in html
    assert "Not yet judged" in html
    assert "No partner is named yet." in html


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("not_ready", "takes no decision on the partnership until they are resolved;"),
        ("review_not_finished", "decides on the partnership once the review is finished."),
        ("ready_with_conditions", "agrees that the council enters the partnership;"),
        ("ready", "agrees that the council enters the partnership;"),
    ],
)
def test_each_outcome_has_its_recommendations(outcome: str, words: str) -> None:
    store = samples.load("joint_equipment")
    snapshot = samples.edited(store, lambda content: content["outcome"].update(key=outcome))
    assert words in reports.render_html(snapshot)


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        ("explore", "agrees that the council explores the partnership, by talks or by a bid;"),
        ("in_principle", "approves the partnership in principle;"),
    ],
)
def test_each_decision_has_its_recommendation(decision: str, words: str) -> None:
    hub = samples.load("community_hub")
    snapshot = samples.edited(hub, lambda content: content["assessment"]["decision"].update(key=decision))
    assert words in reports.render_html(snapshot)


def test_every_flag_stands_in_one_group() -> None:
    for name in samples.NAMES:
        snapshot = samples.load(name)
        shown = [item.question.key for item in reports.report_of(snapshot).flagged.all]
        assert sorted(shown) == sorted(flag.question for flag in snapshot.content.flags)


def test_a_flag_is_printed_with_its_facts() -> None:
    flagged = reports.render_html(samples.load("joint_equipment")).split('id="flagged"')[1].split('id="risks"')[0]
    assert "26 February 2027" in flagged, "the date of the training that the note is about"
    assert "Transport is concerned that four van leases run to 2028" in flagged


def test_times_are_read_where_the_council_is() -> None:
    html = reports.render_html(samples.load("joint_equipment"))
    assert "1 September 2026, 10:00" in html, "09:00 in UTC is 10:00 in a British summer"


@pytest.mark.parametrize(
    "address",
    [
        "http://attacker.example/x.png",
        "https://attacker.example/x.css",
        "file:///etc/passwd",
        "data:text/plain,hello",
        "ftp://attacker.example/",
        "/etc/passwd",
        "STATIC:/report.css",
    ],
)
def test_the_fetcher_refuses_whatever_is_not_ours(address: str) -> None:
    with pytest.raises(ValueError, match="is refused"):
        pdf.FETCHER(address)


def test_the_fetcher_does_not_leave_the_static_files() -> None:
    with pytest.raises(SuspiciousFileOperation):
        pdf.FETCHER("static:/../manage.py")


def test_the_fetcher_brings_our_own_static_files() -> None:
    assert b".report-outcome" in pdf.FETCHER("static:/report.css").read()


def test_a_font_that_was_not_built_is_named() -> None:
    with pytest.raises(static_files.MissingStaticFileError, match=r"build/fonts/none\.ttf is missing"):
        static_files.static_file("build/fonts/none.ttf")


def _edited(**parts: Any) -> str:
    """What the page of a report with these parts says, with single spaces."""
    page = reports.render_html(samples.edited(samples.load("joint_equipment"), lambda all_: all_.update(parts)))
    return " ".join(lxml_html.document_fromstring(page).text_content().split())


def _summary(**parts: Any) -> str:
    return _edited(**parts).partition("In this report")[0]


def test_the_summary_says_which_comments_and_declarations_are_missing() -> None:
    content = samples.load("joint_equipment").content
    assert {part.text for part in content.implications} == {""}
    said = _summary()
    assert "Still missing. Nobody was asked about: Legal, Finance, Equality, Climate." in said
    assert "4 people have not declared whether they have an interest. In full" in said
    assert "Still missing" not in _summary(implications=[], interests=[])
    areas = [dict(_part(content.implications[0]), area={"slug": f"a{n}", "name": f"Area {n}"}) for n in range(12)]
    many = _summary(implications=areas, interests=[])
    assert "Area 7 and more." in many
    assert "Area 8" not in many


def test_the_summary_says_how_the_council_would_leave() -> None:
    partnership = _part(samples.load("joint_equipment").content.partnership)
    said = _summary(partnership=partnership | {"exit_arrangements": "Twelve months' notice; staff come back."})
    assert "Exit Twelve months' notice; staff come back." in said
    long = _summary(partnership=partnership | {"exit_arrangements": "Each side keeps its assets. " * 20})
    assert "… In full" in long.partition("Exit Each side")[2][:200]
    assert " Exit " not in _summary()


def test_a_referred_case_is_not_said_to_be_endorsed_one_day() -> None:
    page = reports.render_html(samples.load("referred"))
    assert "Not endorsed, but referred by the monitoring officer" in page
    assert "Not endorsed yet" not in page
    assert "Endorsed Not endorsed yet" in _summary()


def test_the_benefits_are_one_sentence() -> None:
    partnership = _part(samples.load("joint_equipment").content.partnership)
    benefits = [{"code": "B1", "text": "Sharing resources."}, {"code": "B2", "text": "Widen ownership"}]
    said = _edited(partnership=partnership | {"benefits": benefits})
    assert "Benefits that the lead officer expects: Sharing resources; Widen ownership." in said


def _part(part: Any) -> dict[str, Any]:
    made: dict[str, Any] = CONVERTER.unstructure(part)
    return made
