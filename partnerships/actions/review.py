"""What reviewers and legal advisers say of single answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from checklists.models import Question
from partnerships.actions.acting import ActionError, act_as, lock
from partnerships.actions.refresh import refresh_flags
from partnerships.actions.trail import record
from partnerships.domain.access import Capacity
from partnerships.domain.answers import TreatmentKind, incompleteness
from partnerships.domain.permissions import Permission
from partnerships.domain.workflow import WHEN, State, state_sentence
from partnerships.models import Assessment, Confirmation, Evidence, Treatment
from partnerships.models.trail import EventKind
from partnerships.selectors.case import read_case


@transaction.atomic
def treat(
    *,
    assessment: Assessment,
    question: Question,
    by: User,
    kind: TreatmentKind,
    text: str,
    owner: str = "",
    due_on: date | None = None,
    evidence: Evidence | None = None,
) -> Treatment:
    """Treat the concern of one question; a treatment that stands gives way. The officer's answer stays as it is.

    Raises ActionError when the flag is none that can be treated (a blocker, a note, a missing confirmation), or when
    it is to be cleared on something else than evidence that is attached to this case.
    """
    assessment = lock(assessment)
    check_state(Permission.TREAT, assessment)
    act_as(Capacity.REVIEWER, user=by, partnership=assessment.partnership, by=by)
    flag = read_case(assessment).flags.get(question.key)
    if flag is None or not flag.is_treatable:
        raise ActionError(_("Only a concern can be treated. A blocker needs another answer or its confirmation."))
    _check_evidence(assessment, kind, evidence)
    standing = Treatment.objects.filter(assessment=assessment, question=question, lapsed_at=None)
    old = standing.select_related("evidence").first()
    standing.update(lapsed_at=timezone.now(), lapsed_by=by)
    treatment = Treatment.objects.create(
        assessment=assessment,
        question=question,
        kind=kind,
        text=text,
        owner=owner,
        due_on=due_on,
        evidence=evidence,
        treated_by=by,
    )
    before, after = _as_json(old), _as_json(treatment)
    record(EventKind.TREATED, by=by, assessment=assessment, question=question, old=before, new=after)
    refresh_flags(assessment, by=by)
    return treatment


@transaction.atomic
def confirm(*, assessment: Assessment, question: Question, by: User, note: str = "") -> Confirmation:
    """Confirm a complete answer as legal adviser. Raises ActionError when it is incomplete or confirmed already."""
    assessment = lock(assessment)
    check_state(Permission.CONFIRM, assessment)
    act_as(Capacity.LEGAL, user=by, partnership=assessment.partnership, by=by)
    case = read_case(assessment)
    spec = case.spec.by_key[question.key]
    if spec.confirm is None:
        raise ActionError(_("This question needs no confirmation."))
    missing = incompleteness(spec, case.state.answer(question.key))
    if missing:
        raise ActionError(_("An answer can be confirmed only when it is complete. %(missing)s") % {"missing": missing})
    if question.key in case.confirmations:
        raise ActionError(_("This answer is confirmed already."))
    confirmation = Confirmation.objects.create(
        assessment=assessment, question=question, role=Role(spec.confirm.role), note=note, confirmed_by=by
    )
    record(
        EventKind.CONFIRMED,
        by=by,
        assessment=assessment,
        question=question,
        new={"role": spec.confirm.role, "note": note},
    )
    refresh_flags(assessment, by=by)
    return confirmation


def check_state(permission: Permission, assessment: Assessment) -> None:
    """Raise ActionError when the assessment is in no state in which the permission can be used."""
    state = State(assessment.state)
    if state not in WHEN[permission]:
        raise ActionError(state_sentence(state, WHEN[permission]))


def _check_evidence(assessment: Assessment, kind: TreatmentKind, evidence: Evidence | None) -> None:
    if (kind is TreatmentKind.CLEARED) is (evidence is None):
        raise ActionError(_("A concern is cleared on evidence, and only then is evidence named."))
    if evidence and not assessment.evidence.attached().filter(pk=evidence.pk).exists():
        raise ActionError(_("This evidence is not attached to this case."))


def _as_json(treatment: Treatment | None) -> dict[str, Any]:
    """Return the content of a treatment as JSON; nothing when there is none."""
    if treatment is None:
        return {}
    return {
        "kind": treatment.kind,
        "text": treatment.text,
        "owner": treatment.owner,
        "due_on": treatment.due_on.isoformat() if treatment.due_on else None,
        "evidence": str(treatment.evidence) if treatment.evidence else None,
    }
