"""The steps of a case beside its questions, from the start to the submission, and how far each is."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseStep(TextChoices):
    """What authors do for a case beside answering its questions, in the order of the task list."""

    DETAILS = "details", _("About the partnership")
    SCREENING = "screening", _("Is it a partnership?")
    BENEFITS = "benefits", _("Benefits claimed")
    SIGNIFICANCE = "significance", _("Significance")
    PEOPLE = "people", _("People")
    EVIDENCE = "evidence", _("Evidence")
    IMPLICATIONS = "implications", _("Implications")
    INTERESTS = "interests", _("Declared interests")
    EXEMPT = "exempt", _("Parts not published")
    MEETING = "meeting", _("Meeting")
    CHECK = "check", _("Check the answers")
    SUBMIT = "submit", _("Submit for review")


class StepStatus(TextChoices):
    """How far a step is. Ready: it can be done now. Doubtful: it is done, and what came of it speaks against the case."""

    NOT_STARTED = "not_started", _("Not started")
    INCOMPLETE = "incomplete", _("Incomplete")
    OPTIONAL = "optional", _("Optional")
    READY = "ready", _("To do")
    DOUBTFUL = "doubtful", _("In doubt")
    COMPLETED = "completed", _("Completed")


# A case that is submitted without one of these lacks something; without the others it does not.
NEEDED = frozenset({CaseStep.SCREENING, CaseStep.SIGNIFICANCE})
# Those that wait for the others.
LAST = frozenset({CaseStep.CHECK, CaseStep.SUBMIT})


def step_status(
    step: CaseStep, *, is_complete: bool, is_begun: bool = False, is_doubtful: bool = False, lacks: int = 0
) -> StepStatus:
    """Return how far the step is. The last ones are ready once the case `lacks` nothing."""
    if is_complete:
        return StepStatus.DOUBTFUL if is_doubtful else StepStatus.COMPLETED
    if step in LAST:
        return StepStatus.INCOMPLETE if lacks else StepStatus.READY
    if is_begun:
        return StepStatus.INCOMPLETE
    return StepStatus.NOT_STARTED if step in NEEDED else StepStatus.OPTIONAL
