"""Comments on a case: implications asked for and received, interests declared, parts marked as exempt."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import is_visible
from partnerships.actions.acting import ActionError, act_as, capacity_for, lock
from partnerships.actions.review import check_state
from partnerships.actions.trail import diff, record
from partnerships.actions.validation import InvalidError, check_texts, future_errors, refuse
from partnerships.actions.version_tokens import NOBODY, check_row
from partnerships.domain.exemption import Paragraph
from partnerships.domain.permissions import Permission
from partnerships.domain.relation import Capacity
from partnerships.models import Assessment, Exemption, Implication, ImplicationArea, Interest
from partnerships.models.trail import EventKind
from partnerships.selectors.comments import parts_of
from partnerships.selectors.version_tokens import exemption_values, implication_values, interest_values

# Somebody new to the case gets the first of these capacities that a role of theirs gives.
COMMENTING = (Capacity.REVIEWER, Capacity.LEGAL, Capacity.SECRETARY, Capacity.AUTHOR)


@dataclass(frozen=True, kw_only=True)
class CommentDraft:
    """Who was asked for a comment, and the comment; its author, date and text are blank while there is none."""

    asked_of: str
    asked_on: date
    author: str = ""
    commented_on: date | None = None
    text: str = ""

    @property
    def has_comment(self) -> bool:
        """Whether any part of a comment is given."""
        return bool(self.author or self.commented_on or self.text)


@transaction.atomic
def ask_and_comment(
    *,
    assessment: Assessment,
    by: User,
    area: ImplicationArea,
    draft: CommentDraft,
    version_token: str | None = None,
) -> Implication:
    """Record who was asked for a comment in one area and, once it has come, the comment.

    `version_token` is that of the row that the page showed: StaleError when another one is current. InvalidError for a
    date in the future or an incomplete comment; ActionError when the case is past this step or the area is no longer in
    use. A draft that changes nothing writes no event.
    """
    assessment = _begin_comment(assessment, by)
    rows = assessment.implications.filter(area=area, replaced_at=None)
    old = rows.select_related("recorded_by").first()
    by_and_at = (old.recorded_by, old.recorded_at) if old else NOBODY
    check_row(version_token, typed=asdict(draft), current=implication_values(old), row=old, saved=by_and_at)
    check_dates(asked_on=draft.asked_on, commented_on=draft.commented_on)
    if draft.has_comment:
        check_comment_fields(author=draft.author, commented_on=draft.commented_on, text=draft.text)
    if old is None and not area.is_active:
        raise ActionError(_("This area is not asked about any more."))
    new = Implication(assessment=assessment, area=area, recorded_by=by, **asdict(draft))
    check_texts(new, "asked_of", "author", "text")
    before, after = diff(_as_json(old), _as_json(new))
    if old is not None and not after:
        return old
    _replace(rows, new, by=by)
    kind = EventKind.COMMENTED if draft.text else EventKind.COMMENT_ASKED
    record(kind, by=by, assessment=assessment, old=before, new={"area": area.name, **after})
    return new


@transaction.atomic
def declare_interest(
    *, assessment: Assessment, by: User, has_interest: bool, text: str = "", version_token: str | None = None
) -> Interest:
    """Record the person's own interests in the case; `text` describes them and is blank when there are none.

    `version_token` is that of the declaration that the page showed: StaleError when another one is current, from
    another window of the same person. InvalidError when there is an interest without a description; ActionError once
    the report has been issued. The same declaration again writes no event.
    """
    assessment = lock(assessment)
    check_state(Permission.DECLARE, assessment)
    act_as(*COMMENTING, user=by, partnership=assessment.partnership, by=by)
    rows = assessment.interests.filter(declared_by=by, replaced_at=None)
    old = rows.first()
    typed, current = {"has_interest": has_interest, "text": text}, interest_values(old)
    by_and_at = (by, old.declared_at) if old else NOBODY
    check_row(version_token, typed=typed, current=current, row=old, saved=by_and_at)
    check_interest(has_interest=has_interest, text=text)
    new = Interest(assessment=assessment, has_interest=has_interest, text=text, declared_by=by)
    check_texts(new, "text")
    before, after = diff(current, interest_values(new))
    if old is not None and not after:
        return old
    _replace(rows, new, by=by)
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
    version_token: str | None = None,
) -> Exemption:
    """Leave a part, named as in `partnerships.domain.exemption`, out of the public edition of the report.

    `version_token` is that of the row that the page showed: StaleError when another one is current. InvalidError when
    the reason is blank or too long; ActionError when the report has no such part or the case is past this step. The
    same values again write no event.
    """
    assessment = _begin_comment(assessment, by)
    known = {known.name: known for known in parts_of(assessment)}
    if part not in known:
        raise ActionError(_("There is nothing to mark in this part of the report."))
    old = known[part].exemption
    new = Exemption(assessment=assessment, part=part, paragraph=paragraph, reason=reason, marked_by=by)
    typed, current = exemption_values(new), exemption_values(old)
    by_and_at = (old.marked_by, old.marked_at) if old else NOBODY
    check_row(version_token, typed=typed, current=current, row=old, saved=by_and_at)
    if paragraph not in Paragraph.values:
        raise InvalidError({"paragraph": _("Select the paragraph that applies")})
    check_texts(new, "reason")
    before, after = diff(current, typed)
    if old is not None and not after:
        return old
    _replace(assessment.exemptions.filter(part=part, replaced_at=None), new, by=by)
    record(EventKind.EXEMPTED, by=by, assessment=assessment, old=before, new={"part": known[part].label, **after})
    return new


@transaction.atomic
def unmark_exempt(*, assessment: Assessment, by: User, part: str) -> None:
    """Publish a part again. Nothing happens, and no event is written, when it is not marked."""
    assessment = _begin_comment(assessment, by)
    marked = next((known for known in parts_of(assessment) if known.name == part), None)
    if marked is None or marked.exemption is None:
        return
    assessment.exemptions.filter(pk=marked.exemption.pk).update(replaced_at=timezone.now(), replaced_by=by)
    old = {"part": marked.label, **exemption_values(marked.exemption)}
    record(EventKind.EXEMPTION_REMOVED, by=by, assessment=assessment, old=old)


def check_dates(*, asked_on: date | None, commented_on: date | None) -> None:
    """Raise InvalidError for a date in the future, or a comment that is older than the question."""
    errors = future_errors(asked_on=asked_on, commented_on=commented_on)
    if asked_on and commented_on and commented_on < asked_on:
        errors.setdefault("commented_on", _("The comment cannot be older than the question"))
    refuse(errors)


def check_comment_fields(*, author: str, commented_on: date | None, text: str) -> None:
    """Raise InvalidError unless a comment has its author, its date and its text."""
    errors = {
        "author": "" if is_visible(author) else _("Say who wrote the comment"),
        "commented_on": "" if commented_on else _("Enter the date of the comment"),
        "text": "" if is_visible(text) else _("Enter what they said"),
    }
    refuse(errors)


def check_interest(*, has_interest: bool, text: str) -> None:
    """Raise InvalidError unless there is a description exactly when there is an interest."""
    if has_interest and not is_visible(text):
        raise InvalidError({"text": _("Say what the interest is")})
    if text and not has_interest:
        raise InvalidError({"text": _("Describe an interest only when there is one")})


def _begin_comment(assessment: Assessment, by: User) -> Assessment:
    """Lock the case for implications and exemptions: authors comment while it is with them, others until it is issued."""
    assessment = lock(assessment)
    capacity = capacity_for(by, assessment.partnership, among=COMMENTING)
    check_state(Permission.ASK if capacity is Capacity.AUTHOR else Permission.COMMENT, assessment)
    act_as(capacity, user=by, partnership=assessment.partnership, by=by)
    return assessment


def _replace(rows: QuerySet[Any], new: Model, *, by: User) -> None:
    rows.update(replaced_at=timezone.now(), replaced_by=by)
    new.save(force_insert=True)


def _as_json(row: Implication | None) -> dict[str, Any]:
    """Return what was asked and answered as JSON; blanks for no row."""
    values = implication_values(row)
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
