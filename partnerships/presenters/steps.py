"""The task list of a case: its steps with their status, what is missing before it is submitted, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.series import all_of
from partnerships.domain.question_status import Status
from partnerships.domain.relation import Capacity
from partnerships.domain.steps import CaseStep, StepStatus, step_status
from partnerships.domain.workflow import EDITABLE
from partnerships.guards import CaseAccess
from partnerships.models import Assessment, Confirmation
from partnerships.presenters.fixes import Fix, to_fix_among
from partnerships.presenters.meetings import meeting_of
from partnerships.presenters.overview import Step, next_step, screened, significance_of
from partnerships.presenters.question import question_address
from partnerships.presenters.tasks import Task
from partnerships.selectors.case import Case
from partnerships.selectors.comments import AreaLine, InterestLine, implications_of, interests_of
from partnerships.selectors.steps import Tally, tally_of

# The details that a case can be submitted without, and that whoever decides asks for.
DETAILS = {
    "council_role": gettext_lazy("the council's role"),
    "planned_start_on": gettext_lazy("the planned start"),
    "annual_cost": gettext_lazy("the cost"),
    "funding_source": gettext_lazy("the source of funding"),
}
# Where an author does each step, and where everybody reads it: on the page of the partnership unless it is named here.
EDITED_AT = {
    CaseStep.DETAILS: "partnership-edit",
    CaseStep.SCREENING: "partnership-screening",
    CaseStep.BENEFITS: "partnership-benefits",
    CaseStep.SIGNIFICANCE: "partnership-significance",
    CaseStep.PEOPLE: "person-add",
}
READ_AT = {
    CaseStep.EVIDENCE: "evidence",
    CaseStep.IMPLICATIONS: "implications",
    CaseStep.INTERESTS: "interests",
    CaseStep.EXEMPT: "exempt",
    CaseStep.CHECK: "assessment-check",
}


@dataclass(frozen=True, slots=True)
class StepLine:
    """One line of the task list that is no question. `address` is "" where a button leads on."""

    step: CaseStep
    status: StepStatus
    hint: str
    address: str


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a case lacks for its submission, as a sentence without its full stop, and where it is put right."""

    sentence: str
    address: str


@dataclass(frozen=True, slots=True)
class Steps:
    """The lines of a task list before its questions and after them."""

    before: list[StepLine]
    after: list[StepLine]
    last: list[StepLine]


def missing_in(case: Case, tasks: Sequence[Task]) -> list[Missing]:
    """Return what the case lacks for its submission, in the order of the task list; empty when it lacks nothing.

    `tasks` are all its questions.
    """
    fixes = to_fix_among(case, case.spec.by_key)
    return [
        *_missing_before(case),
        *_unanswered(case, tasks),
        *_to_put_right(case, tasks, [fix.task for fix in fixes if fix.task and not fix.is_changed]),
        *_missing_meeting(case.assessment),
    ]


def _missing_before(case: Case) -> Iterator[Missing]:
    """What is missing of what is done before the questions."""
    assessment = case.assessment
    reference = assessment.partnership.reference
    if not screened(case.spec, assessment.screening).is_done:
        page = reverse("partnership-screening", args=[reference])
        yield Missing(_("The screening test is not answered: it says whether this is a partnership"), page)
    if not assessment.partnership.significance:
        page = reverse("partnership-significance", args=[reference])
        yield Missing(_("The questions about the significance are not answered: they say who decides"), page)


def _unanswered(case: Case, tasks: Sequence[Task]) -> Iterator[Missing]:
    """The questions without an answer, then each answer that lacks something, then those that nobody confirmed."""
    assessment, lacking = case.assessment, [task for task in tasks if task.lacking]
    if unanswered := [task for task in lacking if not task.words.option]:
        sentence = ngettext(
            "%(n)s question is unanswered: %(codes)s", "%(n)s questions are unanswered: %(codes)s", len(unanswered)
        )
        words = {"n": len(unanswered), "codes": _codes(unanswered)}
        yield Missing(sentence % words, question_address(assessment, unanswered[0].spec.key))
    for task in lacking:
        if task.words.option:
            words = {"code": task.spec.code, "title": task.spec.title, "lacks": task.lacking.rstrip(".")}
            sentence = _("%(code)s %(title)s is not complete: %(lacks)s") % words
            yield Missing(sentence, question_address(assessment, task.spec.key))
    if carried := [task for task in tasks if task.status is Status.CARRIED_OVER]:
        sentence = ngettext(
            "%(n)s answer is carried over and not confirmed: %(codes)s",
            "%(n)s answers are carried over and not confirmed: %(codes)s",
            len(carried),
        )
        words = {"n": len(carried), "codes": _codes(carried)}
        yield Missing(sentence % words, question_address(assessment, carried[0].spec.key))


