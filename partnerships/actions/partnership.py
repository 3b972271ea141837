"""Starting a partnership, and changing its details, its screening and its benefits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import RoleGrant, Service, User
from accounts.roles import Grant
from checklists.models import Version
from checklists.spec import STAGES, ChecklistSpec, DecisionSought, YesNo, decisions_beside
from partnerships.actions.acting import ActionError, act_as, lock, lock_council
from partnerships.actions.carrying import copy_answers
from partnerships.actions.refresh import refresh_flags
from partnerships.actions.significance import rejudge
from partnerships.actions.trail import diff, record
from partnerships.actions.validation import YEARS_PLANNED, InvalidError, check_texts, far_errors, refuse, text_error
from partnerships.actions.version_tokens import merged
from partnerships.domain.access import role_may
from partnerships.domain.permissions import Permission
from partnerships.domain.relation import Capacity
from partnerships.domain.similarity import Subject, keys_of
from partnerships.domain.workflow import EDITABLE
from partnerships.models import Assessment, EarlierPartners, Partner, Partnership, PartnershipWord
from partnerships.models.partnership import BESIDES
from partnerships.models.trail import EventKind
from partnerships.selectors.similar import same_named

MOST_PARTNERS = 50
MOST_POUNDS = 99_999_999_999
# What of an earlier case comes along though the form of a new one does not ask for it. Who is the contact, and under
# which reference the decision was announced, are of that case alone.
COPIED_UNSEEN = ("wards", "exit_arrangements")
FEWEST_DIGITS = 5
TEXTS = ("name", "purpose", "council_role", "funding_source", *BESIDES)


@dataclass(frozen=True, kw_only=True)
class Besides:
    """What a report says of a partnership besides. Each may be blank."""

    wards: str = ""
    key_decision_reference: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    exit_arrangements: str = ""


@dataclass(frozen=True, kw_only=True)
class Details(Besides):
    """The details of a partnership. `annual_cost` is in whole pounds; `partners` are names in order."""

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
def start_partnership(
    *,
    by: User,
    service: Service,
    version: Version,
    details: Details,
    is_another: bool = False,
    earlier: Assessment | None = None,
) -> Assessment:
    """Start a partnership and its first round, led by `by`. The next free reference is taken under a lock.

    The answers of an `earlier` case of the same version come along, to be confirmed. InvalidError when the version is not
    published, `by` may not start one in the service, the details are not valid (`check_details`), or another
    partnership has the name (`check_new_name`); `is_another` says that this is meant. So for an earlier case that `by` may
    not read, or that is restricted while the new one is not (`check_copied`).
    """
    _check_start(by, service, version)
    check_details(details)
    if earlier:
        details = _details_beside(earlier, details, by)
    lock_council()
    if not is_another:
        check_new_name(details.name, by)
    last = Partnership.objects.aggregate(last=Max("number"))["last"] or 0
    partnership = Partnership(number=last + 1, service=service, lead=by, created_by=by)
    _save(partnership, details)
    act_as(Capacity.AUTHOR, user=by, partnership=partnership, by=by)
    assessment = Assessment.objects.create(
        partnership=partnership,
        version=version,
        decision_sought=details.decision_sought,
        state_changed_by=by,
        created_by=by,
    )
    new = {"service": service.name, "lead": by.full_name, "checklist": str(version), **_as_json(details)}
    if earlier:
        new |= _copied(earlier, assessment, by)
    record(EventKind.CREATED, by=by, assessment=assessment, new=new)
    refresh_flags(assessment)
    return assessment


def _check_start(by: User, service: Service, version: Version) -> None:
    if not version.is_in_force():
        raise InvalidError({"version": _("Only a published version of a checklist can be answered.")})
    check_open(version, service)
    if not can_start_in(service, RoleGrant.objects.grants_of(by)):
        raise InvalidError({"service": _("You cannot start a partnership in this service.")})


def _details_beside(earlier: Assessment, details: Details, by: User) -> Details:
    """Check what is copied, and return the details with what comes along though nobody typed it."""
    check_copied(earlier, details, by)
    return replace(details, **{name: getattr(earlier.partnership, name) for name in COPIED_UNSEEN})


def _copied(earlier: Assessment, new: Assessment, by: User) -> dict[str, Any]:
    """Copy the answers to the same questions, and return what the history says of it."""
    return {
        "copied_from": f"{earlier.partnership.reference}, round {earlier.round}",
        "answers_copied": copy_answers(earlier, new, by=by),
    }


@transaction.atomic
def change_details(
    *, assessment: Assessment, by: User, details: Details, version_token: str | None = None
) -> Assessment:
    """Change the details of the partnership while the round is with its authors; ActionError otherwise.

    `version_token` is that of the details that the page showed: those that were changed there are written, the others
    stay as they are, StaleError as by `merged`. InvalidError when the details are not valid (`check_details`).
    """
    assessment = lock(assessment)
    check_editable(assessment)
    partnership = assessment.partnership
    act_as(Capacity.AUTHOR, user=by, partnership=partnership, by=by)
    kinds = (EventKind.CREATED, EventKind.DETAILS_CHANGED)
    current = vars(details_of(assessment))
    values = merged(version_token, typed=vars(details), current=current, assessment=assessment, kinds=kinds)
    details = Details(**values)
    check_details(details, decisions=decisions_beside(DecisionSought(assessment.decision_sought)))
    old, new = diff(_as_json(details_of(assessment)), _as_json(details))
    if not new:
        return assessment
    _save(partnership, details)
    assessment.decision_sought = details.decision_sought
    assessment.save(update_fields=["decision_sought"])
    record(EventKind.DETAILS_CHANGED, by=by, assessment=assessment, old=old, new=new)
    if "partners" in old:
        _keep_partners(assessment, old["partners"])
    rejudge(assessment, by=by)
    refresh_flags(assessment, by=by)
    return assessment


def _keep_partners(assessment: Assessment, names: list[str]) -> None:
    """Keep the names that the partners had before, for the earlier rounds that had them until now."""
    earlier = Assessment.objects.filter(partnership=assessment.partnership, round__lt=assessment.round)
    rows = earlier.exclude(pk__in=EarlierPartners.objects.values("assessment"))
    EarlierPartners.objects.bulk_create(EarlierPartners(assessment=row, names="\n".join(names)) for row in rows)


@transaction.atomic
def screen(
    *, assessment: Assessment, by: User, answers: Mapping[str, str], version_token: str | None = None
) -> Assessment:
    """Record the screening test: characteristic code -> "yes" or "no". InvalidError, by code, when one is missing.

    `version_token` is that of the answers that the page showed, StaleError as by `merged`.
    """
    assessment = lock(assessment)
    check_editable(assessment)
    act_as(Capacity.AUTHOR, user=by, partnership=assessment.partnership, by=by)
    typed, kinds = {code: answers.get(code, "") for code in screening_of(assessment)}, (EventKind.SCREENED,)
    values = merged(version_token, typed=typed, current=screening_of(assessment), assessment=assessment, kinds=kinds)
    check_screening(assessment.version.spec(), values)
    old, new = diff(assessment.screening, values)
    if new:
        assessment.screening = values
        assessment.save(update_fields=["screening"])
        record(EventKind.SCREENED, by=by, assessment=assessment, old=old, new=new)
    return assessment


@transaction.atomic
def claim_benefits(
    *, assessment: Assessment, by: User, codes: Sequence[str], version_token: str | None = None
) -> Assessment:
    """Record which benefits of the version (B1 ...) the partnership claims. InvalidError for an unknown code.

    `version_token` is that of the benefits that the page showed, StaleError as by `merged`.
    """
    assessment = lock(assessment)
    check_editable(assessment)
    unknown = set(codes) - {benefit.code for benefit in assessment.version.spec().benefits}
    if unknown:
        raise InvalidError({"codes": _("This checklist has no benefit %(code)s.") % {"code": min(unknown)}})
    act_as(Capacity.AUTHOR, user=by, partnership=assessment.partnership, by=by)
    old, kinds = benefits_of(assessment), (EventKind.BENEFITS_CLAIMED,)
    new = merged(version_token, typed={"benefits": list(codes)}, current=old, assessment=assessment, kinds=kinds)
    if old != new:
        assessment.benefits = new["benefits"]
        assessment.save(update_fields=["benefits"])
        record(
            EventKind.BENEFITS_CLAIMED,
            by=by,
            assessment=assessment,
            old=old,
            new=new,
        )
    return assessment


def check_open(version: Version, service: Service) -> None:
    """Raise InvalidError unless the checklist of the version is open to the service."""
    if not Version.objects.filter(pk=version.pk).open_to([service]).exists():
        words = {"checklist": version.checklist.title, "service": service}
        raise InvalidError({"checklist": _("“%(checklist)s” is not open to %(service)s") % words})


def can_start_in(service: Service, grants: Iterable[Grant]) -> bool:
    """Whether somebody with these grants can start a partnership in the service."""
    allowing = [grant for grant in grants if grant.is_own and role_may(Permission.CREATE, {grant.role})]
    return service.is_active and any(grant.covers(service.pk) for grant in allowing)


def check_new_name(name: str, by: User) -> None:
    """Raise InvalidError for almost the name of another partnership that the person may know of."""
    if same_named(name, user=by):
        raise InvalidError({"name": _("There is already a partnership with almost this name")})


def check_copied(earlier: Assessment, details: Details, by: User) -> None:
    """Raise InvalidError unless the person may read the earlier case, and what is copied of a restricted one stays so."""
    readable = Assessment.objects.visible_to(by, RoleGrant.objects.grants_of(by))
    if not readable.filter(pk=earlier.pk).exists():
        raise InvalidError({"earlier": _("You cannot read the case that you want to copy from.")})
    if earlier.partnership.is_restricted and not details.is_restricted:
        message = _("The case that you copy from is restricted, so this one starts restricted too")
        raise InvalidError({"is_restricted": message})


def check_details(details: Details, *, decisions: Collection[DecisionSought] = STAGES) -> None:
    """Raise InvalidError, by field of `Details`, for values that are not valid; texts are checked when they are saved.

    `decisions` are those that the round can seek.
    """
    start, end = details.planned_start_on, details.planned_end_on
    errors = {"partners": _partners_error(details.partners)}
    errors |= far_errors({"planned_start_on": start}) | far_errors({"planned_end_on": end}, ahead=YEARS_PLANNED)
    if not 0 <= (details.annual_cost or 0) <= MOST_POUNDS:
        errors["annual_cost"] = _("Enter a cost below £100 billion")
    if start and end and end < start:
        errors["planned_end_on"] = _("The planned end must be the same as or after the planned start")
    errors |= _contact_errors(details)
    if details.decision_sought not in decisions:
        errors["decision_sought"] = _("Select which decision you seek")
    refuse(errors)


def check_screening(spec: ChecklistSpec, answers: Mapping[str, str]) -> None:
    """Raise InvalidError, by code, for each mark of a partnership that is not answered with yes or no."""
    refuse(
        {
            mark.code: _("Select yes or no for “%(mark)s”") % {"mark": mark.text.rstrip(".")}
            for mark in spec.characteristics
            if answers.get(mark.code) not in YesNo.values
        }
    )


def check_editable(assessment: Assessment) -> None:
    """Raise ActionError unless the round is with its authors."""
    if assessment.state not in EDITABLE:
        raise ActionError(_("This assessment has been submitted, so it cannot be changed."))


def screening_of(assessment: Assessment) -> dict[str, str]:
    """Return the answer to each mark of a partnership, "" where there is none."""
    return {mark.code: assessment.screening.get(mark.code, "") for mark in assessment.version.spec().characteristics}


def benefits_of(assessment: Assessment) -> dict[str, Any]:
    """Return the benefits that are claimed."""
    return {"benefits": assessment.benefits}


def details_of(assessment: Assessment) -> Details:
    """Return the current details."""
    partnership = assessment.partnership
    own = {field: getattr(partnership, field) for field in _OWN_FIELDS}
    partners = list(partnership.partners.values_list("name", flat=True))
    return Details(partners=partners, decision_sought=assessment.decision_sought, **own)


_OWN_FIELDS = tuple(field for field in Details.__dataclass_fields__ if field not in ("partners", "decision_sought"))


def _contact_errors(details: Details) -> dict[str, str]:
    """Return what is wrong with the contact: somebody, with at least one way to reach them; or nothing at all."""
    errors = {}
    if details.contact_email:
        try:
            validate_email(details.contact_email)
        except ValidationError:
            errors["contact_email"] = _("Enter an email address in the correct format, like name@example.com")
    if details.contact_phone and sum(map(str.isdigit, details.contact_phone)) < FEWEST_DIGITS:
        errors["contact_phone"] = _("Enter a telephone number, like 01632 960 001 or 07700 900 982")
    if details.contact_name and not (details.contact_email or details.contact_phone):
        errors["contact_email"] = _("Enter an email address or a telephone number for the contact")
    if not details.contact_name and (details.contact_email or details.contact_phone):
        errors["contact_name"] = _("Enter the name or the role of the contact")
    return errors


def _partners_error(names: Sequence[str]) -> str:
    """Say what is wrong with the names of the partners; "" when nothing is."""
    if len(names) > MOST_PARTNERS:
        return _("Enter %(most)s partners or fewer") % {"most": MOST_PARTNERS}
    too_long = next((name for name in names if len(name) > 200), None)
    if too_long:
        message = _("A partner's name must be 200 characters or fewer: “%(name)s…” is longer")
        return message % {"name": too_long[:40]}
    return next((error for name in names if (error := text_error(name, label=_("partners"), is_line=True))), "")


def _as_json(details: Details) -> dict[str, Any]:
    values = asdict(details)
    values["partners"] = list(details.partners)
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items()}


def _save(partnership: Partnership, details: Details) -> None:
    """Write the details to the partnership, its partners and the keys by which similar partnerships are found."""
    for field in _OWN_FIELDS:
        setattr(partnership, field, getattr(details, field))
    check_texts(partnership, *TEXTS)
    partnership.save()
    names = list(dict.fromkeys(details.partners))
    partnership.partners.exclude(name__in=names).delete()
    for position, name in enumerate(names):
        Partner.objects.update_or_create(partnership=partnership, name=name, defaults={"position": position})
    partnership.words.all().delete()
    keys = keys_of(Subject(details.name, details.purpose))
    PartnershipWord.objects.bulk_create(PartnershipWord(partnership=partnership, word=key) for key in keys)
