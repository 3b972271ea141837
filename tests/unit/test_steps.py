"""How far a step of a case is: the first that applies."""

from __future__ import annotations

import pytest

from partnerships.domain.steps import CaseStep, StepStatus, step_status


@pytest.mark.parametrize(
    ("step", "known", "status"),
    [
        (CaseStep.SCREENING, {"is_complete": False}, StepStatus.NOT_STARTED),
        (CaseStep.SCREENING, {"is_complete": False, "is_doubtful": True}, StepStatus.NOT_STARTED),
        (CaseStep.SCREENING, {"is_complete": True}, StepStatus.COMPLETED),
        (CaseStep.SCREENING, {"is_complete": True, "is_doubtful": True}, StepStatus.DOUBTFUL),
        (CaseStep.SIGNIFICANCE, {"is_complete": False}, StepStatus.NOT_STARTED),
        (CaseStep.BENEFITS, {"is_complete": False}, StepStatus.OPTIONAL),
        (CaseStep.IMPLICATIONS, {"is_complete": False, "is_begun": True}, StepStatus.INCOMPLETE),
        (CaseStep.IMPLICATIONS, {"is_complete": True, "is_begun": True}, StepStatus.COMPLETED),
        (CaseStep.SUBMIT, {"is_complete": False, "lacks": 2}, StepStatus.INCOMPLETE),
        (CaseStep.SUBMIT, {"is_complete": False, "lacks": 0}, StepStatus.READY),
        (CaseStep.CHECK, {"is_complete": True, "lacks": 2}, StepStatus.COMPLETED),
    ],
)
def test_status_of_a_step(step: CaseStep, known: dict[str, bool], status: StepStatus) -> None:
    assert step_status(step, **known) is status
