"""One issue as it is read: how it stands, its editions to download, and who still sees it after its case was reopened."""

from __future__ import annotations

import json
from datetime import UTC, timedelta

import pytest
from django.utils import timezone

from accounts.canonical import printed
from accounts.models import User
from accounts.roles import Role
from partnerships import actions
from partnerships.domain.relation import Capacity
from partnerships.models import Assessment, ReportIssue
from partnerships.selectors.issues import Standing, line_of
from tests import factories, people
from tests.conftest import SignIn

ISSUE = "/partnerships/PR-0001/issues/1/"


@pytest.fixture(scope="module", autouse=True)
def _made(made_once: None, laid_out_once: None) -> None:
    """Issue 1 of PR-0001."""
    people.issue(people.endorsed())


@pytest.fixture
def made(db: None) -> ReportIssue:
    return ReportIssue.objects.get()


@pytest.fixture
def case(db: None) -> Assessment:
    return people.first_case()


@pytest.fixture
def endorsed(db: None) -> Assessment:
    """Another case, that nobody has issued."""
    return people.endorsed()


def issue_again(case: Assessment, manager: User, secretary: User) -> ReportIssue:
    factories.reopen(case, manager)
    factories.submit(case)
    actions.endorse(assessment=case, by=manager)
    return factories.issue(case, secretary)


def standing(made: ReportIssue) -> tuple[Standing, str]:
    line = line_of(ReportIssue.objects.select_related("partnership").get(pk=made.pk))
    return line.standing, line.sentence


def test_the_page_says_what_it_is(made: ReportIssue, owner: User, sign_in: SignIn) -> None:
    html = sign_in(owner).get(ISSUE).content.decode()
    assert "Sam Secretary" in html
    assert "It waits for the decision of the head of service." in html
    assert made.trail_link in html
    assert made.issued_at.astimezone(UTC).strftime("%H:%M:%S UTC") in html
    assert 'href="/verify/"' in html
    for row in made.editions.all():
        assert row.pdf_sha256 in html
        assert row.digest in html
        assert printed(row.digest) in html
        for name in (f"{row.edition}/", f"{row.edition}.pdf", f"{row.edition}.json"):
            assert f'href="{ISSUE}{name}"' in html


def test_the_stored_bytes_are_what_is_downloaded(made: ReportIssue, secretary: User, sign_in: SignIn) -> None:
    client = sign_in(secretary)
    for row in made.editions.all():
        pdf = client.get(f"{ISSUE}{row.edition}.pdf")
        assert pdf.content == bytes(row.pdf)
        name = f"PR-0001-readiness-report-issue-1-{row.edition}.pdf"
        assert pdf.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert pdf.headers["Cache-Control"] == "private, no-store"
        data = client.get(f"{ISSUE}{row.edition}.json")
        assert data.content == bytes(row.snapshot)
        assert data.headers["Content-Type"] == "application/json"


def test_the_edition_as_a_page_shows_what_was_frozen(made: ReportIssue, owner: User, sign_in: SignIn) -> None:
    User.objects.filter(pk=owner.pk).update(full_name="Olive Newname")
    for row in made.editions.all():
        html = sign_in(owner).get(f"{ISSUE}{row.edition}/").content.decode()
        report = html[html.index('class="report"') :]
        assert "Olive Owner" in report
        assert "Olive Newname" not in report
        assert printed(row.digest) in report


def test_an_issued_case_serves_no_draft(made: ReportIssue, case: Assessment, owner: User, sign_in: SignIn) -> None:
    client = sign_in(owner)
    assert client.get(f"/assessments/{case.pk}/report/").headers["Location"] == ISSUE
    assert client.get(f"/assessments/{case.pk}/report.pdf").headers["Location"] == f"{ISSUE}full.pdf"
    summary = client.get(f"/assessments/{case.pk}/report.pdf?part=summary")
    assert summary.headers["Location"] == f"{ISSUE}full/summary.pdf"


def test_how_it_stands_while_time_goes_on(
    made: ReportIssue, case: Assessment, owner: User, manager: User, secretary: User
) -> None:
    assert standing(made)[0] is Standing.CURRENT
    second = issue_again(case, manager, secretary)
    assert standing(made) == (Standing.SUPERSEDED, "Superseded by issue 2.")
    factories.reopen(case, manager)
    assert standing(second)[0] is Standing.REOPENED
    assert standing(made)[0] is Standing.SUPERSEDED
    actions.withdraw(assessment=case, by=owner, reason="The partner has left.")
    assert standing(second)[0] is Standing.WITHDRAWN


