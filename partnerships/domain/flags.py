"""Flags: which answers of a case need attention, why, how severely, and how they were treated."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from checklists.spec import ChecklistSpec, QuestionSpec, RuleSpec, Severity
from partnerships.domain.answers import CaseState, TreatmentState, is_complete
from partnerships.domain.rules import facts_not_known, highest, not_known_in_words, rule_holds, severity_at


class Cause(TextChoices):
    """Why a question is flagged. Causes are listed in this order."""

    UNANSWERED = "unanswered", _("Unanswered")
    NEGATIVE = "negative", _("Negative answer")
    NOTED = "noted", _("Noted")
    RULE = "rule", _("Raised by a rule")
    UNCONFIRMED = "unconfirmed", _("Not confirmed")
    RAISED = "raised", _("Raised by a manager")


class FlagState(TextChoices):
    """How a flag was treated. The values of treated states are those of `TreatmentKind`."""

    OPEN = "open", _("Open")
    MITIGATION = "mitigation", _("Accepted with a mitigation")
    JUSTIFIED = "justified", _("Accepted as justified")
    CLEARED = "cleared", _("Cleared on evidence")


@dataclass(frozen=True, slots=True)
class Flag:
    """One question that needs attention. `treatment` is the current one, None when the state is open.

    `is_treatable`: a manager may treat it, because it is a concern with another cause than a missing confirmation.
    `because` holds the sentences of the rules that hold, then of the facts that are not known; `notify` who must be told.
    `answer_severity` is what the severity would be with the confirmation; `confirm_role` must confirm, "" when nobody;
    `objection` is why somebody of that role cannot; `gravest` are the causes that give the flag its severity.
    """

    question_key: str
    code: str
    severity: Severity
    causes: tuple[Cause, ...]
    because: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()
    is_treatable: bool = False
    treatment: TreatmentState | None = None
    answer_severity: Severity = Severity.NONE
    confirm_role: str = ""
    objection: str = ""
    gravest: tuple[Cause, ...] = ()

    @property
    def state(self) -> FlagState:
        """Open, or the kind of the current treatment."""
        return FlagState(self.treatment.kind.value) if self.treatment else FlagState.OPEN

    @property
    def is_blocker(self) -> bool:
        """Whether this flag makes the case Not ready."""
        return self.severity is Severity.BLOCKER

    @property
    def is_open_concern(self) -> bool:
        """Whether this is an untreated concern."""
        return self.severity is Severity.CONCERN and self.treatment is None

    @property
    def is_unanswered(self) -> bool:
        """Whether no option is chosen, or what it requires is missing."""
        return Cause.UNANSWERED in self.causes

    @property
    def has_adverse_answer(self) -> bool:
        """Whether it is a concern or a blocker because of the chosen answer or a rule about it."""
        is_of_answer = not {Cause.NEGATIVE, Cause.RULE}.isdisjoint(self.causes)
        return is_of_answer and self.severity in (Severity.CONCERN, Severity.BLOCKER)

    @property
    def is_unconfirmed(self) -> bool:
        """Whether a required confirmation is missing."""
        return Cause.UNCONFIRMED in self.causes

    @property
    def is_waiting(self) -> bool:
        """Whether only a missing confirmation makes it as severe as it is: somebody must confirm, nobody has failed."""
        return self.is_unconfirmed and self.answer_severity.rank < self.severity.rank

    @property
    def is_condition(self) -> bool:
        """Whether the treatment is a mitigation, which becomes a condition."""
        return self.state is FlagState.MITIGATION


def flags_of(spec: ChecklistSpec, case: CaseState) -> tuple[Flag, ...]:
    """Return the flags of the case in question order, at most one a question. KeyError for an option not in the spec.

    A favourable, complete and confirmed answer to which no rule applies has none.
    """
    return tuple(flag for question in spec.questions if (flag := flag_of(question, case)))


def flag_of(question: QuestionSpec, case: CaseState) -> Flag | None:
    """Return the flag of one question, or None."""
    rules = [rule for rule in question.rules if rule_holds(rule, case)]
    graded = _graded(question, case, rules)
    if not graded:
        return None
    severity = highest(grade for _cause, grade in graded)
    causes = tuple(cause for cause in Cause if cause in {found for found, _severity in graded})
    answer_severity = highest(grade for cause, grade in graded if cause is not Cause.UNCONFIRMED)
    is_treatable = severity is Severity.CONCERN and answer_severity is severity
    return Flag(
        question_key=question.key,
        code=question.code,
        severity=severity,
        causes=causes,
        because=(*(rule.because for rule in rules), *not_known_in_words(question, case)),
        notify=tuple(dict.fromkeys(rule.notify for rule in rules if rule.notify)),
        is_treatable=is_treatable,
        treatment=case.treatments.get(question.key) if is_treatable else None,
        answer_severity=answer_severity,
        confirm_role=question.confirm.role if question.confirm and Cause.UNCONFIRMED in causes else "",
        objection=case.objections.get(question.key, ""),
        gravest=tuple(cause for cause in causes if (cause, severity) in graded),
    )


def _graded(question: QuestionSpec, case: CaseState, rules: list[RuleSpec]) -> list[tuple[Cause, Severity]]:
    """Return every cause with its severity for the decision sought."""
    answer, graded = case.answer(question.key), list[tuple[Cause, Severity]]()
    if not is_complete(question, answer):
        graded.append((Cause.UNANSWERED, Severity.BLOCKER))
    said = [fact.not_known for fact in facts_not_known(question, case)]
    if answer.option is not None:
        option = question.option(answer.option)
        said.append(severity_at(option.severity, option.blocks_from, case.decision))
    adverse = [severity for severity in said if severity is not Severity.NONE]
    graded += [(Cause.NOTED if severity is Severity.NOTE else Cause.NEGATIVE, severity) for severity in adverse]
    graded += [(Cause.RULE, severity_at(rule.severity, rule.blocks_from, case.decision)) for rule in rules]
    if (confirm := question.confirm) and question.key not in case.confirmed:
        graded.append((Cause.UNCONFIRMED, severity_at(confirm.severity, confirm.blocks_from, case.decision)))
    if question.key in case.raised:
        graded.append((Cause.RAISED, case.raised[question.key]))
    return graded
