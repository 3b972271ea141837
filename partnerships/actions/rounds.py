"""Opening another round of a partnership, with the answers of the round before carried over."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import RoleGrant, User
from checklists.models import Question, Version, VersionAlteredError
from checklists.spec import REVIEW_DECISIONS, DecisionSought
from partnerships import emails
from partnerships.actions.acting import ActionError, act_as, lock
from partnerships.actions.carrying import carry_answers_over, carry_evidence_over, carry_exemptions_over
from partnerships.actions.existing import can_enter_in, lock_entry
from partnerships.actions.refresh import refresh_flags
from partnerships.actions.review import check_state
from partnerships.actions.trail import record
from partnerships.actions.validation import InvalidError
from partnerships.domain.board import Result, RoundReason
from partnerships.domain.permissions import Permission
from partnerships.domain.relation import Capacity
from partnerships.domain.upgrading import Plan, Start
from partnerships.domain.workflow import State
from partnerships.models import Assessment, Decision, Partnership, RegisterEntry
from partnerships.models.trail import EventKind
from partnerships.selectors.versions import version_to_answer


@transaction.atomic
def open_round(*, assessment: Assessment, by: User, reason: RoundReason, decision: str) -> Assessment:
    """Open the round after this one as a draft, for that decision, and return it.

    It uses the newest published version of the same checklist. Answers, to be confirmed, are carried over as the plan
    says (`partnerships.domain.upgrading`), with who saved them and when; those that are not stand beside the questions
    that took their place, or in the appendix. Evidence, under its number, and exemptions are carried over too, treatments
    and confirmations are not. A key decision reference stays with the round for which it was announced.

    `by` needs no capacity on the case, since decisions open rounds too. ActionError unless this round is the
    partnership's last and has ended.
    """
    old = lock(assessment)
    check_last(old)
    check_state(Permission.START_ROUND, old)
    Assessment.objects.filter(pk=old.pk).update(is_current=False)
    new = _following(old, by=by, opened_for=reason, decision_sought=DecisionSought(decision))
    questions = {row.key: row for row in Question.objects.filter(version=new.version)}
    found = carry_answers_over(old, new, questions)
    carry_evidence_over(old, new, questions)
    carry_exemptions_over(old, new, found)
    details = {
        "round": new.round,
        "opened_for": reason.value,
        "decision_sought": new.decision_sought,
        "checklist": str(new.version),
        **_carried(found, old),
    }
    left, none = _leave_reference(new.partnership)
    record(EventKind.ROUND_OPENED, by=by, assessment=new, old=left, new=details | none)
    refresh_flags(new)
    emails.round_opened(new, by=by)
    return new


def _carried(found: Plan, old: Assessment) -> dict[str, Any]:
    """Return what the event says of the answers that another version does not simply carry over, by their codes."""
    before = old.version.spec().by_key
    return {
        "answers_meaning": [each.diff.new.code for each in found.of(Start.TO_CONFIRM)],
        "answers_anew": [each.diff.new.code for each in found.of(Start.ANEW)],
        "answers_unasked": [before[key].code for key in found.removed],
    }


@transaction.atomic
def start_round(*, assessment: Assessment, by: User, decision: str = "") -> Assessment:
    """Open a round that a person asks for: a review of a partnership on the register, or a proposal made again.

    `decision` is what a review seeks: to continue, unless it says otherwise. InvalidError when the round cannot seek
    it; ActionError as by `reason_to_start`.
    """
    assessment = lock(assessment)
    reason, usual = reason_to_start(assessment)
    decision = decision or usual
    if decision not in (REVIEW_DECISIONS if reason is RoundReason.REVIEW else (usual,)):
        raise InvalidError({"decision": _("Select what the review is to decide")})
    act_as(Capacity.REVIEWER, Capacity.AUTHOR, user=by, partnership=assessment.partnership, by=by)
    return open_round(assessment=assessment, by=by, reason=reason, decision=decision)


@transaction.atomic
def start_first_review(
    *, entry: RegisterEntry, by: User, decision: str = DecisionSought.CONTINUE, checklist: str = ""
) -> Assessment:
    """Open the first case of a partnership that existed before it came here: a review of it.

    `by` is its lead or a manager. It answers that checklist, the first that is open to the service without a name.
    InvalidError when a review cannot seek that decision, or the checklist is not open to the service; ActionError when it
    has a case by now, has ended, or no checklist is published.
    """
    if decision not in REVIEW_DECISIONS:
        raise InvalidError({"decision": _("Select what the review is to decide")})
    entry = lock_entry(entry)
    check_reviewable_by(entry, by)
    version = version_to_answer([entry.partnership.service], checklist)
    if checklist and version is None:
        raise InvalidError({"checklist": _("Select one of the checklists that are open to the service")})
    return _first_review(entry, version, by=by, decision=decision)


def check_reviewable_by(entry: RegisterEntry, by: User) -> None:
    """Raise ActionError unless the person leads the partnership or may enter those of its service."""
    if by.pk == entry.partnership.lead_id:
        return
    if not can_enter_in(entry.partnership.service, RoleGrant.objects.grants_of(by)):
        raise ActionError(_("Only its lead officer or a manager of its service starts a review."))


def _first_review(entry: RegisterEntry, version: Version | None, *, by: User, decision: str) -> Assessment:
    if version is None:
        raise ActionError(_("No checklist is published to be answered. Ask a checklist editor to publish one."))
    new = Assessment.objects.create(
        partnership=entry.partnership,
        version=version,
        opened_for=RoundReason.REVIEW,
        decision_sought=DecisionSought(decision),
        state_changed_by=by,
        created_by=by,
    )
    details = {"round": new.round, "opened_for": new.opened_for, "decision_sought": new.decision_sought}
    left, none = _leave_reference(new.partnership)
    record(EventKind.ROUND_OPENED, by=by, assessment=new, old=left, new={**details, "checklist": str(version), **none})
    refresh_flags(new)
    emails.round_opened(new, by=by)
    return new


def _leave_reference(partnership: Partnership) -> tuple[dict[str, str], dict[str, str]]:
    """Take the key decision reference off a partnership whose new round is there; return what the event says of it.

    It is the number under which one decision was announced. By the event, the rounds before keep it.
    """
    left = partnership.key_decision_reference
    if not left:
        return {}, {}
    partnership.key_decision_reference = ""
    partnership.save(update_fields=["key_decision_reference", "purpose_words"])
    return {"key_decision_reference": left}, {"key_decision_reference": ""}


def reason_to_start(assessment: Assessment) -> tuple[RoundReason, DecisionSought]:
    """Return why a round can be started after this one, and for which decision; ActionError when none can."""
    check_last(assessment)
    check_state(Permission.START_ROUND, assessment)
    entry = RegisterEntry.objects.filter(partnership=assessment.partnership).first()
    if entry is not None:
        if entry.ended_on is not None:
            raise ActionError(_("This partnership has ended. What follows it is a partnership of its own."))
        return RoundReason.REVIEW, DecisionSought.CONTINUE
    decided = Decision.objects.filter(assessment=assessment).first()
    if assessment.state == State.WITHDRAWN or (decided is not None and decided.result == Result.NOT_APPROVED):
        return RoundReason.AGAIN, DecisionSought(assessment.decision_sought)
    raise ActionError(_("The decision opens the next round."))


def check_last(assessment: Assessment) -> None:
    """Raise ActionError when the partnership has a later round."""
    if not assessment.is_current:
        raise ActionError(_("A later round has been opened already."))


def _following(old: Assessment, *, by: User, **opened: Any) -> Assessment:
    """Create the round after that one, with the screening and the benefits that the checklist still asks for."""
    versions = Version.objects.published().filter(checklist=old.version.checklist_id)
    version = next(iter(versions.select_related("checklist").readable()), old.version)
    spec = version.spec()
    return Assessment.objects.create(
        partnership=old.partnership,
        version=version,
        round=old.round + 1,
        screening={mark.code: old.screening[mark.code] for mark in spec.characteristics if mark.code in old.screening},
        benefits=[benefit.code for benefit in spec.benefits if benefit.code in old.benefits],
        state_changed_by=by,
        created_by=by,
        **opened,
    )


def open_reviews(*, by: User, today: date) -> list[Assessment]:
    """Open the review round of every partnership whose review is due by that day; return the new rounds.

    Each is opened in its own transaction. Idempotent: partnerships that have ended, or whose round somebody else has
    opened meanwhile, or whose version cannot be read, are skipped.
    """
    due = Assessment.objects.current().filter(
        pk=F("partnership__register_entry__decision__assessment"),
        partnership__register_entry__ended_on=None,
        partnership__register_entry__review_on__lte=today,
    )
    opened = []
    for assessment in due.order_by("pk"):
        try:
            opened.append(_open_review(assessment, by=by, today=today))
        except (ActionError, VersionAlteredError):
            continue
    existing = RegisterEntry.objects.without_case().filter(ended_on=None, review_on__lte=today)
    for entry in existing.order_by("pk"):
        try:
            with transaction.atomic():
                entry = lock_entry(entry)
                version = version_to_answer([entry.partnership.service])
                opened.append(_first_review(entry, version, by=by, decision=DecisionSought.CONTINUE))
        except (ActionError, VersionAlteredError):
            continue
    return opened


@transaction.atomic
def _open_review(assessment: Assessment, *, by: User, today: date) -> Assessment:
    assessment = lock(assessment)
    entry = RegisterEntry.objects.get(partnership=assessment.partnership)
    if entry.ended_on is not None or entry.review_on > today:
        raise ActionError
    return open_round(assessment=assessment, by=by, reason=RoundReason.REVIEW, decision=DecisionSought.CONTINUE)
