"""Saving an answer: what it records, what it reopens, and what happens when two people save at once."""

from __future__ import annotations

from copy import copy

import pytest
from django.core.mail import EmailMessage
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import Service, User
from accounts.roles import Role
from partnerships import actions
from partnerships.domain.answers import TreatmentKind
from partnerships.models import Answer, Assessment, Confirmation, Event, Evidence, Flag, Participant, Treatment
from partnerships.models.trail import EventKind
from tests import factories, people
from tests.integration.reviewing import SignIn

pytestmark = pytest.mark.usefixtures("drafted_once")


def save(
    case: Assessment,
    by: User,
    reason: str,
    *,
    revision: int,
    token: str = "",
    follows: tuple[str, ...] = (),
    automatic: bool = False,
) -> Answer:
    return actions.answer(
        assessment=case,
        question=factories.question("purpose-and-need"),
        by=by,
        draft=actions.AnswerDraft(option="yes", reason=reason),
        revision=revision,
        edit_token=token,
        follows=follows,
        is_automatic=automatic,
    )


def test_an_answer_records_who_and_when_with_old_and_new(assessment: Assessment, owner: User) -> None:
    save(assessment, owner, "First", revision=0)
    save(assessment, owner, "Second", revision=1)
    event = Event.objects.filter(kind=EventKind.ANSWERED).last()
    assert event is not None
    assert (event.old, event.new, event.recorded_by) == ({"reason": "First"}, {"reason": "Second"}, owner)
    row = Answer.objects.get(assessment=assessment)
    assert (row.reason, row.revision, row.saved_by) == ("Second", 2, owner)


def test_saving_the_same_again_changes_nothing(assessment: Assessment, owner: User) -> None:
    save(assessment, owner, "First", revision=0)
    again = save(assessment, owner, "First", revision=0)
    assert again.revision == 1
    assert Event.objects.filter(kind=EventKind.ANSWERED).count() == 1


def test_a_stale_save_is_refused_and_names_what_stands(assessment: Assessment, owner: User, contributor: User) -> None:
    save(assessment, owner, "First", revision=0)
    save(assessment, contributor, "Theirs", revision=1)
    with pytest.raises(actions.StaleAnswerError) as refused:
        save(assessment, owner, "Mine", revision=1)
    assert refused.value.current.reason == "Theirs"
    assert refused.value.current.saved_by == contributor
    assert Answer.objects.get(assessment=assessment).reason == "Theirs"


def test_two_first_answers_lose_neither(assessment: Assessment, owner: User, contributor: User) -> None:
    save(assessment, contributor, "Theirs", revision=0)
    with pytest.raises(actions.StaleAnswerError):
        save(assessment, owner, "Mine", revision=0)


def test_a_page_never_conflicts_with_its_own_automatic_saves(assessment: Assessment, owner: User) -> None:
    save(assessment, owner, "Typ", revision=0, token="first", automatic=True)
    assert save(assessment, owner, "Typed", revision=0, token="third", follows=("first", "second")).revision == 2


def test_an_automatic_save_that_arrives_late_never_undoes_the_button(assessment: Assessment, owner: User) -> None:
    save(assessment, owner, "Whole text", revision=0, token="second", follows=("first",))
    with pytest.raises(actions.StaleAnswerError):
        save(assessment, owner, "Whole te", revision=0, token="first", automatic=True)
    assert Answer.objects.get(assessment=assessment).reason == "Whole text"


def test_another_tab_of_the_same_person_is_stale(assessment: Assessment, owner: User) -> None:
    save(assessment, owner, "One tab", revision=0, token="one")
    with pytest.raises(actions.StaleAnswerError):
        save(assessment, owner, "Other tab", revision=0, token="two")


