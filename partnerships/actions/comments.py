"""What accompanies a case to the board: comments asked for and received, interests declared, parts not to be published."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from partnerships.actions.acting import ActionError, act_as, capacity_for, lock
from partnerships.actions.review import check_state
from partnerships.actions.trail import diff, record
from partnerships.domain.access import Capacity
from partnerships.domain.exemption import Paragraph
from partnerships.domain.permissions import Permission
from partnerships.models import Assessment, Exemption, Implication, ImplicationArea, Interest
from partnerships.models.trail import EventKind
from partnerships.selectors.comments import parts_of


class StaleError(ActionError):
    """Someone else recorded another thing since the page was loaded. `current` is what stands now, if anything does."""

    def __init__(self, current: Implication | Exemption | None) -> None:
        super().__init__(_("Someone else has changed this while you were working on it."))
        self.current = current


@transaction.atomic
def ask_and_comment(
    *,
    assessment: Assessment,
    by: User,
    area: ImplicationArea,
    replaces: Implication | None,
    asked_of: str,
    asked_on: date,
    author: str = "",
    commented_on: date | None = None,
    text: str = "",
) -> Implication:
    """Record who was asked for a comment in one area and, when it has come, what they said; `replaces` is what stood.

    Raises StaleError when another row stands by now; ActionError when the state is past it, a date cannot be, a comment
    lacks author or date, or the area is asked about no longer. The same again changes nothing and writes no event.
    """
    assessment = _begin_comment(assessment, by)
    _check_comment(asked_of, asked_on, author, commented_on, text)
    standing = assessment.implications.filter(area=area, replaced_at=None)
    old = standing.first()
    _check_fresh(old, replaces)
    _check_asked(area, old)
    new = Implication(
        assessment=assessment,
        area=area,
        asked_of=asked_of,
        asked_on=asked_on,
        author=author,
        commented_on=commented_on,
        text=text,
        recorded_by=by,
    )
    before, after = diff(_as_json(old), _as_json(new))
    if old is not None and not after:
        return old
    _replace(standing, new, by=by)
    kind = EventKind.COMMENTED if text else EventKind.COMMENT_ASKED
    record(kind, by=by, assessment=assessment, old=before, new={"area": area.name, **after})
    return new


@transaction.atomic
def declare_interest(*, assessment: Assessment, by: User, has_interest: bool, text: str = "") -> Interest:
    """Record what the person declares of their own interests in the case; `text` describes them, "" when there are none.

    ActionError when there is an interest without a description, or the report has been issued. The same again
    changes nothing and writes no event.
    """
    assessment = lock(assessment)
    check_state(Permission.DECLARE, assessment)
    act_as(_capacity(assessment, by), user=by, partnership=assessment.partnership, by=by)
    if has_interest is not bool(text.strip()):
        raise ActionError(_("Describe the interest, or say that there is none."))
    standing = assessment.interests.filter(declared_by=by, replaced_at=None)
    old = standing.first()
    new = Interest(assessment=assessment, has_interest=has_interest, text=text, declared_by=by)
    before, after = diff(_declared(old), _declared(new))
    if old is not None and not after:
        return old
    _replace(standing, new, by=by)
    record(EventKind.INTEREST_DECLARED, by=by, assessment=assessment, old=before, new=after)
    return new


@transaction.atomic
def mark_exempt(
    *,
    assessment: Assessment,
    by: User,
    part: str,
    paragraph: Paragraph,
    reason: str,
    replaces: Exemption | None = None,
) -> Exemption:
    """Mark a part (`partnerships.domain.exempt` names them) as left out of the public edition; `replaces` is what stood.

    Raises StaleError when another marking stands by now; ActionError when the report has no such part, when the reason is
    missing, or the state is past it. The same again changes nothing and writes no event.
    """
    assessment = _begin_comment(assessment, by)
    known = {known.name: known for known in parts_of(assessment)}
    if part not in known:
        raise ActionError(_("There is nothing to mark in this part of the report."))
    if not reason.strip():
        raise ActionError(_("Say why it is not to be published."))
    old = known[part].exemption
    _check_fresh(old, replaces)
    new = Exemption(assessment=assessment, part=part, paragraph=paragraph, reason=reason, marked_by=by)
    before, after = diff(_marked(old), _marked(new))
    if old is not None and not after:
        return old
    _replace(assessment.exemptions.filter(part=part, replaced_at=None), new, by=by)
    record(EventKind.EXEMPTED, by=by, assessment=assessment, old=before, new={"part": known[part].label, **after})
    return new


@transaction.atomic
def unmark_exempt(*, assessment: Assessment, by: User, part: str) -> None:
    """Publish a part again. What was unmarked meanwhile stays so, without a second event."""
    assessment = _begin_comment(assessment, by)
    marked = next((known for known in parts_of(assessment) if known.name == part), None)
    if marked is None or marked.exemption is None:
        return
    assessment.exemptions.filter(pk=marked.exemption.pk).update(replaced_at=timezone.now(), replaced_by=by)
    old = {"part": marked.label, **_marked(marked.exemption)}
    record(EventKind.EXEMPTION_REMOVED, by=by, assessment=assessment, old=old)


def _begin_comment(assessment: Assessment, by: User) -> Assessment:
    """Lock the case for implications and exempt markings: its authors' while it is with them, others' until it is issued."""
    assessment = lock(assessment)
    capacity = _capacity(assessment, by)
    check_state(Permission.ASK if capacity is Capacity.AUTHOR else Permission.COMMENT, assessment)
    act_as(capacity, user=by, partnership=assessment.partnership, by=by)
    return assessment


def _capacity(assessment: Assessment, by: User) -> Capacity:
    """Return in which capacity the person comments: their own on the case, else the one that a role of theirs gives."""
    others = (Capacity.REVIEWER, Capacity.LEGAL, Capacity.SECRETARY)
    return capacity_for(by, assessment.partnership, among=(*others, Capacity.AUTHOR))


def _check_comment(asked_of: str, asked_on: date, author: str, commented_on: date | None, text: str) -> None:
    if not asked_of.strip():
        raise ActionError(_("Say who was asked."))
    if len({bool(text.strip()), bool(author.strip()), commented_on is not None}) > 1:
        raise ActionError(_("A comment has a text, an author and a date."))
    if max(asked_on, commented_on or asked_on) > timezone.localdate():
        raise ActionError(_("A date cannot be in the future."))
    if commented_on is not None and commented_on < asked_on:
        raise ActionError(_("A comment cannot be older than the question."))


def _check_asked(area: ImplicationArea, standing: Implication | None) -> None:
    if standing is None and not area.is_active:
        raise ActionError(_("This area is not asked about any more."))


def _check_fresh(current: Implication | Exemption | None, known: Implication | Exemption | None) -> None:
    if (current and current.pk) != (known and known.pk):
        raise StaleError(current)


def _replace(standing: QuerySet[Any], new: Model, *, by: User) -> None:
    standing.update(replaced_at=timezone.now(), replaced_by=by)
    new.save(force_insert=True)


def _as_json(row: Implication | None) -> dict[str, Any]:
    """Return what was asked and answered as JSON; of none, blanks."""
    if row is None:
        return {"asked_of": "", "asked_on": None, "author": "", "commented_on": None, "text": ""}
    return {
        "asked_of": row.asked_of,
        "asked_on": row.asked_on.isoformat(),
        "author": row.author,
        "commented_on": row.commented_on.isoformat() if row.commented_on else None,
        "text": row.text,
    }


def _declared(row: Interest | None) -> dict[str, Any]:
    return {"has_interest": row and row.has_interest, "text": row.text if row else ""}


def _marked(row: Exemption | None) -> dict[str, Any]:
    return {"paragraph": row.paragraph if row else "", "reason": row.reason if row else ""}
