"""One case, read whole in a fixed number of queries: its rows by question key, and what the domain makes of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property

from accounts.prepared import PreparedRows, key
from accounts.roles import Role
from checklists.selectors.compared import followers
from checklists.spec import ChecklistSpec, DecisionSought, Notify, Severity, Significance
from partnerships.domain.access import can_see
from partnerships.domain.answers import EMPTY, AnswerState, CaseState, Progress, TreatmentKind, TreatmentState
from partnerships.domain.flags import Flag, flags_of
from partnerships.domain.readiness import Outcome, outcome_of, progress_by
from partnerships.domain.relation import Relation
from partnerships.domain.rules import facts_awaited, notifying
from partnerships.domain.workflow import State
from partnerships.models import (
    Answer,
    Assessment,
    Confirmation,
    Event,
    Evidence,
    Partnership,
    RaisedFlag,
    SecondOpinion,
    Treatment,
)
from partnerships.models import Flag as FlagRow
from partnerships.models.trail import EventKind
from partnerships.selectors import case_rows


@dataclass(frozen=True, slots=True)
class Pending:
    """What happens once somebody saves a change that was kept: what is undone or ended, and who is told, as `Notify`."""

    treatment: Treatment | None = None
    confirmation: Confirmation | None = None
    objection: Confirmation | None = None
    told: tuple[Notify, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything happens."""
        return bool(self.treatment or self.confirmation or self.objection or self.told)


@dataclass(frozen=True, kw_only=True)
class Derived:
    """What the domain makes of an assessment's rows, and what was said of its answers. Every mapping is by question key.

    `treatments`, `confirmations`, `objections` and `raised` are those that stand; `endorsement` is the confirmation of
    the whole case. `pending` is what waits for a change to be saved: what was said of the answer before the change counts
    no more, though it stands until then.
    """

    assessment: Assessment
    spec: ChecklistSpec
    treatments: dict[str, Treatment]
    confirmations: dict[str, Confirmation]
    raised: dict[str, RaisedFlag]
    objections: dict[str, Confirmation]
    endorsement: Confirmation | None
    pending: dict[str, Pending]
    state: CaseState
    flags: dict[str, Flag]
    progress: Progress
    outcome: Outcome

    @cached_property
    def facts_awaited(self) -> frozenset[str]:
        """The facts that nobody answered though a rule depends on them, as `question-key.fact_key`."""
        return facts_awaited(self.spec, self.state)


@dataclass(frozen=True, kw_only=True)
class Case(Derived):
    """An assessment with all that was answered and said of it; `evidence` is what is attached now.

    `only`: of which question there are rows of answers and evidence; None, of all.
    """

    answers: dict[str, Answer]
    evidence: dict[str, list[Evidence]]
    only: str | None = None

    @cached_property
    def opinions(self) -> dict[str, SecondOpinion]:
        """The second opinions that stand. They were read with the answers."""
        found = {key: getattr(answer, "opinion", None) for key, answer in self.answers.items()}
        return {key: opinion for key, opinion in found.items() if opinion and opinion.withdrawn_at is None}


def read_case(assessment: Assessment, *, only: str | None = None) -> Case:
    """Read the assessment's rows in four queries, five once it was submitted, and work out its flags and outcome.

    With `only`, the key of a question, in two more: the rows of answers and evidence are of that one, and all else is
    worked out without the rows of the others, as `read_derived` does.
    """
    answers = {row.question.key: row for row in case_rows.answers_in(assessment, only) if _is_asked(row, assessment)}
    evidence = _evidence(case_rows.evidence_in(assessment, only), assessment)
    if only is None:
        states = {key: state_of(row, evidence_count=0) for key, row in answers.items()}
        counts = {key: len(items) for key, items in evidence.items()}
        changing = {key for key, row in answers.items() if row.in_effect is not None}
        derived = _derived(assessment, _with_counts(states, counts), changing)
    else:
        derived = read_derived(assessment)
    return Case(
        answers=answers,
        evidence=evidence,
        only=only,
        **{each.name: getattr(derived, each.name) for each in fields(derived)},
    )


def read_derived(assessment: Assessment) -> Derived:
    """Work out the flags and the outcome of the assessment, in as many queries as `read_case`.

    Each save does it. A row of a model for each answer, its question, its option and its saver costs several times as much.
    """
    states, changing = {}, set()
    for question, option, *content, in_effect in case_rows.contents_in(assessment):
        states[question] = AnswerState(option=option, **dict(zip(case_rows.CONTENT, content, strict=True)))
        if in_effect is not None:
            changing.add(question)
    return _derived(assessment, _with_counts(states, case_rows.numbers_of_evidence(assessment)), changing)