def test_changing_an_answer_reopens_its_flags_alone(
    assessment: Assessment, owner: User, manager: User, legal: User
) -> None:
    """Worked example 14: G1's treatment lapses, L1's confirmation and G3's treatment stand."""
    factories.answer_all(assessment)
    factories.save(assessment, "purpose-and-need", "partly", reason="No data yet.")
    factories.save(assessment, "alternatives", "still_preferred", reason="Cheaper.")
    factories.submit(assessment)
    factories.confirm_all(assessment, legal)
    factories.justify(assessment, "purpose-and-need", manager)
    factories.justify(assessment, "alternatives", manager)
    factories.give_back(assessment, manager, {"purpose-and-need": "Add the data."})
    factories.save(assessment, "purpose-and-need", "partly", reason="Half the data.")

    standing = Treatment.objects.filter(lapsed_at=None)
    assert [row.question.key for row in standing] == ["alternatives"]
    lapsed = Treatment.objects.get(question__key="purpose-and-need")
    assert lapsed.lapsed_by == owner
    assert Confirmation.objects.filter(question__key="legal-basis", lapsed_at=None).exists()
    assert Event.objects.filter(kind=EventKind.TREATMENT_LAPSED).count() == 1
    states = dict(Flag.objects.values_list("question_key", "state"))
    assert states == {"purpose-and-need": "open", "alternatives": "justified"}


def test_changing_a_confirmed_answer_lapses_its_confirmation(assessment: Assessment, legal: User) -> None:
    factories.answer_all(assessment)
    factories.confirm_all(assessment, legal)
    factories.save(assessment, "legal-basis", "done", reason="Another Act.")
    assert not Confirmation.objects.filter(question__key="legal-basis", lapsed_at=None).exists()
    assert Confirmation.objects.filter(question__key="prior-approval", lapsed_at=None).exists()


def test_evidence_is_part_of_the_answer(assessment: Assessment, owner: User, legal: User) -> None:
    factories.answer_all(assessment)
    factories.confirm_all(assessment, legal)
    basis = factories.question("legal-basis")
    link = actions.attach_link(
        assessment=assessment, question=basis, by=owner, title="Advice", url="https://x.example/"
    )
    assert not Confirmation.objects.filter(question=basis, lapsed_at=None).exists()
    actions.confirm(assessment=assessment, question=basis, by=legal)
    actions.remove_evidence(evidence=link, by=owner)
    assert not Confirmation.objects.filter(question=basis, lapsed_at=None).exists()
    link.refresh_from_db()
    assert link.removed_by == owner


def test_a_submitted_case_is_not_answered(assessment: Assessment, owner: User) -> None:
    factories.submit(assessment)
    with pytest.raises(actions.ActionError, match="submitted"):
        save(assessment, owner, "Late", revision=0)


def test_legal_answers_as_legal_and_may_confirm_it(assessment: Assessment, legal: User) -> None:
    factories.save(assessment, "legal-basis", "done", by=legal, reason="Care Act 2014, section 3.")
    assert assessment.partnership.participants.get(user=legal).capacity == "legal"
    actions.confirm(assessment=assessment, question=factories.question("legal-basis"), by=legal)


def test_an_incomplete_answer_cannot_be_confirmed(assessment: Assessment, legal: User) -> None:
    factories.save(assessment, "legal-basis", "done")
    with pytest.raises(actions.ActionError, match="complete"):
        actions.confirm(assessment=assessment, question=factories.question("legal-basis"), by=legal)


