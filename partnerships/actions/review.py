"""Review of single answers: treatments by managers, confirmations by those whom the checklist names; and their end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import RoleGrant, User
from accounts.prepared import PreparedRows, key
from accounts.roles import Role
from accounts.text import is_visible
from accounts.version_tokens import changed_since
from checklists.models import Question
from partnerships import emails
from partnerships.actions.acting import ActionError, act_as, lock, on_behalf_of
from partnerships.actions.owners import check_owner, owner_from
from partnerships.actions.refresh import refresh_flags
from partnerships.actions.trail import record
from partnerships.actions.validation import InvalidError, check_texts, past_errors, refuse, text_error
from partnerships.actions.version_tokens import NOBODY, StaleError, check_row, check_unchanged
from partnerships.domain.answers import TreatmentKind, incompleteness
from partnerships.domain.permissions import Permission
from partnerships.domain.relation import CAPACITY_OF, Capacity
from partnerships.domain.workflow import WHEN, State, state_sentence
from partnerships.models import Assessment, Confirmation, Evidence, Partnership, Treatment
from partnerships.models.trail import EventKind
from partnerships.selectors.case import Case, read_case
from partnerships.selectors.version_tokens import answer_values, question_version_token, treatment_values

# What each kind of treatment must have, with the sentence for each argument of `treat` that is missing.
NEEDED = {
    TreatmentKind.MITIGATION: {
        "text": gettext_lazy("Say what will be done"),
        "owner": gettext_lazy("Say who will do it"),
        "due_on": gettext_lazy("Enter the date by which it will be done"),
    },
    TreatmentKind.JUSTIFIED: {"text": gettext_lazy("Say why it can be accepted as it is")},
    TreatmentKind.CLEARED: {
        "evidence": gettext_lazy("Select the evidence that clears it"),
        "text": gettext_lazy("Say what the evidence shows"),
    },
}


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
    version_token: str | None = None,
) -> Treatment:
    """Treat the concern of one question, in place of an earlier treatment. The answer does not change.

    `version_token` is that of the question as the page showed it: StaleError when the answer or the treatment is
    another one since. The same treatment again writes no event. InvalidError as by `check_treatment`; ActionError when
    the flag cannot be treated (a blocker, a note, a missing confirmation), or the evidence is not attached here.
    """
    assessment = lock(assessment)
    check_state(Permission.TREAT, assessment)
    act_as(Capacity.REVIEWER, user=by, partnership=assessment.partnership, by=by)
    name, person = owner_from(owner)
    values = {"kind": kind, "text": text, "owner": name, "owner_user": person, "due_on": due_on, "evidence": evidence}
    values["treated_for"] = on_behalf_of(by, assessment.partnership)
    new = Treatment(assessment=assessment, question=question, treated_by=by, **values)
    case = read_case(assessment)
    old = case.treatments.get(question.key)
    _check_fresh(version_token, case, new)
    if old is not None and treatment_values(new) == treatment_values(old):
        return old
    check_treatment(kind=kind, text=text, owner=owner, due_on=due_on, has_evidence=evidence is not None)
    _check_treatable(case, question.key, evidence)
    check_texts(new, "text", "owner")
    assessment.treatments.filter(question=question, lapsed_at=None).update(lapsed_at=timezone.now(), lapsed_by=by)
    new.save(force_insert=True)
    if person and (old is None or old.owner_user != person):
        emails.owner_named(assessment.partnership, person, by=by)
    record(EventKind.TREATED, by=by, assessment=assessment, question=question, old=_as_json(old), new=_as_json(new))
    refresh_flags(assessment, by=by)
    return new


@transaction.atomic
def treat_alike(
    *, assessment: Assessment, question: Question, also: Sequence[tuple[Question, str]], **treatment: Any
) -> list[Treatment]:
    """Treat the concern of one question, and those of others in the same way, as `treat` does. All of them or none.

    `also` are the other questions, each with its version token as the page showed it; ActionError when one of them has
    changed since.
    """
    treated = [treat(assessment=assessment, question=question, **treatment)]
    for other, token in also:
        try:
            treated.append(treat(assessment=assessment, question=other, **treatment | {"version_token": token}))
        except StaleError as error:
            sentence = _("%(code)s has changed since you opened this page, so nothing was saved. Look at it again.")
            raise ActionError(sentence % {"code": other.code}) from error
    return treated


def _check_treatable(case: Case, key: str, evidence: Evidence | None) -> None:
    flag = case.flags.get(key)
    if flag is None or not flag.is_treatable:
        raise ActionError(_("Only a concern can be treated. A blocker needs another answer or its confirmation."))
    if evidence and not case.assessment.evidence.attached().filter(pk=evidence.pk).exists():
        raise ActionError(_("This evidence is not attached to this case."))


@transaction.atomic
def confirm(
    *, assessment: Assessment, question: Question, by: User, note: str = "", version_token: str | None = None
) -> Confirmation:
    """Confirm a complete answer, in the role that the question names.

    `version_token` is that of the question as the page showed it: StaleError when it has changed since.
    ActionError when it is incomplete or confirmed already, or `by` does not hold the role; InvalidError when the note
    is too long or not as it is kept. An objection that stands ends.
    """
    assessment = lock(assessment)
    case = read_case(assessment)
    confirmation = _said_by_holder(case, question, by, version_token, note=note)
    check_texts(confirmation, "note")
    _say(confirmation, EventKind.CONFIRMED, {"role": confirmation.role, "note": note})
    return confirmation


@transaction.atomic
def object_to(
    *, assessment: Assessment, question: Question, by: User, reason: str, version_token: str | None = None
) -> Confirmation:
    """Say why an answer cannot be confirmed, in the role that the question names. An earlier objection ends.

    The flag stays, with the reason. Whoever can have the answer changed is told: the managers while the case is in
    review, else its authors. The same again writes no event. Raises what `confirm` does; InvalidError without a reason.
    """
    assessment = lock(assessment)
    case = read_case(assessment)
    objection = _said_by_holder(case, question, by, version_token, note=reason, is_objection=True)
    check_objection(reason)
    old = case.objections.get(question.key)
    if old is not None and (old.note, old.confirmed_by_id) == (reason, by.pk):
        return old
    _say(objection, EventKind.OBJECTED, {"role": objection.role, "reason": reason})
    emails.could_not_be_confirmed(assessment, by=by)
    return objection


def check_objection(reason: str) -> None:
    """Raise InvalidError unless it says why, in a text that can be kept."""
    error = text_error(reason, label=_("I cannot confirm it, because"))
    refuse({"reason": error if is_visible(reason) else _("Say why you cannot confirm it")})


def _said_by_holder(case: Case, question: Question, by: User, version_token: str | None, **said: Any) -> Confirmation:
    """Return a confirmation or an objection that is not saved yet; raise what forbids both."""
    assessment, partnership = case.assessment, case.assessment.partnership
    check_state(Permission.CONFIRM, assessment)
    check_unchanged(version_token, question_version_token(case, question.key))
    spec = case.spec.by_key[question.key]
    if spec.confirm is None:
        raise ActionError(_("This question needs no confirmation."))
    role = Role(spec.confirm.role)
    check_holds(role, by, partnership)
    act_as(CAPACITY_OF[role], user=by, partnership=partnership, by=by)
    missing = incompleteness(spec, case.state.answer(question.key))
    if missing:
        raise ActionError(_("An answer can be confirmed only when it is complete. %(missing)s") % {"missing": missing})
    if question.key in case.pending:
        raise ActionError(_("A change of this answer is kept and not saved yet. Confirm the answer once it is saved."))
    if question.key in case.confirmations:
        raise ActionError(_("This answer is confirmed already."))
    absent = on_behalf_of(by, partnership) if role is Role.MANAGER else ""
    return Confirmation(
        assessment=assessment, question=question, role=role, confirmed_by=by, confirmed_for=absent, **said
    )


def _say(row: Confirmation, kind: EventKind, new: dict[str, Any]) -> None:
    """Save what a role holder says of an answer, in place of an objection that stands, with events."""
    assessment, question, by = row.assessment, row.question, row.confirmed_by
    lapse_confirmations(assessment, Q(question=question), by=by, at=timezone.now())
    row.save(force_insert=True)
    record(kind, by=by, assessment=assessment, question=question, new=new)
    refresh_flags(assessment, by=by)


_ASSESSMENT, _QUESTION = key("assessment", Assessment), key("question", Question)
_TREATED = PreparedRows(
    lambda: Treatment.objects.filter(assessment=_ASSESSMENT, question=_QUESTION, lapsed_at=None).order_by()
)
_CONFIRMED = PreparedRows(lambda: _confirmations(Q(question=_QUESTION) | Q(question=None), _ASSESSMENT))


def lapse_review(assessment: Assessment, question: Question, *, by: User) -> None:
    """End the treatment and the confirmations of an answer that has changed, and refresh the flags.

    A confirmation of the whole case ends too. Treatments and confirmations of other questions remain.
    """
    lapse_treatment(assessment, question, by=by)
    _lapse(assessment, _CONFIRMED.rows(assessment=assessment.pk, question=question.pk), by=by, at=timezone.now())
    refresh_flags(assessment, by=by, saved=question)


def lapse_treatment(assessment: Assessment, question: Question, *, by: User) -> None:
    """End the treatment that stands of the question, with an event."""
    for treatment in _TREATED.rows(assessment=assessment.pk, question=question.pk):
        Treatment.objects.filter(pk=treatment.pk).update(lapsed_at=timezone.now(), lapsed_by=by)
        old = {"kind": treatment.kind, "text": treatment.text}
        record(EventKind.TREATMENT_LAPSED, by=by, assessment=assessment, question=question, old=old)


def lapse_confirmations(assessment: Assessment, which: Q, *, by: User, at: datetime) -> None:
    """End the confirmations and objections that stand and match, each with an event."""
    _lapse(assessment, _confirmations(which, assessment), by=by, at=at)


def _confirmations(which: Q, assessment: Any) -> QuerySet[Confirmation]:
    """Return the confirmations and objections that stand and match, with what their events say."""
    standing = Confirmation.objects.filter(which, assessment=assessment, lapsed_at=None)
    named = ("role", "is_objection", "note", "confirmed_by__full_name", "question__version", "question__key")
    return standing.select_related("confirmed_by", "question").only(*named)


def _lapse(assessment: Assessment, confirmations: Iterable[Confirmation], *, by: User, at: datetime) -> None:
    for confirmation in confirmations:
        Confirmation.objects.filter(pk=confirmation.pk).update(lapsed_at=at, lapsed_by=by)
        kind = EventKind.OBJECTION_ENDED if confirmation.is_objection else EventKind.CONFIRMATION_LAPSED
        old = {"role": confirmation.role, "confirmed_by": confirmation.confirmed_by.full_name}
        if confirmation.is_objection:
            old = {
                "role": confirmation.role,
                "person": confirmation.confirmed_by.full_name,
                "reason": confirmation.note,
            }
        record(kind, by=by, assessment=assessment, question=confirmation.question, old=old)


def check_holds(role: Role, user: User, partnership: Partnership) -> None:
    """Raise ActionError unless the person holds the role for the service of the partnership."""
    grants = RoleGrant.objects.grants_of(user)
    if not any(grant.role == role and grant.covers(partnership.service_id) for grant in grants):
        raise ActionError(_("This answer is confirmed by %(holder)s.") % {"holder": role.holder})


def check_treatment(*, kind: TreatmentKind, text: str, owner: str, due_on: date | None, has_evidence: bool) -> None:
    """Raise InvalidError unless a treatment has what its kind needs, and a mitigation is due today or later."""
    if kind not in TreatmentKind.values:
        raise InvalidError({"kind": _("Select how you deal with it")})
    given = {"text": is_visible(text), "owner": is_visible(owner), "due_on": due_on, "evidence": has_evidence}
    errors = {name: str(sentence) for name, sentence in NEEDED[kind].items() if not given[name]}
    if kind is TreatmentKind.MITIGATION:
        errors |= past_errors(due_on=due_on)
        check_owner(owner)
    if kind is not TreatmentKind.CLEARED and has_evidence:
        errors["evidence"] = _("Evidence is named only for a concern that it clears")
    refuse(errors)


def _check_fresh(version_token: str | None, case: Case, new: Treatment) -> None:
    """Raise StaleError unless the page of the token showed the question as it stands; with its treatment, if that differs."""
    key = new.question.key
    old, now = case.treatments.get(key), question_version_token(case, key)
    saved = (old.treated_by, old.treated_at) if old else NOBODY
    typed, current = treatment_values(new), treatment_values(old)
    check_row(version_token, typed=typed, current=current, row=old, saved=saved, now=now)
    if version_token is not None and changed_since(version_token, answer_values(case, key)):
        raise StaleError(now)


def check_state(permission: Permission, assessment: Assessment) -> None:
    """Raise ActionError unless the permission can be used in the state of the assessment."""
    state = State(assessment.state)
    if state not in WHEN[permission]:
        raise ActionError(state_sentence(state, WHEN[permission]))


def _as_json(treatment: Treatment | None) -> dict[str, Any]:
    """Return the content of a treatment as JSON; an empty dict for none."""
    if treatment is None:
        return {}
    return {
        "kind": treatment.kind,
        "text": treatment.text,
        "owner": treatment.owner,
        "due_on": treatment.due_on.isoformat() if treatment.due_on else None,
        "evidence": str(treatment.evidence) if treatment.evidence else None,
    }
