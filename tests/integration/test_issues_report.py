"""The readiness report of a case in the database: its snapshot, its page and its download."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from partnerships import actions, reports
from partnerships.models import Assessment
from partnerships.snapshot import Snapshot, canonical, snapshot_of
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.usefixtures("drafted_once")

MADE_ON = date(2026, 11, 23)


def fresh(assessment: Assessment) -> Assessment:
    """The case as a page or the command loads it."""
    rows = Assessment.objects.with_partnership()
    return rows.get(pk=assessment.pk)


def snapshot(assessment: Assessment) -> Snapshot:
    return snapshot_of(fresh(assessment), made_on=MADE_ON)


def queries(assessment: Assessment) -> int:
    case = fresh(assessment)
    with CaptureQueriesContext(connection) as captured:
        snapshot_of(case, made_on=MADE_ON)
    return len(captured)


@pytest.fixture
def endorsed(assessment: Assessment, manager: User, legal: User) -> Assessment:
    """Answered, confirmed and endorsed; one concern accepted as justified."""
    factories.answer_all(assessment, leave={"authority"})
    factories.save(assessment, "authority", "partly", reason="Up to a limit.")
    actions.attach_link(
        assessment=assessment,
        question=factories.question("authority"),
        by=assessment.partnership.lead,
        title="Scheme of delegation",
        url="https://marlshire.example/scheme",
    )
    factories.submit(assessment)
    factories.confirm_all(assessment, legal)
    factories.justify(assessment, "authority", manager)
    return actions.endorse(assessment=assessment, by=manager)


class TestSnapshot:
    def test_it_holds_who_did_what(self, endorsed: Assessment) -> None:
        content = snapshot(endorsed).content
        assert content.partnership.lead == "Olive Owner"
        assert content.partnership.partners == ("Marlshire Integrated Care Board",)
        assert content.outcome.key == "ready"
        assert content.endorsement.confirmed_by == "Mary Manager"
        assert [event.what for event in content.events] == [
            "Partnership started",
            "Submitted for review",
            "Endorsed",
        ]
        assert ("Olive Owner", "Lead officer") in [(person.name, person.role) for person in content.people]
        assert ("Carl Contributor", "Contributor") in [(who.name, who.role) for who in content.people]
        assert ("Laura Legal", "Legal adviser") in [(who.name, who.role) for who in content.people]

    def test_it_holds_the_treatment_and_the_evidence(self, endorsed: Assessment) -> None:
        content = snapshot(endorsed).content
        (flag,) = content.flags
        assert flag.question == "authority"
        assert flag.treatment
        assert flag.treatment.treated_by == "Mary Manager"
        assert [(part.number, part.url) for part in content.evidence] == [(1, "https://marlshire.example/scheme")]

    def test_it_is_the_same_each_time_and_changes_with_an_answer(self, assessment: Assessment) -> None:
        first = snapshot(assessment)
        assert canonical(snapshot(assessment)) == canonical(first)
        factories.save(assessment, "novelty", "routine")
        assert snapshot(assessment).fingerprint != first.fingerprint

    def test_it_takes_seventeen_queries_for_a_full_case(self, endorsed: Assessment) -> None:
        # answers, evidence, treatments, confirmations, raised flags; partners, people, events, referral, areas, implications, interests,
        # exemptions, earlier decisions and conditions, last issue
        assert queries(endorsed) == 17

    def test_it_takes_sixteen_queries_for_an_empty_case(self, assessment: Assessment) -> None:
        snapshot(assessment)
        assert queries(assessment) == 16

    def test_it_can_be_printed(self, endorsed: Assessment) -> None:
        assert reports.render_pdf(snapshot(endorsed)).startswith(b"%PDF-1.7")


class TestPage:
    def test_it_shows_the_report_and_leads_to_the_pdf(
        self, assessment: Assessment, owner: User, sign_in: SignIn
    ) -> None:
        page = sign_in(owner).get(f"/assessments/{assessment.pk}/report/").content.decode()
        assert "Not ready" in page
        assert "18 questions are not fully answered:" in page
        assert f'href="/assessments/{assessment.pk}/report.pdf"' in page
        assert f'href="/assessments/{assessment.pk}/report.pdf?part=summary"' in page
        assert page.count("<h1") == 1

    def test_the_download_is_a_pdf_named_after_the_partnership(
        self, assessment: Assessment, owner: User, sign_in: SignIn
    ) -> None:
        response = sign_in(owner).get(f"/assessments/{assessment.pk}/report.pdf")
        name = f"{assessment.partnership.reference}-readiness-report-draft.pdf"
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        assert response["Cache-Control"] == "private, no-store"
        assert response.content == reports.render_pdf(snapshot_of(fresh(assessment), made_on=timezone.localdate()))

    @pytest.mark.parametrize("address", ["report/", "report.pdf"])
    def test_whoever_may_not_know_of_the_case_finds_nothing(
        self, assessment: Assessment, outsider: User, sign_in: SignIn, address: str
    ) -> None:
        assert sign_in(outsider).get(f"/assessments/{assessment.pk}/{address}").status_code == 404