def _to_put_right(case: Case, tasks: Sequence[Task], returned: Sequence[Task]) -> Iterator[Missing]:
    """The answers for which the case was returned and that nobody changed yet, then each that somebody cannot confirm."""
    assessment = case.assessment
    if returned:
        sentence = ngettext(
            "%(n)s answer that was returned is not changed yet: %(codes)s",
            "%(n)s answers that were returned are not changed yet: %(codes)s",
            len(returned),
        )
        words = {"n": len(returned), "codes": _codes(returned)}
        yield Missing(sentence % words, question_address(assessment, returned[0].spec.key))
    for task in tasks:
        if task.objection:
            yield Missing(_objection_in_words(task, task.objection), question_address(assessment, task.spec.key))


def _objection_in_words(task: Task, objection: Confirmation) -> str:
    words = {"code": task.spec.code, "title": task.spec.title, "name": objection.confirmed_by_name()}
    return _("%(code)s %(title)s: %(name)s cannot confirm it, and it has not changed since") % words


def _missing_meeting(assessment: Assessment) -> Iterator[Missing]:
    if assessment.meeting is not None and assessment.meeting.is_cancelled:
        sentence = _("The meeting that was chosen, %(meeting)s, is cancelled") % {"meeting": assessment.meeting}
        yield Missing(sentence, reverse("assessment-meeting", args=[assessment.pk]))


def _codes(tasks: Iterable[Task]) -> str:
    return ", ".join(task.spec.code for task in tasks)


def doubts_in(case: Case, tasks: Iterable[Task]) -> list[Missing]:
    """Return what speaks against the case though it was answered; empty when nothing does. It can be submitted so."""
    assessment, doubts = case.assessment, list[Missing]()
    result = screened(case.spec, assessment.screening)
    if result.is_done and not result.is_partnership:
        page = reverse("partnership-screening", args=[assessment.partnership.reference])
        doubts.append(Missing(result.verdict.rstrip("."), page))
    for task in tasks:
        if task.has_blocker:
            words = {"code": task.spec.code, "title": task.spec.title, "answer": task.words.option}
            sentence = _("%(code)s %(title)s is a blocker: “%(answer)s”") % words
            doubts.append(Missing(sentence, question_address(assessment, task.spec.key)))
    return doubts


def to_do(
    access: CaseAccess,
    case: Case,
    missing: Sequence[Missing],
    mine: Iterable[Task],
    fixes: Iterable[Fix],
    objected: Iterable[Task],
) -> Step | None:
    """Return what the person does next; None when nothing leads on from the task list.

    An author: what the case was returned for, then what somebody else cannot confirm, then what is assigned to them, then
    what is missing.
    """
    if not access.can["answer"]:
        step = next_step(access, case)
        return None if step.address == reverse("assessment", args=[access.assessment.pk]) else step
    returned = [fix.task for fix in fixes if fix.task and not fix.is_changed]
    for task in objected if not returned else ():
        if task.objection and task.objection.confirmed_by_id != access.user.pk:
            sentence = _("%(said)s. Change the answer, or add what is asked for.")
            sentence %= {"said": _objection_in_words(task, task.objection)}
            return Step(sentence, _("Continue"), question_address(access.assessment, task.spec.key))
    if returned:
        return _go_on(access, returned[0])
    if own := own_step(access, mine):
        return own
    return Step(f"{missing[0].sentence}.", _("Continue"), missing[0].address) if missing else None


def own_step(access: CaseAccess, mine: Iterable[Task]) -> Step | None:
    """Return the next question that is assigned to the person and still to be answered, None when there is none."""
    left = [task for task in mine if task.assigned and task.assigned.is_to_do]
    return _go_on(access, left[0]) if left else None


def _go_on(access: CaseAccess, task: Task) -> Step:
    words = {"code": task.spec.code, "title": task.spec.title}
    sentence = _("Go on with %(code)s %(title)s.") % words
    return Step(sentence, _("Continue"), question_address(access.assessment, task.spec.key))


def steps_of(access: CaseAccess, case: Case, missing: Sequence[Missing]) -> Steps:
    """Return the lines of the task list beside the questions. Five queries."""
    assessment, tally = access.assessment, tally_of(access.assessment)
    people = interests_of(assessment)
    return Steps(
        before=[
            _details(access, tally),
            *([_screening(access, case)] if case.spec.characteristics else []),
            *([_benefits(access, case)] if case.spec.benefits else []),
            _significance(access),
            _people(access, people),
        ],
        after=[
            _evidence(access, case),
            _implications(access, implications_of(assessment)),
            _interests(access, people),
            _exempt(access, tally),
            _meeting(access),
        ],
        last=[
            _line(access, step, is_complete=assessment.state not in EDITABLE, lacks=len(missing))
            for step in (CaseStep.CHECK, CaseStep.SUBMIT)
        ],
    )


def _details(access: CaseAccess, tally: Tally) -> StepLine:
    partnership = access.assessment.partnership
    unknown = [str(label) for name, label in DETAILS.items() if getattr(partnership, name) in (None, "")]
    unknown = unknown if tally.partners else [_("the partners"), *unknown]
    # Later rounds change the details, and not everybody reads those.
    unknown = unknown if access.can["edit"] else []
    hint = _("Not known yet: %(labels)s") % {"labels": all_of(unknown)} if unknown else ""
    return _line(access, CaseStep.DETAILS, hint, is_complete=not unknown, is_begun=True)


