"""Judging the significance of a partnership from six answers, some of which its details give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from checklists.spec import Significance
from partnerships.actions.acting import ActionError, act_as, lock
from partnerships.actions.refresh import refresh_flags
from partnerships.actions.review import check_state
from partnerships.actions.trail import diff, record
from partnerships.actions.validation import refuse
from partnerships.actions.version_tokens import merged
from partnerships.domain.permissions import Permission
from partnerships.domain.relation import Capacity
from partnerships.domain.significance import Factor, significance_of
from partnerships.models import Assessment, Partnership
from partnerships.models.trail import EventKind
from partnerships.selectors.significance import answers_of, basis_of, contradictions, known_of


@transaction.atomic
def judge_significance(
    *, assessment: Assessment, by: User, answers: Mapping[str, str], version_token: str | None = None
) -> Assessment:
    """Record the six answers, factor -> level, and the significance that they give.

    `version_token` is that of the answers that the page showed, StaleError as by `merged`. InvalidError, by factor, for
    what `check_answers` refuses.
    """
    assessment = lock(assessment)
    check_state(Permission.EDIT, assessment)
    act_as(Capacity.AUTHOR, user=by, partnership=assessment.partnership, by=by)
    current, kinds = answers_of(assessment.partnership), (EventKind.SIGNIFICANCE_JUDGED,)
    typed = {name: answers.get(name, "") for name in current}
    values = merged(version_token, typed=typed, current=current, assessment=assessment, kinds=kinds)
    check_answers(assessment.partnership, values)
    if _apply(assessment, values, by=by):
        refresh_flags(assessment, by=by)
    return assessment


def check_answers(partnership: Partnership, answers: Mapping[str, str]) -> None:
    """Raise InvalidError, by factor, for an answer that is missing, is no level or contradicts the partnership's details."""
    errors = {factor.value: sentence for factor, sentence in contradictions(partnership, answers).items()}
    for factor in Factor:
        if answers.get(factor) not in Significance.values:
            errors[factor.value] = _("Select an answer to “%(question)s”") % {"question": factor.label}
    refuse(errors)


def rejudge(assessment: Assessment, *, by: User) -> None:
    """Judge the significance again after the details of a locked case have changed: their answers replace others.

    Nothing happens when it was never judged. The caller refreshes the flags.
    """
    basis = assessment.partnership.significance_basis
    if basis:
        _apply(assessment, basis["answers"] | known_of(assessment.partnership), by=by)


def check_significance(partnership: Partnership) -> None:
    """Raise ActionError while the significance, from which it follows who decides, is not known."""
    if not partnership.significance:
        raise ActionError(
            _(
                "Who decides depends on the significance, which is not known yet. The lead officer or a contributor has to"
                " answer the questions about it first."
            )
        )


def _apply(assessment: Assessment, answers: Mapping[str, str], *, by: User) -> bool:
    """Write the answers, the significance and the event; return whether anything changed."""
    partnership = assessment.partnership
    before = _as_json(partnership)
    old = partnership.significance_basis
    partnership.significance_basis = basis_of(partnership, answers)
    partnership.significance = significance_of(answers) or ""
    if partnership.significance_basis == old:
        return False
    partnership.save(update_fields=["significance", "significance_basis"])
    was, now = diff(before, _as_json(partnership))
    record(EventKind.SIGNIFICANCE_JUDGED, by=by, assessment=assessment, old=was, new=now)
    return True


def _as_json(partnership: Partnership) -> dict[str, Any]:
    """Return the significance and its basis as flat JSON: the factors are keys beside `significance`."""
    basis = partnership.significance_basis or {"answers": {}, "values": {}, "thresholds": {}}
    parts = {"values": basis["values"], "thresholds": basis["thresholds"]}
    return {"significance": partnership.significance, **basis["answers"], **parts}
