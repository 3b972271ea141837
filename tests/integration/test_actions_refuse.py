"""Whatever a form refuses, its action refuses too, with the name of the argument that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile

from accounts.models import RoleGrant, Service, User
from accounts.roles import Role
from checklists.actions import retire, start_draft
from partnerships import actions
from partnerships.actions import InvalidError
from partnerships.actions.partnership import details_of
from partnerships.domain.answers import TreatmentKind
from partnerships.domain.board import Result
from partnerships.domain.relation import Capacity
from partnerships.models import Assessment, Event, ImplicationArea, Participant, Partnership
from tests import boards, factories
from tests.days import InDays, dated, in_days
from tests.integration.reviewing import submitted

pytestmark = pytest.mark.usefixtures("drafted_once")

TOO_LONG, LONG_LINE, BELL = "x" * 5001, "x" * 201, "Bell\x07"
LONG_AGO, FAR = date(1, 1, 1), date(9999, 12, 31)


def refused(act: Callable[..., object], **given: Any) -> list[str]:
    """Return which arguments the action refuses; it writes no event."""
    events = Event.objects.count()
    with pytest.raises(InvalidError) as invalid:
        act(**given)
    assert Event.objects.count() == events
    return list(invalid.value.errors)


class TestStarting:
    @pytest.mark.parametrize(
        ("wrong", "names"),
        [
            ({"name": " "}, ["name"]),
            ({"name": LONG_LINE}, ["name"]),
            ({"name": "Two\nlines"}, ["name"]),
            ({"purpose": TOO_LONG, "council_role": BELL}, ["purpose", "council_role"]),
            ({"funding_source": "x" * 501}, ["funding_source"]),
            ({"partners": [f"Partner {number}" for number in range(51)]}, ["partners"]),
            ({"partners": [LONG_LINE]}, ["partners"]),
            ({"partners": [BELL]}, ["partners"]),
            ({"annual_cost": 100_000_000_000}, ["annual_cost"]),
            ({"annual_cost": -1}, ["annual_cost"]),
            ({"planned_start_on": InDays(1), "planned_end_on": InDays(-1)}, ["planned_end_on"]),
            ({"planned_start_on": date(1, 1, 1)}, ["planned_start_on"]),
            ({"planned_start_on": date(9999, 1, 1)}, ["planned_start_on"]),
            ({"planned_end_on": date(9999, 1, 1)}, ["planned_end_on"]),
            ({"decision_sought": "marry"}, ["decision_sought"]),
        ],
    )
    def test_details(self, wrong: dict[str, Any], names: list[str], assessment: Assessment, owner: User) -> None:
        details = replace(details_of(assessment), **dated(wrong))
        assert refused(actions.change_details, assessment=assessment, by=owner, details=details) == names
        given = {"service": assessment.partnership.service, "version": factories.published(), "is_another": True}
        assert refused(actions.start_partnership, by=owner, details=details, **given) == names
        assert Partnership.objects.count() == 1

    def test_a_version_that_is_not_published(self, owner: User, editor: User, service: Service) -> None:
        details = actions.Details(name="Hub", purpose="Advice.", partners=[], decision_sought="enter")
        version = factories.published()
        draft = start_draft(checklist=version.checklist, number="2.0", by=editor)
        for other in (draft, retire(version=version, by=editor)):
            assert refused(actions.start_partnership, by=owner, service=service, version=other, details=details) == [
                "version"
            ]

    def test_a_service_that_is_closed_or_of_others(
        self, owner: User, secretary: User, service: Service, other_service: Service
    ) -> None:
        given = {
            "version": factories.published(),
            "details": actions.Details(name="Hub", purpose="Advice.", partners=[], decision_sought="enter"),
        }
        assert refused(actions.start_partnership, by=owner, service=other_service, **given) == ["service"]
        assert refused(actions.start_partnership, by=secretary, service=service, **given) == ["service"]
        service.is_active = False
        assert refused(actions.start_partnership, by=owner, service=service, **given) == ["service"]

    def test_screening_and_benefits(self, assessment: Assessment, owner: User) -> None:
        codes = [mark.code for mark in assessment.version.spec().characteristics]
        for answers in ({}, dict.fromkeys(codes[1:], "yes"), dict.fromkeys(codes, "yes") | {codes[0]: "perhaps"}):
            assert codes[0] in refused(actions.screen, assessment=assessment, by=owner, answers=answers)
        assert refused(actions.claim_benefits, assessment=assessment, by=owner, codes=["B1", "B99"]) == ["codes"]

    def test_significance(self, assessment: Assessment, owner: User) -> None:
        answers = dict(assessment.partnership.significance_basis["answers"])
        for wrong in ({"risk": ""}, {"risk": "huge"}):
            given = {"assessment": assessment, "by": owner, "answers": answers | wrong}
            assert refused(actions.judge_significance, **given) == ["risk"]


class TestPeople:
    def test_who_cannot_sign_in_or_has_no_role(
        self, assessment: Assessment, owner: User, outsider: User, secretary: User
    ) -> None:
        gone = factories.person("Gill Gone", Role.OFFICER)
        gone.is_active = False
        for user in (gone, secretary, factories.person("Norma Norole")):
            given = {"assessment": assessment, "by": owner, "user": user, "capacity": Capacity.AUTHOR}
            assert refused(actions.add_person, **given) == ["user"]

    def test_a_reviewer_for_another_service(self, owner: User, other_manager: User, service: Service) -> None:
        case = factories.start(owner, service, is_restricted=True)
        given: dict[str, Any] = {"assessment": case, "by": owner, "user": other_manager, "capacity": Capacity.REVIEWER}
        assert refused(actions.add_person, **given) == ["user"]
        RoleGrant.objects.create(user=other_manager, role=Role.MANAGER, service=service)
        assert actions.add_person(**given).capacity == Capacity.REVIEWER

    def test_a_capacity_that_an_open_case_names_nobody_in(
        self, assessment: Assessment, owner: User, legal: User
    ) -> None:
        with pytest.raises(actions.ActionError, match="only contributors are named"):
            actions.add_person(assessment=assessment, by=owner, user=legal, capacity=Capacity.LEGAL)

    def test_reviewers_and_the_lead_stay(self, assessment: Assessment, owner: User, legal: User) -> None:
        factories.save(assessment, "legal-basis", "done", by=legal, reason="Care Act 2014.")
        for person in Participant.objects.filter(user__in=[owner, legal]):
            with pytest.raises(actions.ActionError, match="can be removed"):
                actions.remove_person(assessment=assessment, by=owner, person=person)


class TestAnswering:
    @pytest.mark.parametrize(
        ("wrong", "name"),
        [
            ({"option": "maybe"}, "option"),
            ({"reason": TOO_LONG}, "reason"),
            ({"finding": BELL}, "finding"),
            ({"facts": {"no_such_fact": "yes"}}, "facts"),
            ({"facts": {"training_by": "31 February"}}, "fact_training_by"),
            ({"facts": {"training_by": "0001-01-01"}}, "fact_training_by"),
            ({"facts": {"training_by": "9999-12-31"}}, "fact_training_by"),
        ],
    )
    def test_answers(self, wrong: dict[str, Any], name: str, assessment: Assessment, owner: User) -> None:
        draft = actions.AnswerDraft(**{"option": "after_training", "reason": "In May.", **wrong})
        given = {"assessment": assessment, "question": factories.question("skills"), "by": owner, "revision": 0}
        assert refused(actions.answer, draft=draft, **given) == [name]

    def test_facts_by_their_type(self, assessment: Assessment, owner: User) -> None:
        for key, fact in (("prior-approval", "talks_started"), ("services-consulted", "objecting_service")):
            wrong = TOO_LONG if fact == "objecting_service" else "perhaps"
            given = {"assessment": assessment, "question": factories.question(key), "by": owner, "revision": 0}
            assert refused(actions.answer, draft=actions.AnswerDraft(facts={fact: wrong}), **given) == [f"fact_{fact}"]

    def test_a_fact_beside_a_good_one(self, assessment: Assessment, owner: User) -> None:
        draft = actions.AnswerDraft(facts={"objection": "perhaps", "objecting_service": "Housing"})
        given = {"assessment": assessment, "question": factories.question("services-consulted"), "by": owner}
        assert refused(actions.answer, draft=draft, revision=0, **given) == ["fact_objection"]

    @pytest.mark.parametrize(
        ("wrong", "name"),
        [
            ({"title": ""}, "title"),
            ({"title": LONG_LINE}, "title"),
            ({"url": ""}, "url"),
            ({"url": "javascript:alert(1)"}, "url"),
            ({"url": "https://me:secret@example.gov.uk/"}, "url"),
            ({"url": "https://example.gov.uk/" + "x" * 1000}, "url"),
        ],
    )
    def test_links(self, wrong: dict[str, str], name: str, assessment: Assessment, owner: User) -> None:
        given = {"title": "The plan", "url": "https://example.gov.uk/", **wrong}
        question = factories.question("skills")
        assert refused(actions.attach_link, assessment=assessment, question=question, by=owner, **given) == [name]

    @pytest.mark.parametrize("name", ["plan.exe", "plan.zip", "plan.pdf", "plan.docx", "plan"])
    def test_files(self, name: str, assessment: Assessment, owner: User) -> None:
        given = {"assessment": assessment, "question": factories.question("skills"), "by": owner, "title": "The plan"}
        assert refused(actions.attach_file, file=ContentFile(b"MZ", name=name), **given) == ["file"]
        assert refused(actions.attach_file, file=ContentFile(b"", name="plan.txt"), **given) == ["file"]

    def test_large_files(self, assessment: Assessment, owner: User, settings: Any) -> None:
        settings.EVIDENCE_MAX_BYTES = 3
        given = {"assessment": assessment, "question": factories.question("skills"), "by": owner, "title": "The plan"}
        assert refused(actions.attach_file, file=ContentFile(b"Four", name="plan.txt"), **given) == ["file"]


class TestReviewing:
    @pytest.mark.parametrize(
        ("kind", "wrong", "names"),
        [
            (TreatmentKind.MITIGATION, {"due_on": date(2001, 1, 1)}, ["due_on"]),
            (TreatmentKind.MITIGATION, {"due_on": FAR}, ["due_on"]),
            (TreatmentKind.MITIGATION, {"due_on": None, "owner": " "}, ["owner", "due_on"]),
            (TreatmentKind.MITIGATION, {"text": "", "due_on": InDays(-1)}, ["text", "due_on"]),
            (TreatmentKind.MITIGATION, {"owner": LONG_LINE}, ["owner"]),
            (TreatmentKind.JUSTIFIED, {"text": " "}, ["text"]),
            (TreatmentKind.JUSTIFIED, {"text": TOO_LONG}, ["text"]),
            (TreatmentKind.CLEARED, {}, ["evidence"]),
        ],
    )
    def test_treatments(
        self, kind: TreatmentKind, wrong: dict[str, Any], names: list[str], assessment: Assessment, manager: User
    ) -> None:
        case = submitted(assessment, alternatives="still_preferred")
        given = {"text": "Compare again.", "owner": "Head of care", "due_on": in_days(1), **dated(wrong)}
        question = factories.question("alternatives")
        assert refused(actions.treat, assessment=case, question=question, by=manager, kind=kind, **given) == names

    def test_texts_of_the_moves(self, assessment: Assessment, owner: User, manager: User, legal: User) -> None:
        case = submitted(assessment, existing_partnerships="could_take_on")
        given = {"assessment": case, "by": manager}
        for text in (" ", TOO_LONG, BELL):
            assert refused(actions.return_, items=[actions.ReturnItem(reason=text)], **given) == ["items"]
            assert refused(actions.reopen, reason=text, **given) == ["reason"]
            assert refused(actions.withdraw, assessment=case, by=owner, reason=text) == ["reason"]
            for act in (actions.ask_referral, actions.confirm_referral, actions.decline_referral):
                assert refused(act, reason=text, **given) == ["reason"]
        assert refused(actions.return_, items=[], **given) == ["items"]
        question = factories.question("legal-basis")
        assert refused(actions.confirm, assessment=case, question=question, by=legal, note=TOO_LONG) == ["note"]

    def test_comments(self, assessment: Assessment, owner: User) -> None:
        area = ImplicationArea.objects.get(slug="finance")
        given = {"assessment": assessment, "by": owner, "area": area}
        draft = actions.CommentDraft(
            asked_of="Fay", asked_on=in_days(-1), author="Fay", commented_on=in_days(-1), text="Affordable."
        )
        wrong: dict[str, Any]
        for wrong in (
            {"asked_of": LONG_LINE},
            {"author": LONG_LINE},
            {"text": TOO_LONG},
            {"asked_on": LONG_AGO},
            {"commented_on": None},
        ):
            assert refused(actions.ask_and_comment, draft=replace(draft, **wrong), **given) == list(wrong)


class TestDecidingAndAfter:
    def test_decisions(self, assessment: Assessment, manager: User, legal: User, secretary: User) -> None:
        made = boards.bring(assessment, manager=manager, legal=legal, secretary=secretary)
        with_conditions = {"result": Result.APPROVED_WITH_CONDITIONS}
        wrong: list[tuple[str, dict[str, Any]]] = [
            ("meeting", {"meeting": LONG_LINE}),
            ("minute_reference", {"minute_reference": "x" * 101}),
            ("reasons", {"reasons": TOO_LONG}),
            ("dispensations", {"dispensations": BELL}),
            ("text", {**with_conditions, "conditions": [boards.condition(text=TOO_LONG)]}),
            ("owner", {**with_conditions, "conditions": [boards.condition(owner=LONG_LINE)]}),
            ("due_on", {**with_conditions, "conditions": [boards.condition(due_on=FAR)]}),
        ]
        for name, said in wrong:
            assert refused(actions.decide, issue=made, by=secretary, draft=boards.draft(**said)) == [name]

    def test_conditions_and_the_end(
        self, assessment: Assessment, owner: User, manager: User, legal: User, secretary: User
    ) -> None:
        made = boards.bring(assessment, manager=manager, legal=legal, secretary=secretary)
        decision = boards.decide(made, secretary, Result.APPROVED_WITH_CONDITIONS, conditions=[boards.condition()])
        row = decision.conditions.get()
        wrong: dict[str, Any]
        for wrong in ({"note": TOO_LONG}, {"url": "javascript:alert(1)"}, {"file": boards.file("plan.exe")}):
            given = {"condition": row, "by": owner, "note": "Done.", **wrong}
            assert refused(actions.complete_condition, **given) == list(wrong)
        for wrong in ({"owner": LONG_LINE}, {"reason": BELL}, {"due_on": in_days(-1)}, {"due_on": FAR}):
            given = {"condition": row, "by": manager, "owner": "Dora", "due_on": in_days(1), "reason": "Ill.", **wrong}
            assert refused(actions.amend_condition, **given) == list(wrong)
        for wrong in ({"lessons": TOO_LONG}, {"people": " "}, {"ended_on": in_days(1)}, {"ended_on": LONG_AGO}):
            given = {"assessment": decision.assessment, "by": owner, "draft": boards.exit_draft(**wrong)}
            assert refused(actions.end_partnership, **given) == list(wrong)
        row = actions.complete_condition(condition=row, by=owner, note="Done.")
        assert refused(actions.reopen_condition, condition=row, by=manager, reason=TOO_LONG) == ["reason"]