def _screening(access: CaseAccess, case: Case) -> StepLine:
    result = screened(case.spec, access.assessment.screening)
    hint = result.verdict if result.is_done else ""
    return _line(access, CaseStep.SCREENING, hint, is_complete=result.is_done, is_doubtful=not result.is_partnership)


def _benefits(access: CaseAccess, case: Case) -> StepLine:
    claimed = [benefit for benefit in case.spec.benefits if benefit.code in access.assessment.benefits]
    hint = ngettext("%(n)s benefit", "%(n)s benefits", len(claimed)) % {"n": len(claimed)} if claimed else ""
    return _line(access, CaseStep.BENEFITS, hint, is_complete=bool(claimed))


def _significance(access: CaseAccess) -> StepLine:
    partnership = access.assessment.partnership
    route = significance_of(partnership).route
    words = {"significance": partnership.get_significance_display(), "route": route}
    hint = _("%(significance)s: %(route)s") % words if route else _("It says who decides.")
    return _line(access, CaseStep.SIGNIFICANCE, hint, is_complete=bool(route))


def _people(access: CaseAccess, people: Sequence[InterestLine]) -> StepLine:
    lead = access.assessment.partnership.lead
    authors = [line.person for line in people if line.capacity is Capacity.AUTHOR and not line.has_left]
    others = [person.full_name for person in authors if person != lead]
    hint = _("%(name)s leads it, and nobody contributes yet") % {"name": lead.full_name}
    if others:
        words = {"name": lead.full_name, "others": all_of(others)}
        hint = ngettext(
            "%(name)s leads it, %(others)s contributes", "%(name)s leads it, %(others)s contribute", len(others)
        )
        hint %= words
    return _line(access, CaseStep.PEOPLE, hint, is_complete=bool(others))


def _evidence(access: CaseAccess, case: Case) -> StepLine:
    number = sum(map(len, case.evidence.values()))
    hint = ngettext("%(n)s file or link", "%(n)s files or links", number) % {"n": number} if number else ""
    return _line(access, CaseStep.EVIDENCE, hint, is_complete=bool(number))


def _implications(access: CaseAccess, lines: Sequence[AreaLine]) -> StepLine:
    commented = sum(line.has_comment for line in lines)
    words = {"n": commented, "of": len(lines)}
    is_complete = commented == len(lines)
    hint = _("%(n)s of %(of)s areas have a comment") % words
    return _line(
        access,
        CaseStep.IMPLICATIONS,
        hint,
        is_complete=is_complete,
        is_begun=any(line.standing is not None for line in lines),
    )


def _interests(access: CaseAccess, people: Sequence[InterestLine]) -> StepLine:
    declared = sum(line.standing is not None for line in people)
    hint = _("%(n)s of %(of)s people have declared theirs") % {"n": declared, "of": len(people)}
    return _line(access, CaseStep.INTERESTS, hint, is_complete=declared == len(people), is_begun=declared > 0)


def _exempt(access: CaseAccess, tally: Tally) -> StepLine:
    hint = ngettext("%(n)s part", "%(n)s parts", tally.exempt) % {"n": tally.exempt} if tally.exempt else ""
    return _line(access, CaseStep.EXEMPT, hint, is_complete=tally.exempt > 0)


def _meeting(access: CaseAccess) -> StepLine:
    found = meeting_of(access.assessment)
    if found is None:
        return _line(access, CaseStep.MEETING, is_complete=False)
    hint = _("%(meeting)s, which is cancelled") if found.meeting.is_cancelled else _("%(meeting)s. %(papers)s")
    hint = (hint % {"meeting": found.meeting, "papers": found.papers}).strip().removesuffix(".")
    return _line(access, CaseStep.MEETING, hint, is_complete=not found.meeting.is_cancelled, is_begun=True)


def _line(
    access: CaseAccess,
    step: CaseStep,
    hint: str = "",
    *,
    is_complete: bool,
    is_begun: bool = False,
    is_doubtful: bool = False,
    lacks: int = 0,
) -> StepLine:
    status = step_status(step, is_complete=is_complete, is_begun=is_begun, is_doubtful=is_doubtful, lacks=lacks)
    return StepLine(step=step, status=status, hint=hint, address=_address(access, step))


def _address(access: CaseAccess, step: CaseStep) -> str:
    """Return where the person does the step or, if they cannot, where they read of it."""
    assessment: Assessment = access.assessment
    reference = assessment.partnership.reference
    if step is CaseStep.SUBMIT:
        return ""
    if step in READ_AT:
        return reverse(READ_AT[step], args=[assessment.pk])
    if step is CaseStep.MEETING and access.can["choose_meeting"]:
        return reverse("assessment-meeting", args=[assessment.pk])
    if step in EDITED_AT and access.can["edit"]:
        return reverse(EDITED_AT[step], args=[reference])
    return f"{reverse('partnership', args=[reference])}#{step.value}"