def _derived(assessment: Assessment, states: Mapping[str, AnswerState], changing: Collection[str]) -> Derived:
    """Return what follows from the answers and what was said of them. `changing`: their change waits to be saved."""
    spec = assessment.version.spec()
    given = case_rows.TREATMENTS.rows(assessment=assessment)
    treatments = {row.question.key: row for row in given if _is_asked(row, assessment)}
    said = case_rows.CONFIRMATIONS.rows(assessment=assessment)
    standing = [row for row in said if row.question is None or _is_asked(row, assessment)]
    confirmations = {row.question.key: row for row in standing if row.question and not row.is_objection}
    objections = {row.question.key: row for row in standing if row.question and row.is_objection}
    undone = {
        key: Pending(treatments.pop(key, None), confirmations.pop(key, None), objections.pop(key, None))
        for key in states
        if key in changing
    }
    raised = _raised(assessment)
    state = _state(assessment, states, treatments, confirmations, objections, raised)
    flags = flags_of(spec, state)
    return Derived(
        assessment=assessment,
        spec=spec,
        treatments=treatments,
        confirmations=confirmations,
        raised=raised,
        objections=objections,
        endorsement=next((row for row in standing if row.question is None), None),
        pending=_with_told(undone, assessment, notifying(spec, state)) if undone else {},
        state=state,
        flags={flag.question_key: flag for flag in flags},
        progress=progress_by(flags, spec),
        outcome=outcome_of(flags),
    )


def _with_counts(states: Mapping[str, AnswerState], counts: Mapping[str, int]) -> dict[str, AnswerState]:
    """Return the answers with how much evidence each has; a question can have some before it is answered."""
    return {**states, **{key: replace(states.get(key, EMPTY), evidence_count=count) for key, count in counts.items()}}


def _is_asked(row: Answer | Evidence | Treatment | Confirmation, assessment: Assessment) -> bool:
    """Whether the row is about a question of the version that the case answers: an upgrade leaves others behind."""
    return row.question is not None and row.question.version_id == assessment.version_id


def _evidence(items: Iterable[Evidence], assessment: Assessment) -> dict[str, list[Evidence]]:
    """Return the evidence of each question that the case asks."""
    found: dict[str, list[Evidence]] = {}
    for item in items:
        if _is_asked(item, assessment):
            found.setdefault(item.question.key, []).append(item)
    return found


def standing_of(assessment: Assessment, key: str) -> Pending:
    """Return what stands of the answer to that question, which a change of it would undo."""
    rows = {"question__key": key, "question__version": assessment.version_id, "lapsed_at": None}
    said = assessment.confirmations.filter(**rows).select_related("confirmed_by").first()
    return Pending(
        treatment=assessment.treatments.filter(**rows).select_related("treated_by").first(),
        confirmation=said if said and not said.is_objection else None,
        objection=said if said and said.is_objection else None,
    )


def _with_told(
    undone: dict[str, Pending], assessment: Assessment, notifying: Mapping[str, Collection[str]]
) -> dict[str, Pending]:
    """Add who is told: the monitoring officers, of each question of which they were not told yet."""
    told = told_of(assessment, notifying)
    asking = {read for key, keys in notifying.items() if key not in told for read in keys}
    officers = (Notify.MONITORING_OFFICER,)
    pending = {key: replace(each, told=officers) if key in asking else each for key, each in undone.items()}
    return {key: each for key, each in pending.items() if each}


def told_of(assessment: Assessment, keys: Collection[str]) -> set[str]:
    """Return those of the questions of which the monitoring officers were told."""
    if not keys:
        return set()
    events = Event.objects.filter(assessment=assessment, kind=EventKind.OFFICER_TOLD, question__key__in=keys)
    return set(events.values_list("question__key", flat=True))


def _state(
    assessment: Assessment,
    states: Mapping[str, AnswerState],
    treatments: dict[str, Treatment],
    confirmations: dict[str, Confirmation],
    objections: dict[str, Confirmation],
    raised: dict[str, RaisedFlag],
) -> CaseState:
    significance = assessment.partnership.significance
    return CaseState(
        decision=DecisionSought(assessment.decision_sought),
        significance=Significance(significance) if significance else None,
        planned_start_on=assessment.partnership.planned_start_on,
        answers=states,
        confirmed=frozenset(confirmations),
        objections={key: row.note for key, row in objections.items()},
        treatments={
            key: TreatmentState(TreatmentKind(row.kind), row.text, row.owner, row.due_on)
            for key, row in treatments.items()
        },
        raised={key: Severity(row.severity) for key, row in raised.items()},
    )