def test_talks_before_approval_tell_the_monitoring_officers_once(
    assessment: Assessment,
    monitoring: User,
    sign_in: SignIn,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """Worked example 11."""
    page = f"/assessments/{assessment.pk}/review/"
    assert sign_in(monitoring).get(page).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        factories.save(assessment, "prior-approval", "needed", reason="A key decision.", facts={"talks_started": "yes"})
        factories.save(assessment, "prior-approval", "needed", reason="Key decision.", facts={"talks_started": "yes"})
    assert len(mailoutbox) == 1
    event = Event.objects.get(kind=EventKind.OFFICER_TOLD)
    assert event.question is not None
    assert (event.question.code, event.new["told"]) == ("L2", [monitoring.full_name])
    mail = mailoutbox[0]
    assert mail.to == [monitoring.email]
    assert page in mail.body
    assert sign_in(monitoring).get(page).status_code == 200
    assert "Key decision" not in f"{mail.subject} {mail.body}"
    assert assessment.partnership.name not in f"{mail.subject} {mail.body}"


def test_nobody_is_told_until_somebody_can_be(assessment: Assessment) -> None:
    def save_again(reason: str) -> None:
        factories.save(assessment, "prior-approval", "needed", reason=reason, facts={"talks_started": "yes"})

    save_again("Once.")
    assert not Event.objects.filter(kind=EventKind.OFFICER_TOLD).exists()
    author = factories.person("Mona Monitoring", Role.MONITORING, Role.OFFICER)
    factories.join(assessment, author)
    save_again("Twice.")
    assert not Event.objects.filter(kind=EventKind.OFFICER_TOLD).exists(), "an author is not told as monitoring officer"
    people.person("monitoring")
    save_again("Again.")
    assert Event.objects.get(kind=EventKind.OFFICER_TOLD).new["told"] == ["Moira Monitoring"]


def test_treating_needs_a_concern(assessment: Assessment, manager: User) -> None:
    factories.save(assessment, "purpose-and-need", "no", reason="None.")
    factories.submit(assessment)
    with pytest.raises(actions.ActionError, match="concern"):
        actions.treat(
            assessment=assessment,
            question=factories.question("purpose-and-need"),
            by=manager,
            kind=TreatmentKind.JUSTIFIED,
            text="Never mind.",
        )


def test_clearing_names_evidence_of_this_case_in_the_trail(
    assessment: Assessment, owner: User, manager: User, other_officer: User, other_service: Service
) -> None:
    novelty, other = factories.question("novelty"), factories.start(other_officer, other_service)
    factories.save(assessment, "novelty", "novel", reason="New.")
    own, foreign = (
        actions.attach_link(assessment=case, question=novelty, by=lead, title="Appraisal", url="https://x.example/")
        for case, lead in ((assessment, owner), (other, other_officer))
    )
    factories.submit(assessment)

    def clear(evidence: Evidence | None) -> None:
        actions.treat(
            assessment=assessment,
            question=novelty,
            by=manager,
            kind=TreatmentKind.CLEARED,
            text="Done in three counties.",
            evidence=evidence,
        )

    for refused in (None, foreign):
        with pytest.raises(actions.ActionError, match="evidence"):
            clear(refused)
    clear(own)
    event = Event.objects.get(kind=EventKind.TREATED)
    assert (event.old, event.new["evidence"]) == ({}, "E1 Appraisal")


def test_removing_twice_is_one_event(assessment: Assessment, owner: User, contributor: User) -> None:
    """As when two people press the button at once: the second has a row that was read before."""
    basis = factories.question("legal-basis")
    link = actions.attach_link(
        assessment=assessment, question=basis, by=owner, title="Advice", url="https://x.example/"
    )
    person = Participant.objects.get(user=contributor)
    for _time in range(2):
        actions.remove_evidence(evidence=link, by=owner)
        actions.remove_person(assessment=assessment, by=owner, person=copy(person))
    assert Event.objects.filter(kind=EventKind.EVIDENCE_REMOVED).count() == 1
    assert Event.objects.filter(kind=EventKind.PERSON_REMOVED).count() == 1


def test_the_people_of_a_submitted_case_stay(assessment: Assessment, owner: User, contributor: User) -> None:
    person = Participant.objects.get(user=contributor)
    factories.submit(assessment)
    with pytest.raises(actions.ActionError, match="submitted"):
        actions.remove_person(assessment=assessment, by=owner, person=person)
    with pytest.raises(actions.ActionError, match="submitted"):
        factories.join(assessment, factories.person("Nora New", Role.OFFICER))


def test_flag_rows_are_what_the_domain_says(assessment: Assessment, legal: User) -> None:
    factories.answer_all(assessment)
    factories.save(assessment, "novelty", "novel", reason="New.")
    factories.confirm_all(assessment, legal)
    case = actions.refresh_flags(assessment)
    rows = {row.question_key: (row.severity, row.state) for row in Flag.objects.filter(assessment=assessment)}
    assert (
        rows
        == {key: (flag.severity, flag.state) for key, flag in case.flags.items()}
        == {"novelty": ("concern", "open")}
    )
    assessment.refresh_from_db()
    assert (assessment.answered, assessment.blockers, assessment.open_concerns) == (18, 0, 1)
    assert assessment.outcome == "review_not_finished"
