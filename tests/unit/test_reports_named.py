"""What the summary says of open concerns, flags raised by hand, objections and second opinions; and what is recommended."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils.html import strip_tags

from partnerships import reports
from partnerships.reports import report_of
from partnerships.reports.summary import Named
from partnerships.snapshot import Snapshot, public_of
from tests.pdf import marked, samples
from tests.pdf.people import LEWIS
from tests.shown import one_spaced

CONCERN: dict[str, Any] = {"severity": "concern", "reason": "The trust was not asked."}
PARTLY: dict[str, Any] = {"option": "partly", "reason": "Not all of them."}
WHY = "The Act was repealed in May."


def made(**changes: Any) -> Snapshot:
    """The community hub, which is Ready, but for these parts."""
    data = samples.case("community_hub")
    data["answers"] |= changes.pop("answers", {})
    return samples.snapshot(data | changes)


def waiting(**changes: Any) -> Snapshot:
    """The same, with the confirmation of L1 missing."""
    return made(confirmed=["prior-approval", "pre-agreement"], **changes)


def front(snapshot: Snapshot) -> str:
    return one_spaced(strip_tags(reports.render_html(snapshot).split('class="report-front"')[1].split("</section>")[0]))


def test_an_open_concern_says_why_and_what_waits_on_whom() -> None:
    said = front(made(answers={"services-consulted": PARTLY, "representation": PARTLY}))
    assert (
        "G5 Affected services consulted and agreed. Concern Answer: Partly. “Not all of them.” "
        "Waits on: a manager, to accept it or to clear it. In full" in said
    )
    assert "G9 Our representation agreed internally. Concern Answer: Partly." in said


def test_what_was_raised_objected_to_and_judged_otherwise_is_said() -> None:
    snapshot = waiting(
        raised={"skills": CONCERN},
        objections={"legal-basis": WHY},
        opinions={"authority": {"option": "no", "reason": "Never asked."}},
    )
    said = front(snapshot)
    assert "Margaret Ashdown raised it: “The trust was not asked.”" in said
    assert f"{LEWIS.full_name} could not confirm it: “{WHY}” Waits on: Rhiannon Ŵyn-Pryce, to resolve it." in said
    assert "A manager judges otherwise on: G10 Representatives' authority. In full" in said.replace("&#x27;", "'")


def test_a_missing_confirmation_waits_on_its_role() -> None:
    assert "L1 Establish the legal basis. Blocker Answer: Done." in front(waiting())
    assert "Waits on: legal adviser, to confirm it." in front(waiting())


def test_a_reason_is_quoted_up_to_300_characters() -> None:
    said = front(made(answers={"services-consulted": {"option": "partly", "reason": "Objected. " * 100}}))
    [quoted] = re.findall("“(.*?)”", said)
    assert len(quoted) <= 300
    assert quoted.endswith("Objected. …")


def test_what_has_no_room_is_named_with_a_count() -> None:
    snapshot = made(answers=dict.fromkeys(("services-consulted", "representation", "authority"), PARTLY))
    report = report_of(snapshot, most_in_words=1)
    assert [why.item.question.code for why in report.summary.whys] == ["G5"]
    assert [question.code for question in report.summary.more.questions] == ["G9", "G10"]


def test_of_very_many_the_first_are_named_and_the_rest_counted() -> None:
    [question, *_others] = report_of(made()).questions
    assert Named((question,) * 40).codes == ", ".join([question.code] * 40)
    assert Named((question,) * 41).codes.endswith(f"{question.code} and 1 other")
    assert Named((question,) * 42).codes.endswith(f"{question.code} and 2 others")
    assert Named((question,) * 2).titles == "; ".join([f"{question.code} {question.title}"] * 2)
    assert Named((question,) * 7).titles == ", ".join([question.code] * 7)


def test_a_long_sentence_on_the_outcome_or_of_what_is_asked_leads_to_where_it_stands_in_full() -> None:
    codes = ", ".join(f"QUESTION{number}" for number in range(100))
    said = {"explanation": f"Not ready because these questions have a blocker: {codes}.", "waits_for": codes}
    html = reports.render_html(samples.edited(waiting(), lambda content: content["outcome"].update(said)))
    summary, rest = html.split("</nav>")
    assert "QUESTION10," in summary
    assert "QUESTION99" not in summary
    assert "QUESTION99" in rest.split("</section>")[0]
    assert (
        summary.split('class="report-outcome-label"')[1].count('href="#recommendations"') == 4
    )  # one is in the contents


def test_a_flagged_answer_stands_once_and_appendix_a_leads_to_it() -> None:
    snapshot = waiting(
        objections={"legal-basis": WHY}, opinions={"authority": {"option": "no", "reason": "Never asked."}}
    )
    html = reports.render_html(snapshot)
    assert '<article class="report-flag report-whole" id="legal-basis">' in html
    stub = one_spaced(strip_tags(html.split('id="all-legal-basis"')[1].split("</article>")[0]))
    assert stub.endswith("The answer stands in full with the flagged items")
    authority = one_spaced(strip_tags(html.split('id="authority"')[1].split("</article>")[0]))
    assert "Second opinion No Never asked." in authority
    rest = html.split('id="contents"')[1]
    assert (rest.count(WHY), html.count("Never asked.")) == (1, 1)
    hidden = reports.render_html(public_of(marked.exempt(snapshot, "question:legal-basis")))
    assert "could not confirm it" not in hidden


NO_ANSWER = "notes that no answer stands in the way, and that the case waits for a legal adviser to confirm L1;"
NOT_FINISHED = "notes that the review is not finished: concerns are open, as listed;"


def test_only_a_confirmation_that_is_missing_is_asked_for() -> None:
    assert report_of(waiting()).recommendations[0] == NO_ANSWER


@pytest.mark.parametrize(
    "changes", [{"answers": {"services-consulted": PARTLY}}, {"raised": {"skills": CONCERN}}], ids=["answer", "raised"]
)
def test_no_answer_is_said_to_be_fine_beside_an_open_concern(changes: dict[str, Any]) -> None:
    said = report_of(waiting(**changes)).recommendations
    assert said[:2] == ["notes that the case waits for a legal adviser to confirm L1;", NOT_FINISHED]
    assert "asks for that: a legal adviser to confirm L1;" in said


def test_whoever_can_change_the_answer_is_asked_after_an_objection() -> None:
    snapshot = waiting(objections={"legal-basis": WHY})
    assert report_of(snapshot).recommendations == [
        "notes that the case waits for a legal adviser to confirm L1;",
        "asks Rhiannon Ŵyn-Pryce to put right what could not be confirmed: L1;",
        "takes no decision on the partnership until then.",
    ]
    public = report_of(public_of(marked.exempt(snapshot, "question:legal-basis"))).recommendations
    assert NO_ANSWER not in public