def state_from(assessment: Assessment) -> CaseState:
    """Return the state of a case whose rows were prefetched: its answers, and the evidence, treatments ... that stand."""
    answers = {row.question.key: row for row in assessment.answers.all() if _is_asked(row, assessment)}
    changing = {key for key, row in answers.items() if row.in_effect is not None}
    evidence = _evidence(assessment.evidence.all(), assessment)
    confirmed = [row for row in assessment.confirmations.all() if _is_asked(row, assessment)]
    said = {row.question.key: row for row in confirmed if row.question and row.question.key not in changing}
    treated = [row for row in assessment.treatments.all() if _is_asked(row, assessment)]
    states = {key: state_of(row, evidence_count=0) for key, row in answers.items()}
    return _state(
        assessment,
        _with_counts(states, {key: len(items) for key, items in evidence.items()}),
        {row.question.key: row for row in treated if row.question.key not in changing},
        {key: row for key, row in said.items() if not row.is_objection},
        {key: row for key, row in said.items() if row.is_objection},
        {} if assessment.state == State.DRAFT else _raised_by_key(assessment, assessment.raised_flags.all()),
    )


def _raised(assessment: Assessment) -> dict[str, RaisedFlag]:
    """Return the flags raised by hand that stand; a draft has none, as nobody has reviewed it."""
    if assessment.state == State.DRAFT:
        return {}
    return _raised_by_key(assessment, case_rows.RAISED.rows(assessment=assessment))


def _raised_by_key(assessment: Assessment, standing: Iterable[RaisedFlag]) -> dict[str, RaisedFlag]:
    """Return the flags by the keys of the questions on which they stand, the gravest of each.

    One that was raised on a question of an earlier version stands on each that took its place, until a manager withdraws it.
    """
    found: dict[str, RaisedFlag] = {}
    for row in sorted(standing, key=lambda row: Severity(row.severity).rank):
        found |= dict.fromkeys(followers(row.question, assessment.version), row)
    return found


def answer_to(assessment: Assessment, key: str) -> Answer | None:
    """Return the answer to that question as it was saved last: to an earlier version, where the case has no other. One query."""
    found = Answer.objects.filter(assessment=assessment, question__key=key).order_by("-pk")
    rows = list(found.select_related("option", "saved_by", "question"))
    of_this = (row for row in rows if row.question.version_id == assessment.version_id)
    return next(of_this, rows[0] if rows else None)


def state_of(row: Answer, *, evidence_count: int) -> AnswerState:
    """Return what the domain needs to know of a saved answer."""
    return AnswerState(
        option=row.option.key if row.option else None,
        reason=row.reason,
        finding=row.finding,
        facts=row.facts,
        evidence_count=evidence_count,
        is_carried_over=row.is_carried_over,
    )


def is_to_be_confirmed(case: Derived, role: Role) -> bool:
    """Whether the holders of the role can confirm all that waits for them: complete answers, with no change that waits.

    What somebody objected to waits for its authors. False for a role that does not see a case in this state.
    """
    confirmed = [key for key, spec in case.spec.by_key.items() if spec.confirm and spec.confirm.role == role]
    waiting = [key for key in confirmed if key not in case.confirmations and key not in case.objections]
    is_seen = can_see(Relation(grants=frozenset({role}), state=State(case.assessment.state)))
    is_whole = not any(case.flags[key].is_unanswered or key in case.pending for key in waiting)
    return bool(waiting) and is_seen and is_whole


def has_answers_to_confirm(assessment: Assessment, roles: Collection[str]) -> bool:
    """Whether an answer waits for somebody to confirm it in one of the roles. What was objected to waits for another answer."""
    waiting = FlagRow.objects.to_confirm().filter(assessment=assessment)
    return bool(roles) and waiting.filter(question__confirm_role__in=roles).exists()


_ROUNDS = PreparedRows(
    lambda: Assessment.objects.filter(partnership=key("partnership", Partnership)).order_by("-round")
)


def rounds_to(assessment: Assessment) -> list[Assessment]:
    """Return the rounds of the partnership up to this one, the newest first."""
    rounds = _ROUNDS.rows(partnership=assessment.partnership)
    return [row for row in rounds if row.round <= assessment.round]


def number_carried_over(assessment: Assessment, keys: Collection[str]) -> int:
    """Return how many answers to these questions were carried over and not confirmed yet."""
    asked = assessment.answers.filter(question__version=assessment.version_id, question__key__in=keys)
    return asked.filter(is_carried_over=True).count()
