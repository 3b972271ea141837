"""A partnership at a glance: what is said of it, and what the person before the page can do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.roles import Role
from accounts.series import all_of
from checklists.spec import ChecklistSpec
from partnerships.actions import ActionError
from partnerships.actions.rounds import reason_to_start
from partnerships.domain.board import RoundReason
from partnerships.domain.contact import contact_line
from partnerships.domain.explanation import confirmations_in, explanation_of, objections_in, waits_for
from partnerships.domain.money import pounds
from partnerships.domain.workflow import EDITABLE, State
from partnerships.emails.recipients import names_of_holders
from partnerships.guards import CaseAccess
from partnerships.models import Assessment, Decision, Partnership
from partnerships.presenters.meetings import meeting_of
from partnerships.selectors.case import Case, has_answers_to_confirm
from partnerships.selectors.decider import decider_name, decider_of, route_of
from partnerships.selectors.meetings import moves_of
from partnerships.selectors.register import RegisterRecord
from partnerships.selectors.significance import Line, lines_of
from partnerships.selectors.trail import has_been_acted_on

MOST_NAMED = 3
"""How many of those who can review a case are named on its page."""
# What happens next, and who does it.
SENTENCES = {
    State.DRAFT: gettext_lazy("%(lead)s and whoever contributes answer the questions, and submit the case for review."),
    State.IN_REVIEW: gettext_lazy("The managers of %(service)s review the case, and endorse or return it."),
    State.RETURNED: gettext_lazy("%(lead)s puts right what the case was returned for, and submits it again."),
    State.ENDORSED: gettext_lazy("A board secretary issues the report to %(decider)s."),
    State.REFERRAL_ASKED: gettext_lazy("A monitoring officer confirms or declines the referral to %(decider)s."),
    State.REFERRED: gettext_lazy("A board secretary issues the report to %(decider)s, though the case is not ready."),
    State.ISSUED: gettext_lazy("The report is with %(decider)s, and a board secretary records the decision."),
    State.DECIDED: gettext_lazy("Nothing more happens, unless %(lead)s proposes it again."),
    State.WITHDRAWN: gettext_lazy("Nothing more happens, unless %(lead)s proposes it again."),
}

# The same after what cannot be confirmed: then who can have the answer changed acts first.
OBJECTED_TO = {
    State.DRAFT: gettext_lazy("%(lead)s puts that right, and submits the case for review."),
    State.RETURNED: gettext_lazy("%(lead)s puts that right and what the case was returned for, and submits it again."),
    State.IN_REVIEW: gettext_lazy("The managers of %(service)s return the case, to have that put right."),
}
YOURS_OBJECTED_TO = {
    State.DRAFT: gettext_lazy("You put that right, and submit the case for review."),
    State.RETURNED: gettext_lazy("You put that right and what the case was returned for, and submit it again."),
    State.IN_REVIEW: gettext_lazy("You return the case, unless they confirm it after all."),
}


@dataclass(frozen=True, slots=True)
class Step:
    """What to do next: a sentence, and the button that leads there."""

    sentence: str
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Significance:
    """Who decides, "" while it is not known, and the answers from which it follows."""

    route: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class SaidFirst:
    """What a partnership's page says first: the decision about its round, else for whom the case waits, if it only waits.

    In review also who reviews it, and whose confirmations it needs besides.
    """

    decision: Decision | None
    is_over: bool
    waiting: str
    reviewers: str
    to_confirm: str


def said_first(case: Case, decisions: Sequence[Decision]) -> SaidFirst:
    """Return what the page says first; `decisions` are those of the partnership."""
    assessment, flags = case.assessment, case.flags.values()
    is_in_review, waits = assessment.state == State.IN_REVIEW, bool(waits_for(flags))
    return SaidFirst(
        reviewers=reviewers_of(assessment.partnership) if is_in_review else "",
        to_confirm=confirmations_in(flags, assessment.state) if is_in_review and not waits else "",
        decision=next((row for row in decisions if row.assessment_id == assessment.pk), None),
        is_over=assessment.state in (State.DECIDED, State.WITHDRAWN),
        waiting=explanation_of(flags, assessment.state) if waits else "",
    )


def reviewers_of(partnership: Partnership) -> str:
    """Return who can review the case, the first `MOST_NAMED` by name and how many more."""
    names = names_of_holders(Role.MANAGER, partnership)
    more = len(names) - MOST_NAMED
    if more <= 0:
        return all_of(names)
    return ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", more) % {
        "names": ", ".join(names[:MOST_NAMED]),
        "n": more,
    }


def summary_of(assessment: Assessment, partners: Sequence[str]) -> list[tuple[str, str]]:
    """Return labels with what is said of the partnership, "" where nothing is."""
    own = assessment.partnership
    cost = "" if own.annual_cost is None else pounds(own.annual_cost)
    return [
        (_("Service"), own.service.name),
        (_("Lead officer"), own.lead.full_name),
        (_("Purpose"), own.purpose),
        (_("Partners"), "\n".join(partners)),
        (_("The council's role"), own.council_role),
        (_("Decision sought"), assessment.get_decision_sought_display()),
        (_("Planned start"), _day(own.planned_start_on)),
        (_("Planned end"), _day(own.planned_end_on)),
        (_("Cost to the council a year"), cost),
        (_("Source of funding"), own.funding_source),
        *when_given(own),
    ]


def when_given(own: Partnership) -> list[tuple[str, str]]:
    """Return what is asked for the report alone; a line that says nothing is left out."""
    contact = contact_line(own.contact_name, own.contact_email, own.contact_phone)
    lines = [
        (_("Wards or areas affected"), own.wards),
        (_("Key decision reference"), own.key_decision_reference),
        (_("Contact for the public"), contact),
        (_("Exit arrangements"), own.exit_arrangements),
    ]
    return [(label, text) for label, text in lines if text]


def about(case: Case, partners: Sequence[str]) -> dict[str, Any]:
    """Return what a page says that the case is about; `partners` are those of its round."""
    assessment = case.assessment
    return {
        "summary": summary_of(assessment, partners),
        "meeting_of_case": meeting_of(assessment, moves_of(assessment)),
        "significance": significance_of(assessment.partnership),
        "screened": screened(case.spec, assessment.screening),
        "has_benefits": bool(case.spec.benefits),
        "benefits": [benefit.text for benefit in case.spec.benefits if benefit.code in assessment.benefits],
    }


def significance_of(partnership: Partnership) -> Significance:
    """Return who decides and how that came about."""
    decider = decider_of(partnership)
    return Significance(route=route_of(decider) if decider else "", lines=lines_of(partnership))


def sentence_of(case: Case, record: RegisterRecord | None = None) -> str:
    """Return what happens next with the case and who does it; `record` is what the register has of a decided one."""
    assessment, partnership = case.assessment, case.assessment.partnership
    words = {
        "lead": partnership.lead.full_name,
        "service": partnership.service,
        "decider": decider_name(partnership),
    }
    if assessment.state == State.DECIDED and not assessment.is_current:
        return _("%(lead)s goes on with the next round.") % words
    if assessment.state == State.DECIDED and record is not None and record.entry is not None:
        if record.entry.ended_on is not None:
            return _("The partnership has ended, and nothing more happens.")
        words["day"] = _day(record.entry.review_on)
        if any(line.condition.completed_at is None for line in record.conditions):
            return _("%(lead)s sees that the conditions are met, and that it is reviewed by %(day)s.") % words
        return _("%(lead)s sees that it is reviewed by %(day)s.") % words
    if objected := objections_in(case.flags.values()):
        return f"{objected} {str((SENTENCES | OBJECTED_TO)[State(assessment.state)]) % words}"
    return str(SENTENCES[State(assessment.state)]) % words


def next_step(access: CaseAccess, case: Case, record: RegisterRecord | None = None) -> Step:
    """Return what the person does next with the case; for those who only read, what others do, and the task list."""
    assessment, can = access.assessment, access.can
    names = ("assessment", "assessment-review", "assessment-referral", "assessment-issue", "assessment-decide")
    pages = {name: reverse(name, kwargs={"assessment_id": assessment.pk}) for name in names}
    decider = {"decider": decider_name(assessment.partnership)}
    if can["answer"]:
        sentence = _("You answer the questions in any order, and submit the case for review.")
        if assessment.state == State.RETURNED:
            sentence = _("You put right what the case was returned for, and submit it again.")
        return Step(_unless_objected_to(case, sentence), _("Go to the task list"), pages["assessment"])
    if can["treat"]:
        sentence = _("You review the case, and endorse or return it.")
        return Step(_unless_objected_to(case, sentence), _("Review the case"), pages["assessment-review"])
    if can["refer"]:
        label = _("Confirm or decline the referral")
        return Step(
            _("You confirm or decline the referral to %(decider)s.") % decider, label, pages["assessment-referral"]
        )
    if can["issue"]:
        return Step(
            _("You issue the report to %(decider)s.") % decider, _("Issue the report"), pages["assessment-issue"]
        )
    if can["decide"]:
        sentence = _("The report is with %(decider)s, and you record the decision.") % decider
        return Step(sentence, _("Record the decision"), pages["assessment-decide"])
    if assessment.state not in EDITABLE and has_answers_to_confirm(assessment, access.can.confirm_as):
        return Step(
            _("You confirm the answers that wait for you."),
            _("Review the answers to confirm"),
            pages["assessment-review"],
        )
    return Step(sentence_of(case, record), _("Read the task list"), pages["assessment"])


def _unless_objected_to(case: Case, sentence: str) -> str:
    """Return what the person does first: the sentence, or what an objection asks of them."""
    objected = objections_in(case.flags.values())
    return f"{objected} {YOURS_OBJECTED_TO[State(case.assessment.state)]}" if objected else sentence


def can_take_back(access: CaseAccess) -> bool:
    """Whether the person can take the submission of the case back now."""
    return access.can["take_back"] and not has_been_acted_on(access.assessment)


def _day(value: date | None) -> str:
    return date_format(value, "j F Y") if value else ""


@dataclass(frozen=True, slots=True)
class Screened:
    """The result: a sentence, and which marks of a partnership are missing.

    A version without marks asks nothing: then nothing lacks, nothing is in doubt, and there is nothing to say.
    """

    is_asked: bool
    is_done: bool
    is_partnership: bool
    verdict: str
    missing: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The verdict, and which marks are missing."""
        if not self.missing:
            return self.verdict
        return _("%(verdict)s Missing: %(marks)s.") % {"verdict": self.verdict, "marks": "; ".join(self.missing)}


def screened(spec: ChecklistSpec, answers: Mapping[str, str]) -> Screened:
    """Say what the answers to the test come to; `answers` maps C1 ... C6 to "yes" or "no"."""
    if not spec.characteristics:
        return Screened(is_asked=False, is_done=True, is_partnership=True, verdict="", missing=())
    is_done = all(answers.get(mark.code) for mark in spec.characteristics)
    missing = tuple(mark.text.rstrip(".") for mark in spec.characteristics if answers.get(mark.code) == "no")
    if not is_done:
        verdict = _("The screening test has not been answered.")
    elif missing:
        verdict = _("This may not be a partnership as the checklist defines it.")
    else:
        verdict = _("This is a partnership as the checklist defines it.")
    is_partnership = is_done and not missing
    return Screened(is_asked=True, is_done=is_done, is_partnership=is_partnership, verdict=verdict, missing=missing)


def round_to_start(access: CaseAccess) -> str:
    """Return what the link to another round says, "" when the person cannot open one now."""
    if not access.can["start_round"]:
        return ""
    try:
        reason, _decision = reason_to_start(access.assessment)
    except ActionError:
        return ""
    return _("Review the partnership") if reason is RoundReason.REVIEW else _("Propose it again")
