"""The next round: what is carried over and what is not, across versions and people who left; who starts one, who sees it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction

from accounts.models import Service, User
from accounts.roles import Role
from checklists import actions as checklist_actions
from checklists.models import Question, Version
from checklists.spec import DecisionSought
from partnerships import actions
from partnerships.domain.board import Result, RoundReason
from partnerships.domain.exemption import Paragraph
from partnerships.domain.relation import Capacity
from partnerships.models import Answer, Assessment, Evidence, Participant, ReportIssue
from partnerships.models.trail import EventKind
from partnerships.selectors.upgrading import earlier_answers
from tests import boards, factories
from tests.conftest import SignIn
from tests.specs import BEST

pytestmark = pytest.mark.usefixtures("drafted_once")

Bring = Callable[..., ReportIssue]
CONCERN = "customers-consulted"


@pytest.fixture
def bring(assessment: Assessment, manager: User, legal: User, secretary: User) -> Bring:
    """Bring the case, or another one, before the board."""

    def carry(case: Assessment = assessment) -> ReportIssue:
        return boards.bring(case, manager=manager, legal=legal, secretary=secretary)

    return carry


@pytest.fixture
def newer(editor: User) -> Callable[..., Version]:
    """Publish another version of the checklist, after `change` was made to its draft."""

    def publish(change: Callable[[Version], object]) -> Version:
        source = factories.published()
        draft = checklist_actions.start_draft(checklist=source.checklist, number="1.1", by=editor, source=source)
        change(draft)
        return factories.publish_draft(draft, factories.person("Edgar Editor", Role.EDITOR))

    return publish


def withdraw(assessment: Assessment) -> Assessment:
    return actions.withdraw(assessment=assessment, by=assessment.partnership.lead, reason="Not now.")


def again(assessment: Assessment) -> Assessment:
    """End the round, and open the next one."""
    withdraw(assessment)
    return actions.start_round(assessment=assessment, by=assessment.partnership.lead)


def answer_of(assessment: Assessment, key: str) -> Answer:
    return Answer.objects.select_related("option", "question").get(assessment=assessment, question__key=key)


def test_answers_and_what_was_said_first_are_carried_over(assessment: Assessment, owner: User) -> None:
    factories.save(assessment, CONCERN, "no", reason="Nobody was asked.")
    factories.save(assessment, "skills", "after_training", reason="In May.", facts={"training_by": "2027-05-01"})
    marks = {mark.code: "no" for mark in assessment.version.spec().characteristics} | {"C1": "yes"}
    actions.screen(assessment=assessment, by=owner, answers=marks)
    actions.claim_benefits(assessment=assessment, by=owner, codes=["B1", "B4"])
    old = answer_of(assessment, CONCERN)
    new = again(assessment)
    assert (new.round, new.state, new.opened_for, new.is_current) == (2, "draft", RoundReason.AGAIN, True)
    assert (new.decision_sought, new.screening, new.benefits) == ("enter", marks, ["B1", "B4"])
    carried = answer_of(new, CONCERN)
    assert (carried.option, carried.reason, carried.is_carried_over) == (old.option, "Nobody was asked.", True)
    assert (carried.saved_by, carried.saved_at, carried.revision) == (owner, old.saved_at, 1)
    assert answer_of(new, "skills").facts == {"training_by": "2027-05-01"}
    assessment.refresh_from_db()
    assert not assessment.is_current


def test_flags_are_worked_out_for_the_new_gate(owner: User, service: Service, bring: Bring, secretary: User) -> None:
    case = factories.start(owner, service, decision_sought=DecisionSought.IN_PRINCIPLE)
    made = bring(case)
    boards.decide(made, secretary)
    new = Assessment.objects.get(partnership=case.partnership, is_current=True)
    assert (new.decision_sought, new.answered, new.outcome) == ("enter", 0, "not_ready")
    # Every answer is there and favourable, and counts as unanswered until an author has confirmed it for this gate.
    assert set(new.flags.values_list("question_key", flat=True)) == set(BEST)
    assert all(flag.is_unanswered and flag.severity == "blocker" for flag in new.flags.all())
    assert not new.confirmations.exists()


def test_treatments_are_judged_again(assessment: Assessment, bring: Bring, manager: User, legal: User) -> None:
    factories.answer_all(assessment)
    factories.save(assessment, CONCERN, "no", reason="No time.")
    factories.submit(assessment)
    factories.justify(assessment, CONCERN, manager)
    new = again(assessment)
    assert not new.treatments.exists()
    assert new.flags.get(question_key=CONCERN).state == "open"


def test_the_event_says_what_was_opened(assessment: Assessment, owner: User) -> None:
    new = again(assessment)
    event = new.events.get(kind=EventKind.ROUND_OPENED)
    assert event.recorded_by == owner
    assert event.new == {
        "round": 2,
        "opened_for": "again",
        "decision_sought": "enter",
        "checklist": "partnership-readiness/1.0",
        "answers_meaning": [],
        "answers_anew": [],
        "answers_unasked": [],
    }


def test_an_answer_that_was_emptied_again_is_not_carried_over(assessment: Assessment) -> None:
    factories.save(assessment, CONCERN, "no", reason="No time.")
    factories.save(assessment, CONCERN)
    assert not Answer.objects.filter(assessment=again(assessment)).exists()


def test_a_question_with_other_options_is_answered_anew_beside_the_old_answer(
    assessment: Assessment, newer: Callable[..., Version]
) -> None:
    factories.save(assessment, "services-consulted", "partly", reason="Some were asked.")
    factories.save(assessment, "customer-benefit", "yes", reason="Fewer falls.")

    def change(draft: Version) -> None:
        draft.questions.get(key="services-consulted").options.get(key="partly").delete()

    version = newer(change)
    new = again(assessment)
    assert new.version == version
    assert not new.answers.filter(question__key="services-consulted").exists()
    [beside] = earlier_answers(new)
    assert (beside.key, beside.answer.reason) == ("services-consulted", "Some were asked.")
    kept = answer_of(new, "customer-benefit")
    assert kept.option is not None
    assert (kept.option.key, kept.question.version) == ("yes", version)
    assert new.events.get(kind=EventKind.ROUND_OPENED).new["answers_anew"] == ["G5"]
    assert new.flags.get(question_key="services-consulted").is_unanswered
    assert answer_of(assessment, "services-consulted").option is not None


def test_a_question_or_a_fact_that_is_gone_is_left_behind(
    assessment: Assessment, newer: Callable[..., Version]
) -> None:
    factories.save(assessment, CONCERN, "no", reason="Nobody was asked.")
    facts = {"training_by": "2027-05-01"}
    factories.save(assessment, "skills", "after_training", reason="In May.", facts=facts)
    link(assessment, CONCERN)

    def change(draft: Version) -> None:
        draft.questions.get(key="skills").facts.all().delete()
        gone = draft.questions.get(key=CONCERN)
        for rows in (gone.options, gone.facts, gone.rules, gone.risk_links, gone.tip_links):
            rows.all().delete()
        gone.delete()

    newer(change)
    new = again(assessment)
    assert list(new.answers.values_list("question__key", "facts")) == [("skills", {})]
    assert not new.evidence.exists()


def test_a_retired_checklist_without_a_follower_is_asked_again(assessment: Assessment, editor: User) -> None:
    checklist_actions.retire(version=assessment.version, by=editor)
    assert again(assessment).version == factories.published()


def link(assessment: Assessment, key: str = CONCERN, *, by: User | None = None) -> Evidence:
    return actions.attach_link(
        assessment=assessment,
        question=factories.question(key),
        by=by or assessment.partnership.lead,
        title="Minutes",
        url="https://council.example/minutes",
    )


def test_attached_evidence_is_carried_over_under_its_number(
    assessment: Assessment, owner: User, sign_in: SignIn
) -> None:
    actions.remove_evidence(evidence=link(assessment), by=owner)
    actions.attach_file(
        assessment=assessment,
        question=factories.question(CONCERN),
        by=owner,
        title="Survey",
        file=ContentFile(b"Asked.", name="survey.txt"),
    )
    old = Evidence.objects.get(number=2)
    new = again(assessment)
    carried = new.evidence.get()
    assert carried.pk != old.pk
    assert (carried.number, carried.file.name, carried.sha256) == (2, old.file.name, old.sha256)
    assert (carried.added_by, carried.added_at) == (owner, old.added_at)
    for case in (assessment, new):
        answer = sign_in(owner).get(f"/assessments/{case.pk}/evidence/2/")
        assert b"".join(answer) == b"Asked."
    actions.remove_evidence(evidence=carried, by=owner)
    assert assessment.evidence.attached().get() == old
    assert link(new).number == 3


def test_what_people_wrote_who_left_stays_theirs(assessment: Assessment, owner: User, contributor: User) -> None:
    factories.save(assessment, CONCERN, "no", by=contributor, reason="Nobody was asked.")
    link(assessment, by=contributor)
    person = Participant.objects.get(user=contributor)
    actions.remove_person(assessment=assessment, by=owner, person=person)
    new = again(assessment)
    assert answer_of(new, CONCERN).saved_by == contributor
    assert new.evidence.get().added_by == contributor
    factories.save(new, CONCERN, "yes", reason="They were asked.")
    assert answer_of(new, CONCERN).saved_by == owner


def test_what_was_marked_as_exempt_stays_so(assessment: Assessment, owner: User, contributor: User) -> None:
    factories.save(assessment, "alternatives", "none_better", reason="A secret price.")
    factories.save(assessment, "skills", "in_place", reason="Names of people.")
    marks = [("question:alternatives", owner), ("question:skills", contributor), ("cost", owner)]
    for part, by in marks:
        actions.mark_exempt(assessment=assessment, by=by, part=part, paragraph=Paragraph.BUSINESS, reason=f"No {part}.")
    actions.unmark_exempt(assessment=assessment, by=owner, part="cost")
    person = Participant.objects.get(user=contributor)
    actions.remove_person(assessment=assessment, by=owner, person=person)
    carried = again(assessment).exemptions.values_list("part", "reason", "marked_by")
    assert sorted(carried) == [
        ("question:alternatives", "No question:alternatives.", owner.pk),
        ("question:skills", "No question:skills.", owner.pk),
    ]


def test_nothing_new_is_recorded_for_people_who_left(assessment: Assessment, owner: User, contributor: User) -> None:
    factories.save(assessment, CONCERN, "no", by=contributor, reason="Nobody was asked.")
    actions.remove_person(assessment=assessment, by=owner, person=Participant.objects.get(user=contributor))
    new = again(assessment)
    forged = {"assessment": new, "question": factories.question("skills"), "saved_by": contributor}
    for is_carried_over in (True, False):
        with pytest.raises(DatabaseError, match="does not act on this case"), transaction.atomic():
            Answer.objects.create(**forged, is_carried_over=is_carried_over)


def test_a_restricted_case_stays_with_its_people(
    owner: User, service: Service, manager: User, outsider: User, sign_in: SignIn
) -> None:
    case = factories.start(owner, service, is_restricted=True)
    factories.join(case, manager, Capacity.REVIEWER)
    new = again(case)
    page = f"/partnerships/{new.partnership.reference}/"
    assert [sign_in(user).get(page).status_code for user in (owner, manager, outsider)] == [200, 200, 404]
    other = factories.person("Mabel Manager", Role.MANAGER, service=service)
    assert sign_in(other).get(page).status_code == 404
    withdraw(new)
    with pytest.raises(actions.ActionError, match="not on this case any more"):
        actions.start_round(assessment=new, by=other)


# --- Who starts a round, and when ----------------------------------------------------------------------------------
def test_what_was_entered_into_is_reviewed(
    assessment: Assessment, bring: Bring, secretary: User, manager: User
) -> None:
    boards.decide(bring(), secretary)
    new = actions.start_round(assessment=assessment, by=manager)
    assert (new.opened_for, new.decision_sought, new.round) == (RoundReason.REVIEW, "continue", 2)
    assert boards.capacity_of(new, manager) == Capacity.REVIEWER
    withdraw(new)
    assert actions.start_round(assessment=new, by=manager).opened_for == RoundReason.REVIEW


def test_what_was_not_approved_is_proposed_again(bring: Bring, assessment: Assessment, secretary: User) -> None:
    boards.decide(bring(), secretary, Result.NOT_APPROVED)
    new = actions.start_round(assessment=assessment, by=assessment.partnership.lead)
    assert (new.opened_for, new.decision_sought) == (RoundReason.AGAIN, "enter")


def test_what_ended_is_not_reviewed(bring: Bring, assessment: Assessment, secretary: User, owner: User) -> None:
    boards.decide(bring(), secretary)
    actions.end_partnership(assessment=assessment, by=owner, draft=boards.exit_draft())
    with pytest.raises(actions.ActionError, match="has ended"):
        actions.start_round(assessment=assessment, by=owner)


def test_a_round_that_a_decision_opened_is_not_opened_again(
    bring: Bring, assessment: Assessment, secretary: User
) -> None:
    boards.decide(bring(), secretary, Result.DEFERRED)
    with pytest.raises(actions.ActionError, match="later round"):
        actions.start_round(assessment=assessment, by=assessment.partnership.lead)


@pytest.mark.parametrize("state", ["draft", "in_review"])
def test_a_round_under_way_has_no_follower(assessment: Assessment, state: str) -> None:
    if state == "in_review":
        factories.submit(assessment)
    with pytest.raises(actions.ActionError, match="can be done while a case is “Decided” or “Withdrawn”"):
        actions.start_round(assessment=assessment, by=assessment.partnership.lead)


def test_two_clicks_open_one_round(assessment: Assessment, owner: User, sign_in: SignIn) -> None:
    withdraw(assessment)
    client = sign_in(owner)
    page = f"/partnerships/{assessment.partnership.reference}/round/"
    text = client.get(page).content.decode()
    assert "This opens round 2, to decide: enter" in text
    assert client.post(page)["Location"] == f"/assessments/{Assessment.objects.get(round=2).pk}/"
    late = client.post(page)
    assert late.status_code == 403
    assert "It can be done while a case is" in late.content.decode()
    assert Assessment.objects.count() == 2


def test_the_page_offers_a_round_where_one_can_be_started(
    assessment: Assessment, owner: User, auditor: User, sign_in: SignIn
) -> None:
    page = f"/partnerships/{assessment.partnership.reference}/"
    assert "Propose it again" not in sign_in(owner).get(page).content.decode()
    withdraw(assessment)
    text = sign_in(owner).get(page).content.decode()
    assert "Propose it again" in text[text.index('id="next-step"') : text.index('aria-label="People and rounds"')]
    assert "Propose it again" not in sign_in(auditor).get(page).content.decode()


def test_the_page_offers_a_review(bring: Bring, secretary: User, owner: User, sign_in: SignIn) -> None:
    made = bring()
    boards.decide(made, secretary)
    page = f"/partnerships/{made.partnership.reference}/"
    assert "Review the partnership" in sign_in(owner).get(page).content.decode()
    assert "Review the partnership" in sign_in(owner).get(page + "round/").content.decode()


# --- Who sees which round ------------------------------------------------------------------------------------------
def test_each_person_sees_the_newest_round_that_they_may_know_of(
    bring: Bring, secretary: User, owner: User, manager: User, sign_in: SignIn
) -> None:
    made = bring()
    boards.decide(made, secretary, Result.DEFERRED)
    new = Assessment.objects.get(is_current=True)
    factories.save(new, CONCERN, "no", reason="A new secret reason.")
    another = factories.person("Susan Secretary", Role.SECRETARY)
    page = f"/partnerships/{made.partnership.reference}/"
    for person, is_new in {owner: True, manager: True, another: False}.items():
        text = sign_in(person).get(page).content.decode()
        assert (f'href="/assessments/{new.pk}/"' in text) is is_new, person
        assert ("A new secret reason." in text) is is_new, person
        assert ("Round opened" in text) is is_new, person
        assert f'href="/assessments/{made.assessment_id}/"' in text
    assert sign_in(another).get(f"/assessments/{new.pk}/").status_code == 404


def test_questions_of_the_old_version_are_still_those_of_the_old_round(
    assessment: Assessment, newer: Callable[..., Version], owner: User, sign_in: SignIn
) -> None:
    factories.save(assessment, "skills", "in_place", reason="Trained.")

    def reword(draft: Version) -> None:
        Question.objects.filter(version=draft, key="skills").update(title="Are they trained?")

    newer(reword)
    new = again(assessment)
    assert "Are they trained?" in sign_in(owner).get(f"/assessments/{new.pk}/").content.decode()
    assert "Are they trained?" not in sign_in(owner).get(f"/assessments/{assessment.pk}/").content.decode()


def test_a_secretary_reads_round_by_round(
    bring: Bring, secretary: User, manager: User, legal: User, sign_in: SignIn
) -> None:
    """Sam took round 1 to the board. Of round 2 he knows nothing until it is endorsed; round 1 stays open to him."""
    issue = bring()
    boards.decide(issue, secretary, Result.DEFERRED)
    first, second = Assessment.objects.filter(partnership=issue.partnership).order_by("round")
    client = sign_in(secretary)
    page = f"/assessments/{second.pk}/"
    pages = [page, f"{page}check/", f"{page}review/", f"{page}report/", f"{page}implications/", f"{page}interests/"]

    def codes(*addresses: str) -> set[int]:
        return {client.get(address).status_code for address in addresses}

    assert codes(*pages) == {404}
    assert client.post(f"{page}interests/", {"answer": "no"}).status_code == 404
    # The report of a decided round leads to its issue.
    assert codes(*(address.replace(page, f"/assessments/{first.pk}/") for address in pages)) == {200, 302}
    assert codes("/partnerships/PR-0001/", "/partnerships/PR-0001/issues/1/") == {200}
    for state in ("submitted", "returned"):
        if state == "submitted":
            factories.submit(second)
        else:
            factories.give_back(second, manager, {"": "Say more."})
        assert codes(*pages) == {404}
    factories.endorse_ready(second, manager=manager, legal=legal)
    assert codes(*pages) == {200}
