"""Partnerships that exist already: they enter the register without a case, one by one or from a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.sign_in import CANNOT_SIGN_IN
from accounts.models import RoleGrant, Service, User
from accounts.roles import Grant
from checklists.spec import DecisionSought, Significance
from partnerships.actions.acting import ActionError, act_as, lock_council
from partnerships.actions.partnership import TEXTS, Besides, Details, check_details, check_new_name
from partnerships.actions.trail import diff, record, record_firsts
from partnerships.actions.validation import InvalidError, check_texts, far_errors, future_errors, refuse
from partnerships.actions.version_tokens import merged_values
from partnerships.domain.access import can_author, grants_for
from partnerships.domain.permissions import Permission
from partnerships.domain.relation import Capacity
from partnerships.domain.similarity import Subject, keys_of
from partnerships.models import Event, Participant, Partner, Partnership, PartnershipWord, RegisterEntry
from partnerships.models.trail import EventKind
from partnerships.selectors.existing import draft_values

OWN = (*TEXTS, "planned_start_on", "planned_end_on", "annual_cost")
EARLIER = ("decided_on", "meeting", "minute_reference")
# So many rows are written by one statement.
BATCH = 500


@dataclass(frozen=True, kw_only=True)
class ExistingDraft(Besides):
    """What is known of a partnership that exists already. Its earlier approval may be unknown, and so may most else."""

    name: str
    purpose: str
    service: Service
    lead: User
    review_on: date
    partners: Sequence[str] = ()
    council_role: str = ""
    significance: str = ""
    planned_start_on: date | None = None
    planned_end_on: date | None = None
    annual_cost: int | None = None
    funding_source: str = ""
    decided_on: date | None = None
    meeting: str = ""
    minute_reference: str = ""


@transaction.atomic
def enter_existing(*, by: User, draft: ExistingDraft, is_another: bool = False) -> RegisterEntry:
    """Put a partnership that exists already on the register. InvalidError as by `check_existing` and `check_new_name`.

    `is_another` says that almost the name of another partnership is meant.
    """
    lock_council()
    check_existing(draft, grants=RoleGrant.objects.grants_of(by), can_lead=can_lead(draft.lead))
    if not is_another:
        check_new_name(draft.name, by)
    return enter_all(by=by, drafts=[draft])[0]


@transaction.atomic
def change_existing(*, entry: RegisterEntry, by: User, draft: ExistingDraft, version_token: str | None = None) -> None:
    """Change what is known of a partnership that has no case. A service stays: where it went is for a case to say.

    `version_token` is that of the values that the page showed, StaleError as by `merged_values`. InvalidError as by
    `check_existing`; ActionError when the partnership has a case by now.
    """
    entry = lock_entry(entry)
    current = draft_values(entry)
    last = Event.objects.filter(partnership=entry.partnership).order_by("pk").last
    values = merged_values(version_token, typed=vars(draft), current=current, last=last)
    draft = ExistingDraft(**values | {"service": entry.partnership.service})
    check_existing(draft, grants=RoleGrant.objects.grants_of(by), can_lead=can_lead(draft.lead))
    old, new = diff(_as_json(ExistingDraft(**current)), _as_json(draft))
    if not new:
        return
    partnership = entry.partnership
    act_as(Capacity.AUTHOR, user=draft.lead, partnership=partnership, by=by)
    _apply(draft, partnership, entry)
    partnership.save()
    entry.save()
    partnership.partners.all().delete()
    partnership.words.all().delete()
    Partner.objects.bulk_create(_partners(partnership, draft))
    PartnershipWord.objects.bulk_create(_words(partnership))
    record(EventKind.EXISTING_CHANGED, by=by, partnership=partnership, old=old, new=new)


def enter_all(*, by: User, drafts: Sequence[ExistingDraft]) -> list[RegisterEntry]:
    """Write the drafts, which were checked, under the lock on references; a few statements for all of them together."""
    first = (Partnership.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    now = timezone.now()
    partnerships, entries = [], []
    for number, draft in enumerate(drafts, start=first):
        partnership = Partnership(number=number, service=draft.service, created_by=by, created_at=now)
        entry = RegisterEntry(partnership=partnership, entered_by=by, entered_at=now)
        _apply(draft, partnership, entry)
        partnerships.append(partnership)
        entries.append(entry)
    Partnership.objects.bulk_create(partnerships, batch_size=BATCH)
    pairs = list(zip(partnerships, drafts, strict=True))
    Partner.objects.bulk_create((row for one, draft in pairs for row in _partners(one, draft)), batch_size=BATCH)
    PartnershipWord.objects.bulk_create((row for one in partnerships for row in _words(one)), batch_size=BATCH)
    Participant.objects.bulk_create(
        (
            Participant(partnership=one, user=draft.lead, capacity=Capacity.AUTHOR, added_by=by, added_at=now)
            for one, draft in pairs
        ),
        batch_size=BATCH,
    )
    RegisterEntry.objects.bulk_create(entries, batch_size=BATCH)
    record_firsts(EventKind.EXISTING_ENTERED, by=by, of=[(one, _as_json(draft)) for one, draft in pairs])
    return entries


def check_existing(draft: ExistingDraft, *, grants: Iterable[Grant], can_lead: bool) -> None:
    """Raise InvalidError, by field of the draft, for values that are not valid, or a service that `grants` do not cover."""
    errors = (
        {} if can_enter_in(draft.service, grants) else {"service": _("You cannot enter partnerships of this service")}
    )
    if not can_lead:
        name = draft.lead.full_name
        errors["lead"] = _("%(name)s cannot lead a partnership: they need a role for that") % {"name": name}
    if draft.significance not in ("", *Significance.values):
        errors["significance"] = _("Select how significant it is")
    errors |= future_errors(decided_on=draft.decided_on) | far_errors({"review_on": draft.review_on})
    if draft.planned_end_on and draft.review_on > draft.planned_end_on:
        errors["review_on"] = _("The review must not be after the planned end")
    for check in (_check_details, _check_texts):
        try:
            check(draft)
        except InvalidError as invalid:
            errors = invalid.errors | errors
    refuse(errors)


def can_enter_in(service: Service, grants: Iterable[Grant]) -> bool:
    """Whether somebody with these grants can enter partnerships of the service, or change one that has no case."""
    allowing = [grant for grant in grants_for(Permission.ENTER_EXISTING, grants) if grant.is_own]
    return any(grant.covers(service.pk) for grant in allowing)


def can_lead(user: User) -> bool:
    """Whether the person can sign in and has a role by which they can lead a case."""
    return user.is_active and can_author(RoleGrant.objects.grants_of(user))


def check_lead_found(user: User | None) -> None:
    """Raise InvalidError when nobody was found to lead it."""
    if user is None:
        raise InvalidError({"lead": str(CANNOT_SIGN_IN)})


def lock_entry(entry: RegisterEntry) -> RegisterEntry:
    """Return the entry, read again and locked with its partnership. ActionError when the partnership has a case by now."""
    locked = RegisterEntry.objects.select_related("partnership__service", "partnership__lead").select_for_update(
        of=("self", "partnership"), no_key=True
    )
    found = locked.get(pk=entry.pk)
    if found.partnership.assessments.exists():
        raise ActionError(_("A review of this partnership has begun. Its details change there."))
    return found


def _check_details(draft: ExistingDraft) -> None:
    own = {name: getattr(draft, name) for name in OWN}
    check_details(Details(partners=draft.partners, decision_sought=DecisionSought.ENTER, **own))


def _check_texts(draft: ExistingDraft) -> None:
    partnership = Partnership(service=draft.service)
    entry = RegisterEntry(partnership=partnership)
    _apply(draft, partnership, entry)
    check_texts(partnership, *TEXTS)
    try:
        check_texts(entry, "earlier_meeting", "earlier_minute_reference")
    except InvalidError as invalid:
        refuse({name.removeprefix("earlier_"): error for name, error in invalid.errors.items()})


def _apply(draft: ExistingDraft, partnership: Partnership, entry: RegisterEntry) -> None:
    for name in OWN:
        setattr(partnership, name, getattr(draft, name))
    partnership.lead, partnership.significance = draft.lead, draft.significance
    entry.review_on = draft.review_on
    for name in EARLIER:
        setattr(entry, f"earlier_{name}", getattr(draft, name))


def _partners(partnership: Partnership, draft: ExistingDraft) -> list[Partner]:
    names = dict.fromkeys(draft.partners)
    return [Partner(partnership=partnership, name=name, position=position) for position, name in enumerate(names)]


def _words(partnership: Partnership) -> list[PartnershipWord]:
    keys = keys_of(Subject(partnership.name, partnership.purpose))
    return [PartnershipWord(partnership=partnership, word=key) for key in keys]


def _as_json(draft: ExistingDraft) -> dict[str, Any]:
    values = vars(draft) | {
        "service": draft.service.name,
        "lead": draft.lead.full_name,
        "partners": list(draft.partners),
    }
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
