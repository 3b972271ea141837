"""What a snapshot says of the answers: flags, counts, outcome, risks, tips and conditions."""

from __future__ import annotations

from checklists.spec import Severity
from partnerships.domain.answers import TreatmentKind
from partnerships.domain.flags import FlagState
from partnerships.domain.readiness import explanation_of, steps_of
from partnerships.models import Treatment
from partnerships.selectors.case import Case
from partnerships.snapshot.answers import chosen, moment
from partnerships.snapshot.shape import (
    CountsPart,
    FlagPart,
    OutcomePart,
    ProposedConditionPart,
    RiskPart,
    TipPart,
    TreatmentPart,
)


def outcome_part(case: Case) -> OutcomePart:
    """Return the outcome, why, and every test that was made on the way to it."""
    flags = case.flags.values()
    return {
        "key": case.outcome.value,
        "label": str(case.outcome.label),
        "explanation": explanation_of(flags),
        "steps": [
            {"outcome": chosen(step.outcome), "test": step.test, "finding": step.finding} for step in steps_of(flags)
        ],
    }


def counts_of(case: Case) -> CountsPart:
    """Return the numbers of page 1."""
    flags = list(case.flags.values())
    concerns = [flag for flag in flags if flag.severity is Severity.CONCERN]
    return {
        "blockers": sum(flag.is_blocker for flag in flags),
        "unanswered": sum(flag.is_unanswered for flag in flags),
        "concerns_open": sum(flag.state is FlagState.OPEN for flag in concerns),
        "concerns_accepted": sum(flag.state is not FlagState.OPEN for flag in concerns),
        "notes": sum(flag.severity is Severity.NOTE for flag in flags),
    }


def flags_part(case: Case) -> list[FlagPart]:
    """Return every flag in question order, with the treatment in force."""
    return [
        {
            "question": key,
            "severity": chosen(flag.severity),
            "causes": [chosen(cause) for cause in flag.causes],
            "because": list(flag.because),
            "state": chosen(flag.state),
            "treatment": _treatment(case.treatments[key]) if flag.treatment else None,
            "exempt": None,
        }
        for key, flag in case.flags.items()
    ]


def proposed_conditions_of(case: Case) -> list[ProposedConditionPart]:
    """Return the mitigations in force: what must still be done, by whom, by when."""
    treatments = [(key, flag.treatment) for key, flag in case.flags.items() if flag.is_condition]
    return [
        {
            "question": key,
            "text": treatment.text,
            "owner": treatment.owner,
            "due_on": treatment.due_on.isoformat(),
            "exempt": None,
        }
        for key, treatment in treatments
        if treatment and treatment.due_on
    ]


def risks_of(case: Case) -> list[RiskPart]:
    """Return all risks of the version; which answers raise each, and which questions do not say yet."""
    adverse = _adverse(case)
    unknown = [key for key, flag in case.flags.items() if flag.is_unanswered or flag.is_unconfirmed]
    return [
        {
            "code": risk.code,
            "text": risk.text,
            "raised_by": [key for key in adverse if risk.code in case.spec.by_key[key].risks],
            "not_known_from": [key for key in unknown if risk.code in case.spec.by_key[key].risks],
        }
        for risk in case.spec.risks
    ]


def tips_of(case: Case) -> list[TipPart]:
    """Return all tips of the version, and the questions with adverse answers that each may help with."""
    adverse = _adverse(case)
    return [
        {
            "code": tip.code,
            "text": tip.text,
            "helps": [key for key in adverse if tip.code in case.spec.by_key[key].tips],
        }
        for tip in case.spec.tips
    ]


def _adverse(case: Case) -> list[str]:
    return [key for key, flag in case.flags.items() if flag.is_adverse]


def _treatment(row: Treatment) -> TreatmentPart:
    return {
        "kind": chosen(TreatmentKind(row.kind)),
        "text": row.text,
        "owner": row.owner,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "evidence": row.evidence.number if row.evidence else None,
        "treated_by": row.treated_by.full_name,
        "treated_at": moment(row.treated_at),
    }
