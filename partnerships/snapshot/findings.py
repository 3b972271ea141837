"""What a snapshot says of the answers: flags, counts, outcome, risks, tips and proposed conditions."""

from __future__ import annotations

from checklists.spec import Severity
from partnerships.domain.answers import TreatmentKind
from partnerships.domain.explanation import explanation_of, waits_for
from partnerships.domain.readiness import count_flags, steps_of
from partnerships.models import RaisedFlag, Treatment
from partnerships.selectors.case import Case
from partnerships.snapshot.shape import (
    Choice,
    CountsPart,
    FlagPart,
    OutcomePart,
    ProposedConditionPart,
    RaisedPart,
    RiskPart,
    StepPart,
    TipPart,
    TreatmentPart,
    moment,
)


def outcome_part(case: Case) -> OutcomePart:
    """Return the outcome, why, and every test that was made on the way to it."""
    flags = case.flags.values()
    return OutcomePart(
        key=case.outcome.value,
        label=str(case.outcome.label),
        explanation=explanation_of(flags, case.assessment.state),
        steps=tuple(
            StepPart(outcome=Choice.of(step.outcome), test=step.test, finding=step.finding) for step in steps_of(flags)
        ),
        waits_for=waits_for(flags),
    )


def counts_of(case: Case) -> CountsPart:
    """Return the numbers of page 1."""
    counts = count_flags(case.flags.values())
    return CountsPart(
        blockers=counts.blockers,
        unanswered=counts.unanswered,
        concerns_open=counts.open_concerns,
        concerns_accepted=counts.treated_concerns,
        notes=counts.notes,
    )


def flag_parts(case: Case) -> tuple[FlagPart, ...]:
    """Return every flag in question order, with the treatment in force."""
    return tuple(
        FlagPart(
            question=key,
            severity=Choice.of(flag.severity),
            causes=tuple(Choice.of(cause) for cause in flag.causes),
            because=flag.because,
            state=Choice.of(flag.state),
            treatment=_treatment(case.treatments[key]) if flag.treatment else None,
            raised=_raised(case.raised[key]) if key in case.raised else None,
        )
        for key, flag in case.flags.items()
    )


def proposed_conditions_of(case: Case) -> tuple[ProposedConditionPart, ...]:
    """Return the mitigations in force: what must still be done, by whom, by when."""
    treatments = [(key, flag.treatment) for key, flag in case.flags.items() if flag.is_condition]
    return tuple(
        ProposedConditionPart(question=key, text=treatment.text, owner=treatment.owner, due_on=treatment.due_on)
        for key, treatment in treatments
        if treatment and treatment.due_on
    )


def risks_of(case: Case) -> tuple[RiskPart, ...]:
    """Return all risks of the version; which answers raise each, and which questions do not say yet."""
    adverse = _adverse(case)
    unknown = [key for key, flag in case.flags.items() if flag.is_unanswered or flag.is_unconfirmed]
    return tuple(
        RiskPart(
            code=risk.code,
            text=risk.text,
            raised_by=tuple(key for key in adverse if risk.code in case.spec.by_key[key].risks),
            not_known_from=tuple(key for key in unknown if risk.code in case.spec.by_key[key].risks),
        )
        for risk in case.spec.risks
    )


def tips_of(case: Case) -> tuple[TipPart, ...]:
    """Return all tips of the version, and the questions with adverse answers that each may help with."""
    adverse = _adverse(case)
    return tuple(
        TipPart(
            code=tip.code,
            text=tip.text,
            helps=tuple(key for key in adverse if tip.code in case.spec.by_key[key].tips),
        )
        for tip in case.spec.tips
    )


def _adverse(case: Case) -> list[str]:
    return [key for key, flag in case.flags.items() if flag.has_adverse_answer]


def _raised(row: RaisedFlag) -> RaisedPart:
    return RaisedPart(
        severity=Choice.of(Severity(row.severity)),
        reason=row.reason,
        raised_by=row.raised_by_name(),
        raised_at=moment(row.raised_at),
    )


def _treatment(row: Treatment) -> TreatmentPart:
    return TreatmentPart(
        kind=Choice.of(TreatmentKind(row.kind)),
        text=row.text,
        owner=row.owner,
        due_on=row.due_on,
        evidence=row.evidence.number if row.evidence else None,
        treated_by=row.treated_by_name(),
        treated_at=moment(row.treated_at),
    )