def test_what_has_changed_is_offered_on_the_last_issue_alone(
    made: ReportIssue, case: Assessment, owner: User, manager: User, secretary: User, sign_in: SignIn
) -> None:
    """The page that it leads to compares with the last issue, so on an earlier one the link would lead elsewhere."""
    client, words = sign_in(owner), "What has changed since this issue"
    assert words in client.get(ISSUE).content.decode()
    issue_again(case, manager, secretary)
    assert words not in client.get(ISSUE).content.decode()
    assert words in client.get("/partnerships/PR-0001/issues/2/").content.decode()
    assert "What changed since issue 2" in client.get("/partnerships/PR-0001/since/").content.decode()


def test_the_decision_is_asked_for_once(made: ReportIssue, case: Assessment, secretary: User, sign_in: SignIn) -> None:
    html = sign_in(secretary).get(ISSUE).content.decode()
    assert html.count(f'href="/assessments/{case.pk}/decide/"') == 1


def test_a_secretary_keeps_seeing_it_when_the_case_is_reopened(
    made: ReportIssue, case: Assessment, manager: User, sign_in: SignIn
) -> None:
    other = factories.person("Sara Secretary", Role.SECRETARY)
    factories.reopen(case, manager)
    client = sign_in(other)
    assert client.get(f"/assessments/{case.pk}/").status_code == 404
    html = client.get(ISSUE).content.decode()
    assert "The case was reopened after this issue" in html
    # Nothing leads to what they would not find.
    assert 'href="/partnerships/PR-0001/"' not in html
    assert "download the trail" not in html
    assert client.get(f"{ISSUE}full.pdf").status_code == 200


def test_who_may_not_know_of_it(
    made: ReportIssue, outsider: User, other_manager: User, editor: User, sign_in: SignIn
) -> None:
    for user in (outsider, other_manager, editor):
        for name in ("", "full/", "full.pdf", "full.json"):
            assert sign_in(user).get(ISSUE + name).status_code == 404


def test_what_is_not_there(made: ReportIssue, owner: User, sign_in: SignIn) -> None:
    for path in ("issues/2/", "issues/0/", "issues/1/secret/", "issues/1/secret.pdf", "issues/1/.pdf"):
        assert sign_in(owner).get(f"/partnerships/PR-0001/{path}").status_code == 404


def test_the_issue_of_a_restricted_case_is_for_those_named(
    assessment: Assessment, manager: User, legal: User, secretary: User, sign_in: SignIn
) -> None:
    details = {**vars(actions.partnership.details_of(assessment)), "is_restricted": True}
    actions.change_details(assessment=assessment, by=assessment.partnership.lead, details=actions.Details(**details))
    for person, capacity in ((manager, Capacity.REVIEWER), (legal, Capacity.LEGAL), (secretary, Capacity.SECRETARY)):
        factories.join(assessment, person, capacity)
    factories.issue(factories.endorse_ready(assessment, manager=manager, legal=legal), secretary)
    stranger = factories.person("Sara Secretary", Role.SECRETARY)
    address = f"/partnerships/{assessment.partnership.reference}/issues/1/"
    assert sign_in(secretary).get(address).status_code == 200
    assert sign_in(stranger).get(address).status_code == 404


def test_the_partnership_lists_its_issues(
    made: ReportIssue, case: Assessment, owner: User, manager: User, secretary: User, sign_in: SignIn
) -> None:
    issue_again(case, manager, secretary)
    html = sign_in(owner).get("/partnerships/PR-0001/").content.decode()
    assert html.index(f"{ISSUE[:-2]}2/") < html.index(ISSUE)
    assert "Superseded" in html


def test_my_work_of_a_secretary(endorsed: Assessment, secretary: User, sign_in: SignIn) -> None:
    client = sign_in(secretary)
    assert f"/assessments/{endorsed.pk}/issue/" in client.get("/").content.decode()
    factories.issue(endorsed, secretary)
    html = client.get("/").content.decode()
    assert "Issued, waiting for the decision" in html
    assert "to issue the report" not in html


def test_the_snapshot_says_when_in_utc(endorsed: Assessment, secretary: User) -> None:
    at = timezone.now() + timedelta(seconds=5)
    made = factories.issue(endorsed, secretary, at=at)
    issue = json.loads(bytes(made.editions.get(edition="full").snapshot))["content"]["issue"]
    assert issue["issued_at"] == at.astimezone(UTC).isoformat(timespec="seconds")
