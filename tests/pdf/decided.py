"""Decisions about the issues of the sample cases, as rows that no database has seen, and their notices."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from partnerships.domain.board import Result
from partnerships.models import Condition, Decision, MinuteCorrection
from partnerships.snapshot import Snapshot, public_of
from partnerships.snapshot.decision_notice import DecisionNotice, decision_notice_from
from tests.pdf import marked, samples

REASONS = "The partnership saves money, and people wait less.\n\n• one store\n• one order"
ALTERNATIVES = "Doing it alone costs more. Another council was asked and has no room."
INTERESTS = "Councillor Amara Bright is a governor of the hospital, and left the room."
DISPENSATIONS = "Councillor Idris Lee was allowed to speak and not to vote, by the monitoring officer."
ADDED, MITIGATED = "Report back to the board after six months.", "Train the two teams."
OWNER, RECORDER = "Head of commissioning", "Samira Secretary"
MINUTE, RIGHT = "CAB 14/2026", "CAB 41/2026"
# The question of the mitigation that became a condition.
KEY = "services-consulted"
LONG = ("Whether the council may do this at all was asked more than once, and it was answered in full. " * 60)[
    :4990
] + "The end."


def decision(**said: Any) -> Decision:
    """The decision as it was recorded."""
    given = {
        "result": Result.APPROVED_WITH_CONDITIONS,
        "decided_on": date(2026, 12, 8),
        "meeting": "Cabinet",
        "minute_reference": MINUTE,
        "reasons": REASONS,
        "alternatives_rejected": ALTERNATIVES,
        "interests_declared": INTERESTS,
        "dispensations": DISPENSATIONS,
        "recorded_at": datetime(2026, 12, 9, 10, 0, tzinfo=UTC),
    }
    return Decision(**given | said)


def conditions(**said: Any) -> list[Condition]:
    """One condition from a mitigation, and one that was added."""
    given: dict[str, Any] = {"owner": OWNER, "due_on": date(2027, 6, 1), **said}
    return [
        Condition(number=1, text=MITIGATED, question=samples.question(KEY), **given),
        Condition(number=2, text=ADDED, **given),
    ]


def notice(snapshot: Snapshot | str = "second_issue", **said: Any) -> DecisionNotice:
    """The notice of the decision about the issue of a snapshot, or of that sample."""
    beside = {name: said.pop(name) for name in ("corrections", "recorded", "review_on") if name in said}
    return decision_notice_from(
        samples.load(snapshot) if isinstance(snapshot, str) else snapshot,
        decision(**{name: value for name, value in said.items() if name != "conditions"}),
        conditions=said.get("conditions", conditions()),
        recorded_by=RECORDER,
        **{"corrections": (), **beside},
    )


def corrected() -> list[MinuteCorrection]:
    """The minute reference was corrected a week later."""
    at = datetime(2026, 12, 16, 10, 0, tzinfo=UTC)
    return [MinuteCorrection(minute_reference=RIGHT, reason="Two digits were swapped.", corrected_at=at)]


def all_exempt(*, is_public: bool, **said: Any) -> DecisionNotice:
    """The notice about the marked case, in which everything that can be exempt is, with a condition for each question.

    The decision repeats a word of every exempt part, in the texts that a public edition leaves out.
    """
    full = marked.exempt(marked.full(), *marked.parts())
    everything = " ".join(sorted(word for part in marked.parts() for word in marked.words_of(part)))
    given = {"owner": OWNER, "due_on": date(2027, 6, 1)}
    rows = [
        Condition(
            number=number,
            text=marked.word(f"question:{key}", "treatment"),
            question=samples.question(key),
            **given | {"owner": marked.word(f"question:{key}", "owner")},
        )
        for number, key in enumerate(marked.KEYS, start=1)
    ]
    added = Condition(number=len(rows) + 1, text=everything, **given)
    texts = {"reasons": everything, "alternatives_rejected": everything, "has_exempt_text": True}
    return notice(public_of(full) if is_public else full, conditions=[*rows, added], **texts | said)
