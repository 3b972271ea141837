"""Every page and the report say the same of a question: one status, one severity, and for whom the case waits."""

from __future__ import annotations

import re

import pytest

from accounts.models import Service, User
from checklists.spec import DecisionSought
from partnerships.models import Assessment
from partnerships.snapshot import snapshot_of
from tests import factories
from tests.conftest import SignIn
from tests.shown import one_spaced

WAITS = "Not ready: waits for a legal adviser to confirm L1."


def shown(sign_in: SignIn, user: User, address: str) -> str:
    """What a reader sees of a page: its text without the markup."""
    page = sign_in(user).get(address)
    assert page.status_code == 200
    return one_spaced(re.sub("<[^>]*>", " ", page.content.decode()))


@pytest.fixture
def waiting(assessment: Assessment) -> Assessment:
    """Every answer is given; L6 is noted, and no legal adviser has confirmed anything."""
    factories.answer_all(assessment)
    return assessment


def test_a_case_that_only_waits_for_legal_says_so_everywhere(waiting: Assessment, owner: User, sign_in: SignIn) -> None:
    for page in ("check/", "report/"):
        assert WAITS in shown(sign_in, owner, f"/assessments/{waiting.pk}/{page}")
    tasks = shown(sign_in, owner, f"/assessments/{waiting.pk}/")
    check = shown(sign_in, owner, f"/assessments/{waiting.pk}/check/")
    question = shown(sign_in, owner, f"/assessments/{waiting.pk}/questions/legal-basis/")
    assert re.search(r"L1 Establish the legal basis .{0,60}Waiting for legal", tasks)
    assert re.search(r"L1 Establish the legal basis .{0,60}Waiting for legal", check)
    assert "a legal adviser to confirm it" in question
    report = shown(sign_in, owner, f"/assessments/{waiting.pk}/report/")
    assert len(re.findall("Status Waiting for legal", report)) == 3


def test_the_review_and_the_report_name_whoever_must_act(waiting: Assessment, manager: User, sign_in: SignIn) -> None:
    factories.submit(waiting)
    page = shown(sign_in, manager, f"/assessments/{waiting.pk}/review/")
    assert WAITS in page
    assert "Not confirmed: waits for a legal adviser to confirm these." in page
    assert "treat each of these" not in page
    report = shown(sign_in, manager, f"/assessments/{waiting.pk}/report/")
    assert "asks for that: a legal adviser to confirm L1;" in report
    assert "to resolve them and to bring the case back" not in report


def test_a_note_that_is_not_confirmed_has_one_severity(
    owner: User, service: Service, manager: User, sign_in: SignIn
) -> None:
    case = factories.start(owner, service, decision_sought=DecisionSought.IN_PRINCIPLE)
    factories.answer_all(case)
    factories.save(case, "pre-agreement", "not_needed", reason="Short and simple.")
    (flag,) = [
        flag
        for flag in snapshot_of(case, made_on=case.created_at.date()).content.flags
        if flag.question == "pre-agreement"
    ]
    assert [cause.key for cause in flag.causes] == ["noted", "unconfirmed"]
    check = shown(sign_in, owner, f"/assessments/{case.pk}/check/")
    assert re.search(r"L6 .{0,120}Waiting for legal", check)
    assert "Flagged: note" not in shown(sign_in, owner, f"/assessments/{case.pk}/")
    factories.submit(case)
    review = shown(sign_in, manager, f"/assessments/{case.pk}/review/")
    assert re.search(rf"L6 .{{0,80}} {flag.severity.label} Noted, not confirmed", review)
