"""What page 1 names of open concerns, flags raised by hand, objections and second opinions; and what is recommended beside them."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.html import strip_tags

from partnerships import reports
from partnerships.reports import report_of
from partnerships.snapshot import Snapshot, public_of
from tests.pdf import marked, samples
from tests.pdf.people import LEWIS, MARGARET
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


def test_open_concerns_are_named() -> None:
    snapshot = made(answers={"services-consulted": PARTLY, "representation": PARTLY})
    said = front(snapshot)
    assert "Concerns open: G5 Affected services consulted and agreed; G9 Our representation agreed internally." in said


def test_what_was_raised_objected_to_and_judged_otherwise_is_named() -> None:
    snapshot = waiting(
        raised={"skills": CONCERN},
        objections={"legal-basis": WHY},
        opinions={"authority": {"option": "no", "reason": "Never asked."}},
    )
    said = front(snapshot)
    assert "Raised by a manager: G11 Representatives' skills and training." in said.replace("&#x27;", "'")
    assert "Could not be confirmed: L1 Establish the legal basis." in said
    assert "A manager judges otherwise on: G10 Representatives' authority." in said.replace("&#x27;", "'")


def test_appendix_a_says_at_the_answer_who_and_when_and_leads_to_the_text() -> None:
    snapshot = waiting(
        objections={"legal-basis": WHY}, opinions={"authority": {"option": "no", "reason": "Never asked."}}
    )
    html = reports.render_html(snapshot)
    basis = one_spaced(strip_tags(html.split('id="legal-basis"')[1].split("</article>")[0]))
    assert f"{LEWIS.full_name} said on" in basis
    assert "that they cannot confirm it. See the flagged items." in basis
    authority = one_spaced(strip_tags(html.split('id="authority"')[1].split("</article>")[0]))
    assert f"Second opinion {MARGARET.full_name} would answer on" in authority
    assert ": No. See the second opinions." in authority
    assert (html.count(WHY), html.count("Never asked.")) == (1, 1)
    hidden = reports.render_html(public_of(marked.exempt(snapshot, "question:legal-basis")))
    assert "cannot confirm it" not in hidden


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
