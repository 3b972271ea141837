"""The history of a case in words: who did what when, what it was before and what it became."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Role
from checklists.spec import ChecklistSpec, DecisionSought, QuestionSpec, Severity, Significance, YesNo
from checklists.wording import WRITTEN, fact_in_words, fact_label
from partnerships.domain.answers import TreatmentKind
from partnerships.domain.board import Edition, Result, RoundReason
from partnerships.domain.exemption import Paragraph
from partnerships.domain.money import pounds
from partnerships.domain.readiness import Outcome
from partnerships.domain.relation import Capacity
from partnerships.domain.significance import Factor
from partnerships.domain.workflow import State
from partnerships.models import Event
from partnerships.models.trail import EventKind

FEW_LETTERS = 60


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed; `old` is "" when there was nothing before."""

    label: str
    old: str
    new: str

    @property
    def is_short(self) -> bool:
        """Whether old and new can be read beside one another."""
        return len(self.old + self.new) <= FEW_LETTERS


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the history. `saves` counts the successive saves that it sums up, `position` is that of the last.

    `code` and `about` are those of the question, "" without one; `round` is None before a partnership's first.
    `evidence_address` is the page of the question to which evidence was attached, or from which it was removed.
    """

    title: str
    code: str
    about: str
    round: int | None
    who: str
    at: datetime
    changes: tuple[Change, ...]
    saves: int
    reference: str
    position: int
    evidence_address: str

    @property
    def is_short(self) -> bool:
        """Whether what changed is one thing in few words: said at once, not behind a summary."""
        return len(self.changes) == 1 and self.changes[0].is_short


def entries_of(events: Iterable[Event]) -> list[Entry]:
    """Return the events, newest first as they come, in words; successive saves of one answer by one person are one.

    They come with partnership, question, and the version of their assessment: each is told in the words of its own.
    """
    groups: list[list[Event]] = []
    for event in events:
        later = groups[-1][-1] if groups else None
        if (
            later is not None
            and later.kind == event.kind == EventKind.ANSWERED
            and (later.question_id, later.recorded_by_id) == (event.question_id, event.recorded_by_id)
        ):
            groups[-1].append(event)
        else:
            groups.append([event])
    return [_entry(group) for group in groups]


def changes_of(events: Iterable[Event]) -> list[Entry]:
    """Return one entry for each question and kind of change: what stood before all of the events, and what stands after.

    They come as for `entries_of`, but those of one question together. What came back to what it was is left out.
    """
    groups: dict[tuple[int | None, str], list[Event]] = {}
    for event in events:
        groups.setdefault((event.question_id, event.kind), []).append(event)
    return [entry for entry in map(_entry, groups.values()) if entry.changes]


def _entry(group: list[Event]) -> Entry:
    last = group[0]
    version = last.question.version if last.question else last.assessment.version if last.assessment else None
    spec = version.readable_spec() if version else None
    old = {key: value for event in group for key, value in event.old.items()}
    new = {key: value for event in reversed(group) for key, value in event.new.items()}
    question = spec.by_key.get(last.question.key) if spec and last.question else None
    return Entry(
        title=str(EventKind(last.kind).label),
        code=question.code if question else "",
        about=f"{question.code} {question.title}" if question else "",
        round=last.assessment.round if last.assessment else None,
        who=last.recorded_by_name,
        at=last.recorded_at,
        changes=tuple(_changes(old, new, spec, question)),
        saves=len(group),
        reference=last.partnership.reference,
        position=last.position,
        evidence_address=reverse("assessment-question", args=[last.assessment.pk, last.question.key])
        if last.assessment
        and last.question
        and last.question.version_id == last.assessment.version_id
        and last.kind in (EventKind.EVIDENCE_ATTACHED, EventKind.EVIDENCE_REMOVED)
        else "",
    )


def _changes(
    old: Mapping[str, Any], new: Mapping[str, Any], spec: ChecklistSpec | None, question: QuestionSpec | None
) -> Iterable[Change]:
    keys = dict.fromkeys([*new, *old])
    # The written parts of an answer stand in the order of its page, whatever order the event has.
    written = [name for name in reversed(WRITTEN) if name in keys]
    for key in [written.pop() if name in WRITTEN else name for name in keys]:
        if key == "facts" and question is not None:
            yield from _fact_changes(old.get(key) or {}, new.get(key) or {}, question)
            continue
        label = LABELS.get(key) or _mark(key, spec)
        before, after = (_words(key, side.get(key), spec, question) for side in (old, new))
        if label and before != after:
            yield Change(label=str(label), old=before, new=after)


def _fact_changes(old: Mapping[str, str], new: Mapping[str, str], question: QuestionSpec) -> Iterable[Change]:
    for fact in question.facts:
        before, after = (fact_in_words(fact.type, side[fact.key]) if side.get(fact.key) else "" for side in (old, new))
        if before != after:
            yield Change(label=fact_label(fact.label), old=before, new=after)


def _mark(code: str, spec: ChecklistSpec | None) -> str:
    """Return the text of a mark of the screening test; "" for what readers need not see."""
    return next((mark.text for mark in (spec.characteristics if spec else ()) if mark.code == code), "")


def _words(key: str, value: Any, spec: ChecklistSpec | None, question: QuestionSpec | None) -> str:
    if value in (None, "", [], {}):
        return ""
    if key == "option" and question is not None:
        return next((option.label for option in question.options if option.key == value), str(value))
    if key == "checklist" and spec:
        return _checklist(value, spec)
    if key == "benefits" and spec:
        return "; ".join(benefit.text for benefit in spec.benefits if benefit.code in value)
    if key in CHOICES:
        return str(dict(CHOICES[key]).get(value, value))
    return SHAPES.get(key, _in_words)(value)


def _checklist(value: str, spec: ChecklistSpec) -> str:
    slug, _slash, number = value.partition("/")
    title = spec.title if slug == spec.slug else slug
    return _("%(title)s, version %(number)s") % {"title": title, "number": number}


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return str((YesNo.YES if value else YesNo.NO).label)
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    return str(dict(YesNo.choices).get(value, value)) if isinstance(value, str) else str(value)


def _day(value: str) -> str:
    return date_format(date.fromisoformat(value), "j F Y")


def _reasons(value: Mapping[str, str] | str) -> str:
    if isinstance(value, str):
        return value
    return "\n".join(f"{code}: {reason}" if code else reason for code, reason in value.items())


def _conditions(value: list[Mapping[str, str]]) -> str:
    words = _("%(text)s (%(owner)s, by %(due)s)")
    return "\n".join(words % {**part, "due": _day(part["due_on"])} for part in value)


SHAPES: dict[str, Callable[[Any], str]] = {
    "asked_on": _day,
    "commented_on": _day,
    "referred_on": _day,
    "decided_on": _day,
    "review_on": _day,
    "ended_on": _day,
    "held_on": _day,
    "required_from": _day,
    "papers_due_on": _day,
    "conditions": _conditions,
    "planned_start_on": _day,
    "planned_end_on": _day,
    "due_on": _day,
    "annual_cost": pounds,
    "reasons": _reasons,
}
CHOICES: dict[str, list[tuple[Any, Any]]] = {
    "state": State.choices,
    "edition": Edition.choices,
    "outcome": Outcome.choices,
    "decision_sought": DecisionSought.choices,
    "significance": Significance.choices,
    # An author who is added to a case is not its lead.
    "capacity": [*Capacity.choices, (Capacity.AUTHOR.value, gettext_lazy("Contributor"))],
    "role": Role.choices,
    "severity": Severity.choices,
    "asked_role": Role.choices,
    "opened_for": RoundReason.choices,
    "result": Result.choices,
    "paragraph": Paragraph.choices,
    **{factor.value: Significance.choices for factor in Factor},
    "kind": [*TreatmentKind.choices, ("link", gettext_lazy("Link")), ("file", gettext_lazy("File"))],
}
# What readers see, in the order in which the events give it. What is not named here is for machines: digests.
LABELS: dict[str, Any] = {
    "option": gettext_lazy("Answer"),
    "reason": gettext_lazy("Reason"),
    "reasons": gettext_lazy("Reasons"),
    "finding": gettext_lazy("Finding"),
    "evidence": gettext_lazy("Evidence"),
    "kind": gettext_lazy("Kind"),
    "text": gettext_lazy("Text"),
    "owner": gettext_lazy("Owner"),
    "assigned_to": gettext_lazy("Assigned to"),
    "conversation": gettext_lazy("Conversation"),
    "due_on": gettext_lazy("Due"),
    "note": gettext_lazy("Note"),
    "reply": gettext_lazy("Reply"),
    "severity": gettext_lazy("Severity"),
    "withdrawal_reason": gettext_lazy("Why it was withdrawn"),
    "role": gettext_lazy("As"),
    "confirmed_by": gettext_lazy("Confirmed by"),
    "because": gettext_lazy("Because"),
    "told": gettext_lazy("Told"),
    "state": gettext_lazy("State"),
    "outcome": gettext_lazy("Outcome"),
    "person": gettext_lazy("Person"),
    "capacity": gettext_lazy("As"),
    "service": gettext_lazy("Service"),
    "lead": gettext_lazy("Lead officer"),
    "checklist": gettext_lazy("Checklist"),
    "name": gettext_lazy("Name"),
    "purpose": gettext_lazy("Purpose"),
    "council_role": gettext_lazy("The council's role"),
    "planned_start_on": gettext_lazy("Planned start"),
    "planned_end_on": gettext_lazy("Planned end"),
    "annual_cost": gettext_lazy("Cost a year"),
    "funding_source": gettext_lazy("Source of funding"),
    "wards": gettext_lazy("Wards or areas affected"),
    "key_decision_reference": gettext_lazy("Key decision reference"),
    "contact_name": gettext_lazy("Contact for the public"),
    "contact_email": gettext_lazy("Email address of the contact"),
    "contact_phone": gettext_lazy("Telephone number of the contact"),
    "exit_arrangements": gettext_lazy("Exit arrangements"),
    "significance": gettext_lazy("Significance"),
    "is_restricted": gettext_lazy("Restricted"),
    "partners": gettext_lazy("Partners"),
    "copied_from": gettext_lazy("Copied from"),
    "answers_copied": gettext_lazy("Answers copied, to be confirmed"),
    "decision_sought": gettext_lazy("Decision sought"),
    "benefits": gettext_lazy("Benefits claimed"),
    **{factor.value: factor.label for factor in Factor},
    "area": gettext_lazy("Area"),
    "asked_of": gettext_lazy("Asked of"),
    "asked_role": gettext_lazy("Asked of"),
    "asked_on": gettext_lazy("Asked on"),
    "author": gettext_lazy("Comment by"),
    "commented_on": gettext_lazy("Date of the comment"),
    "has_interest": gettext_lazy("Has an interest"),
    "part": gettext_lazy("Part"),
    "paragraph": gettext_lazy("Paragraph"),
    "officer": gettext_lazy("Monitoring officer"),
    "referred_on": gettext_lazy("Date of the referral"),
    "request": gettext_lazy("Why it is asked for"),
    "issue": gettext_lazy("Issue"),
    "edition": gettext_lazy("Edition"),
    "cases": gettext_lazy("Cases in the pack"),
    "pack": gettext_lazy("Pack"),
    "number": gettext_lazy("Issue"),
    "has_read_public": gettext_lazy("Read the public edition and confirmed it"),
    "missing_reason": gettext_lazy("Why it was issued though something was missing"),
    "round": gettext_lazy("Round"),
    "opened_for": gettext_lazy("Opened for"),
    "is_carried_over": gettext_lazy("Carried over"),
    "version": gettext_lazy("Version"),
    "required_from": gettext_lazy("Required from"),
    "answers_kept": gettext_lazy("Answers kept"),
    "answers_to_confirm": gettext_lazy("To be confirmed, as their meaning changed"),
    "answers_meaning": gettext_lazy("Carried over to a question of another meaning"),
    "answers_anew": gettext_lazy("To be answered anew"),
    "answers_unasked": gettext_lazy("No longer asked"),
    "reviews_lapsed": gettext_lazy("What was said in review, and lapsed"),
    "parts_marked": gettext_lazy("Marked as exempt, as the question before was"),
    "options_dropped": gettext_lazy("Answers that the new checklist does not offer"),
    "result": gettext_lazy("Decision"),
    "decided_on": gettext_lazy("Date of the decision"),
    "meeting": gettext_lazy("Meeting or decision-maker"),
    "held_on": gettext_lazy("Date of the meeting"),
    "papers_due_on": gettext_lazy("Paper deadline"),
    "minute_reference": gettext_lazy("Minute reference"),
    "alternatives_rejected": gettext_lazy("Alternatives considered and rejected"),
    "interests_declared": gettext_lazy("Interests declared"),
    "dispensations": gettext_lazy("Dispensations"),
    "has_exempt_text": gettext_lazy("Repeats what is exempt"),
    "conditions": gettext_lazy("Conditions"),
    "condition": gettext_lazy("Condition"),
    "url": gettext_lazy("Address of the evidence"),
    "review_on": gettext_lazy("Review date"),
    "ended_on": gettext_lazy("End date"),
    "people": gettext_lazy("Staff and people who used the service"),
    "property": gettext_lazy("Property and money"),
    "data": gettext_lazy("Records and personal data"),
    "lessons": gettext_lazy("Lessons"),
}
