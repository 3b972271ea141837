"""What the pages around the start of a partnership show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from accounts.roles import Grant, Role
from accounts.series import all_of
from checklists.models import Version
from checklists.spec import STAGES, ChecklistSpec
from partnerships.domain.significance import DECIDERS
from partnerships.domain.similarity import Subject
from partnerships.forms.meetings import deadline_in_words
from partnerships.forms.partnership import DECISION_HINTS, DetailsForm
from partnerships.models import Meeting, Partnership
from partnerships.reports.blank import BlankChecklist, Choice
from partnerships.selectors.decider import route_of
from partnerships.selectors.existing import seen_among
from partnerships.selectors.significance import texts_of, thresholds
from partnerships.selectors.similar import similar_by
from partnerships.selectors.starting import areas_asked, pace_of_council

# How many meetings are named.
MEETINGS = 3
# What is asked in words before the questions. Which decision is sought is a choice, and who may read the case no matter for paper.
ASKED_FIRST = (
    "name",
    "purpose",
    "partners",
    "council_role",
    "planned_start_on",
    "planned_end_on",
    "annual_cost",
    "funding_source",
)


@dataclass(frozen=True, slots=True)
class SimilarLine:
    """A partnership that sounds similar; `is_readable`: the person may open its page."""

    partnership: Partnership
    is_readable: bool


def before_you_start(version: Version) -> dict[str, Any]:
    """Return what it takes to complete that version, who will be asked, and how long it takes."""
    spec = version.spec()
    coming = Meeting.objects.coming(timezone.localdate())[:MEETINGS]
    return {
        "version": version,
        "spec": spec,
        "number": len(spec.by_key),
        "answered_by": [question for question in spec.questions if question.answered_by],
        "confirmed": confirmed(spec),
        "areas": areas_asked(),
        "routes": _routes(),
        "pace": pace_of_council(),
        "meetings": [(meeting, deadline_in_words(meeting)) for meeting in coming],
    }


def _routes() -> list[tuple[str, str]]:
    """Return who decides, by the significance."""
    return [(str(level.label), route_of(decider)) for level, decider in DECIDERS.items()]


def confirmed(spec: ChecklistSpec) -> list[tuple[str, str]]:
    """Return who must confirm the answers to which questions, by their codes."""
    found: dict[str, list[str]] = {}
    for question in spec.questions:
        if question.confirm:
            found.setdefault(str(Role(question.confirm.role).label), []).append(question.code)
    return [(who, all_of(codes)) for who, codes in found.items()]


def blank_checklist(version: Version) -> BlankChecklist:
    """Return the blank checklist of a published version, in the active language."""
    if version.published_at is None:
        raise ValueError(version)
    return blank_of(version.spec(), published_on=timezone.localdate(version.published_at))


def blank_of(spec: ChecklistSpec, *, published_on: date) -> BlankChecklist:
    """Return the blank checklist of a version with that content."""
    return BlankChecklist(
        spec=spec,
        details=tuple(str(DetailsForm.base_fields[name].label) for name in ASKED_FIRST),
        decisions=tuple(f"{stage.label}: {DECISION_HINTS[stage]}" for stage in STAGES),
        significance=tuple(
            Choice(str(factor.label), tuple(words.values())) for factor, words in texts_of(thresholds()).items()
        ),
        routes=tuple(f"{label}: {route}." for label, route in _routes()),
        council=settings.COUNCIL_NAME,
        published_on=published_on,
        language=get_language() or settings.LANGUAGE_CODE,
    )


def similar_lines(name: str, purpose: str, user: User, grants: Iterable[Grant]) -> list[SimilarLine]:
    """Return the partnerships that sound like that name and purpose, the likest first; never a restricted one."""
    found = similar_by(Subject(name, purpose))
    seen = seen_among([row.pk for row in found], user, grants) if found else set()
    return [SimilarLine(row, is_readable=row.pk in seen) for row in found]
