"""Closing the account of somebody who leaves, once others have taken over what they leave behind, and opening it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.leaving import check_closable, check_openable, close_account, open_account
from accounts.actions.trail import noted_last
from accounts.models import User
from partnerships import emails
from partnerships.actions.acting import ActionError, act_as, lock
from partnerships.actions.people import check_lead, check_person, hand_over, leave
from partnerships.actions.trail import record
from partnerships.actions.validation import InvalidError, check_text
from partnerships.domain.relation import Capacity
from partnerships.models import Assessment, Condition, Participant, Treatment
from partnerships.models.trail import EventKind
from partnerships.selectors.leaving import OpenWork, leaving_of, open_cases


@transaction.atomic
@noted_last()
def hand_over_and_close(*, user: User, by: User, successors: Mapping[str, User], reason: str) -> User:
    """Close the account, in one transaction with what `successors` take over, by the `key` of each piece of open work.

    InvalidError, by those keys, when something has no successor or somebody cannot take it over; ActionError when the
    account cannot be closed, as when nobody would be left who administers.
    """
    check_text("reason", reason)
    with _refused():
        close_account(user=user, by=by)
    for case in open_cases().filter(partnership__participants__user=user).order_by("partnership_id"):
        lock(case)
    work = leaving_of(user).handed_over
    check_successors(work, successors, by=by)
    for item in work:
        _take_over(item, successors[item.key], user=user, by=by, reason=reason)
    for case in open_cases().filter(partnership__participants__user=user, partnership__participants__left_at=None):
        person = Participant.objects.get(partnership=case.partnership, user=user)
        leave(case.partnership, user, by=by)
        old = {"person": user.full_name, "capacity": person.capacity}
        record(EventKind.PERSON_REMOVED, by=by, assessment=lock(case), old=old, new={"reason": reason})
    return user


@transaction.atomic
def open_again(*, user: User, by: User) -> User:
    """Let somebody sign in again whose account was closed. Their roles are granted anew. ActionError as `open_account`."""
    with _refused():
        return open_account(user=user, by=by)


def check_can_close(*, user: User, by: User) -> None:
    """Raise ActionError when the account cannot be closed by that person, whoever takes over."""
    with _refused():
        check_closable(user=user, by=by)


def check_can_open(*, user: User, by: User) -> None:
    """Raise ActionError when the account cannot be opened by that person."""
    with _refused():
        check_openable(user=user, by=by)


def check_successors(work: list[OpenWork], successors: Mapping[str, User], *, by: User) -> None:
    """Raise InvalidError, by the keys of the work, unless somebody takes over each piece of it, and can.

    Whoever closes the account takes nothing over: no administrator comes to cases that way.
    """
    errors = {}
    for item in work:
        successor = successors.get(item.key)
        if successor is None or successor == by:
            missing = _("Say who takes over “%(work)s”") % {"work": item.sentence}
            errors[item.key] = _("You cannot take this over yourself") if successor else missing
            continue
        try:
            _check_successor(item, successor)
        except InvalidError as invalid:
            errors[item.key] = str(invalid)
    if errors:
        raise InvalidError(errors)


@contextmanager
def _refused() -> Iterator[None]:
    """Raise what the accounts refuse as the ActionError that pages of cases show."""
    try:
        yield
    except ValidationError as refused:
        raise ActionError(" ".join(refused.messages)) from refused


def _check_successor(item: OpenWork, successor: User) -> None:
    if isinstance(item.row, Assessment):
        check_lead(successor, item.row.partnership)
    elif isinstance(item.row, Participant):
        check_person(successor, Capacity(item.row.capacity), item.row.partnership)
        other = item.row.partnership.participants.filter(user=successor).exclude(capacity=item.row.capacity).first()
        if other is not None:
            words = {"name": successor.full_name, "capacity": other.get_capacity_display().lower()}
            raise InvalidError({"user": _("%(name)s acts on this case as %(capacity)s already.") % words})
    elif not successor.is_active:
        raise InvalidError({"user": _("This person cannot sign in.")})


def _take_over(item: OpenWork, successor: User, *, user: User, by: User, reason: str) -> None:
    row = item.row
    if isinstance(row, Assessment):
        hand_over(lock(row), by=by, user=successor, reason=reason)
    elif isinstance(row, Participant):
        case = lock(Assessment.objects.current().get(partnership=row.partnership))
        capacity = Capacity(row.capacity)
        act_as(capacity, user=successor, partnership=case.partnership, by=by)
        new = {"person": successor.full_name, "capacity": capacity.value, "reason": reason}
        record(EventKind.PERSON_ADDED, by=by, assessment=case, new=new)
        emails.person_added(case, successor, by=by)
    elif isinstance(row, Condition):
        case = lock(row.decision.assessment)
        row.owner, row.owner_user = successor.full_name, successor
        row.save(update_fields=["owner", "owner_user", "words"])
        owner = {"condition": row.number, "owner": successor.full_name, "reason": reason}
        old = {"owner": user.full_name}
        record(EventKind.CONDITION_AMENDED, by=by, assessment=case, question=row.question, old=old, new=owner)
        emails.owner_named(case.partnership, successor, by=by)
    elif isinstance(row, Treatment):
        case = lock(row.assessment)
        row.owner_user = successor
        row.save(update_fields=["owner_user"])
        old, new = {"owner": user.full_name}, {"owner": successor.full_name, "reason": reason}
        record(EventKind.OWNER_CHANGED, by=by, assessment=case, question=row.question, old=old, new=new)
        emails.owner_named(case.partnership, successor, by=by)
