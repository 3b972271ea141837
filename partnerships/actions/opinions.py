"""Second opinions: a manager judges otherwise than an answer says. They stand beside it and change no outcome."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.version_tokens import changed_since
from checklists.models import Option, Question
from partnerships.actions.acting import ActionError, act_as, lock, on_behalf_of
from partnerships.actions.review import check_state
from partnerships.actions.trail import diff, record
from partnerships.actions.validation import check_text, refuse
from partnerships.actions.version_tokens import NOBODY, StaleError, check_row
from partnerships.domain.permissions import Permission
from partnerships.domain.relation import Capacity
from partnerships.models import Answer, Assessment, SecondOpinion
from partnerships.models.trail import EventKind
from partnerships.selectors.case import Case, read_case
from partnerships.selectors.version_tokens import answer_values, opinion_values, opinion_version_token


@transaction.atomic
def give_opinion(
    *,
    assessment: Assessment,
    question: Question,
    by: User,
    option: str,
    reason: str,
    version_token: str | None = None,
) -> SecondOpinion:
    """Say which option a manager would have chosen, and why, in place of an earlier second opinion on the answer.

    `version_token` is that of `opinion_version_token` as the page showed it: StaleError when the answer or the opinion
    has changed since. The same opinion again writes no event. InvalidError as by `check_opinion`; ActionError when the
    question has no answer to judge.
    """
    assessment, case = _begin(assessment, question, by)
    answer = answer_to_judge(case, question.key)
    old = case.opinions.get(question.key)
    saved = (old.given_by, old.given_at) if old else NOBODY
    typed, current = {"option": option, "reason": reason}, opinion_values(old)
    now = opinion_version_token(case, question.key)
    check_row(version_token, typed=typed, current=current, row=old, saved=saved, now=now)
    if version_token is not None and changed_since(version_token, answer_values(case, question.key)):
        raise StaleError(now)
    if old is not None and typed == current:
        return old
    check_opinion(answer, option=option, reason=reason)
    opinion = SecondOpinion.objects.filter(answer=answer).first() or SecondOpinion(answer=answer)
    opinion.option, opinion.reason = Option.objects.get(question=question, key=option), reason
    opinion.given_at, opinion.given_by = timezone.now(), by
    opinion.given_for = on_behalf_of(by, assessment.partnership)
    opinion.withdrawn_at = opinion.withdrawn_by = None
    opinion.save()
    before, after = diff(current, typed)
    kept = {name: value for name, value in before.items() if value}
    record(EventKind.OPINION_GIVEN, by=by, assessment=assessment, question=question, old=kept, new=after)
    return opinion


@transaction.atomic
def withdraw_opinion(
    *, assessment: Assessment, question: Question, by: User, version_token: str | None = None
) -> SecondOpinion:
    """Withdraw the second opinion on an answer; the trail keeps it. StaleError as by `give_opinion`.

    ActionError when there is none.
    """
    assessment, case = _begin(assessment, question, by)
    now = opinion_version_token(case, question.key)
    if version_token is not None and version_token != now:
        raise StaleError(now)
    opinion = case.opinions.get(question.key)
    if opinion is None:
        raise ActionError(_("There is no second opinion on this answer."))
    opinion.withdrawn_at, opinion.withdrawn_by = timezone.now(), by
    opinion.save(update_fields=["withdrawn_at", "withdrawn_by"])
    old = opinion_values(opinion)
    record(EventKind.OPINION_WITHDRAWN, by=by, assessment=assessment, question=question, old=old)
    return opinion


def check_opinion(answer: Answer, *, option: str, reason: str) -> None:
    """Raise InvalidError unless the option is another one of the question than the answer's, with a reason."""
    chosen = answer.option.key if answer.option else ""
    offered = Option.objects.filter(question=answer.question_id, key=option).exists()
    refuse({"option": "" if offered and option != chosen else _("Select an answer that is not the officer’s")})
    check_text("reason", reason)


def answer_to_judge(case: Case, key: str) -> Answer:
    """Return the answer to that question; ActionError when no option is chosen, so that there is nothing to judge."""
    answer = case.answers.get(key)
    if answer is None or answer.option is None:
        raise ActionError(_("This question is not answered, so there is nothing to judge otherwise."))
    return answer


def _begin(assessment: Assessment, question: Question, by: User) -> tuple[Assessment, Case]:
    """Lock the case for a reviewer, and read it."""
    assessment = lock(assessment)
    check_state(Permission.GIVE_OPINION, assessment)
    act_as(Capacity.REVIEWER, user=by, partnership=assessment.partnership, by=by)
    case = read_case(assessment)
    if question.key not in case.spec.by_key:
        raise ActionError(_("This question is not one of this case."))
    return assessment, case
