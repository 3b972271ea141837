"""Starting a partnership, and changing what is said of it and who works on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Service, User
from checklists.models import Version
from partnerships.actions.acting import ActionError, act_as, lock
from partnerships.actions.refresh import refresh_flags
from partnerships.actions.significance import rejudge
from partnerships.actions.trail import diff, record
from partnerships.domain.access import Capacity
from partnerships.domain.similarity import words_of
from partnerships.domain.workflow import EDITABLE
from partnerships.models import Assessment, Partner, Partnership, PartnershipWord
from partnerships.models.trail import EventKind


@dataclass(frozen=True, kw_only=True)
class Details:
    """What an officer says of a partnership. `annual_cost` is in whole pounds; `partners` are names in order."""

    name: str
    purpose: str
    partners: Sequence[str]
    decision_sought: str
    council_role: str = ""
    planned_start_on: date | None = None
    planned_end_on: date | None = None
    annual_cost: int | None = None
    funding_source: str = ""
    is_restricted: bool = False


@transaction.atomic
def start_partnership(*, by: User, service: Service, version: Version, details: Details) -> Assessment:
    """Start a partnership and its first round, led by `by`. The next free reference is taken under a lock."""
    Service.objects.select_for_update(no_key=True).order_by("pk").first()
    number = (Partnership.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    partnership = Partnership(number=number, service=service, lead=by, created_by=by)
    _apply(partnership, details)
    partnership.save(force_insert=True)
    act_as(Capacity.AUTHOR, user=by, partnership=partnership, by=by)
    _apply_partners_and_words(partnership, details)
    assessment = Assessment.objects.create(
        partnership=partnership,
        version=version,
        decision_sought=details.decision_sought,
        state_changed_by=by,
        created_by=by,
    )
    new = {"service": service.name, "lead": by.full_name, "checklist": str(version), **_as_json(details)}
    record(EventKind.CREATED, by=by, assessment=assessment, new=new)
    refresh_flags(assessment)
    return assessment


@transaction.atomic
def change_details(*, assessment: Assessment, by: User, details: Details) -> Assessment:
    """Change what is said of the partnership while the round is with its authors; ActionError otherwise."""
    assessment = lock(assessment)
    check_editable(assessment)
    partnership = assessment.partnership
    act_as(Capacity.AUTHOR, user=by, partnership=partnership, by=by)
    old, new = diff(_as_json(details_of(assessment)), _as_json(details))
    if not new:
        return assessment
    _apply(partnership, details)
    partnership.save()
    _apply_partners_and_words(partnership, details)
    assessment.decision_sought = details.decision_sought
    assessment.save(update_fields=["decision_sought"])
    record(EventKind.DETAILS_CHANGED, by=by, assessment=assessment, old=old, new=new)
    rejudge(assessment, by=by)
    refresh_flags(assessment, by=by)
    return assessment


@transaction.atomic
def screen(*, assessment: Assessment, by: User, answers: Mapping[str, str]) -> Assessment:
    """Record the screening test: characteristic code -> "yes" or "no"."""
    assessment = lock(assessment)
    check_editable(assessment)
    act_as(Capacity.AUTHOR, user=by, partnership=assessment.partnership, by=by)
    old, new = diff(assessment.screening, dict(answers))
    if new:
        assessment.screening = dict(answers)
        assessment.save(update_fields=["screening"])
        record(EventKind.SCREENED, by=by, assessment=assessment, old=old, new=new)
    return assessment


@transaction.atomic
def claim_benefits(*, assessment: Assessment, by: User, codes: Sequence[str]) -> Assessment:
    """Record which benefits of the version (B1 ...) the partnership claims."""
    assessment = lock(assessment)
    check_editable(assessment)
    act_as(Capacity.AUTHOR, user=by, partnership=assessment.partnership, by=by)
    old, new = {"benefits": assessment.benefits}, {"benefits": list(codes)}
    if old != new:
        assessment.benefits = list(codes)
        assessment.save(update_fields=["benefits"])
        record(
            EventKind.BENEFITS_CLAIMED,
            by=by,
            assessment=assessment,
            old=old,
            new=new,
        )
    return assessment


def check_editable(assessment: Assessment) -> None:
    """Raise ActionError unless the round is with its authors."""
    if assessment.state not in EDITABLE:
        raise ActionError(_("This assessment has been submitted, so it cannot be changed."))


def details_of(assessment: Assessment) -> Details:
    """Return the details as they stand: what the form is filled with."""
    partnership = assessment.partnership
    own = {field: getattr(partnership, field) for field in _OWN_FIELDS}
    partners = list(partnership.partners.values_list("name", flat=True))
    return Details(partners=partners, decision_sought=assessment.decision_sought, **own)


_OWN_FIELDS = tuple(field for field in Details.__dataclass_fields__ if field not in ("partners", "decision_sought"))


def _as_json(details: Details) -> dict[str, Any]:
    values = asdict(details)
    values["partners"] = list(details.partners)
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}


def _apply(partnership: Partnership, details: Details) -> None:
    for field in _OWN_FIELDS:
        setattr(partnership, field, getattr(details, field))


def _apply_partners_and_words(partnership: Partnership, details: Details) -> None:
    names = list(dict.fromkeys(details.partners))
    partnership.partners.exclude(name__in=names).delete()
    for position, name in enumerate(names):
        Partner.objects.update_or_create(partnership=partnership, name=name, defaults={"position": position})
    partnership.words.all().delete()
    words = words_of(f"{details.name} {details.purpose}")
    PartnershipWord.objects.bulk_create(PartnershipWord(partnership=partnership, word=word) for word in sorted(words))
