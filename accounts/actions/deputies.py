"""Who stands in for a manager who is absent."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.trail import Noted, note_all
from accounts.models import AccountEventKind, Deputyship, RoleGrant, User
from accounts.models.people import DeputyshipQuerySet
from accounts.roles import Role

LONGEST_ABSENCE = timedelta(days=366)


@transaction.atomic
def name_deputy(*, by: User, deputy: User, first_on: date, last_on: date) -> Deputyship:
    """Let somebody stand in for a manager from the first day to the last. ValidationError as by `check_deputy`."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    check_deputy(by=by, deputy=deputy, first_on=first_on, last_on=last_on)
    named = Deputyship.objects.create(manager=by, deputy=deputy, first_on=first_on, last_on=last_on, named_by=by)
    note_all([of_deputy(AccountEventKind.DEPUTY_NAMED, by=by, deputyship=named)])
    return named


@transaction.atomic
def end_deputyship(*, by: User, deputyship: Deputyship) -> None:
    """End it at once, as the manager who named the deputy. Nothing happens when it has ended already."""
    own = Deputyship.objects.filter(pk=deputyship.pk, manager=by)
    note_all(end_deputyships(own, by=by))


def end_deputyships(deputyships: DeputyshipQuerySet, *, by: User) -> list[Noted]:
    """End those that have not ended; return what to note, which the caller does last."""
    standing = list(deputyships.filter(ended_at=None).select_for_update().order_by("pk"))
    Deputyship.objects.filter(pk__in=[row.pk for row in standing]).update(ended_at=timezone.now(), ended_by=by)
    return [of_deputy(AccountEventKind.DEPUTY_ENDED, by=by, deputyship=row) for row in standing]


def of_deputy(kind: AccountEventKind, *, by: User, deputyship: Deputyship) -> Noted:
    """Return what is noted of a deputy, about them: for whom they stand in, and on which days."""
    days = {"first_on": deputyship.first_on.isoformat(), "last_on": deputyship.last_on.isoformat()}
    return Noted(kind=kind, by=by, about=deputyship.deputy, data={"manager": deputyship.manager_id, **days})


def check_deputy(*, by: User, deputy: User, first_on: date, last_on: date) -> None:
    """Raise ValidationError, by the name of the argument, unless a manager may name that deputy for those days.

    Who stands in for a manager cannot pass that on: the role must be one's own.
    """
    if not RoleGrant.objects.held_by(by).filter(role=Role.MANAGER).exists():
        raise ValidationError(_("Only a manager names a deputy."))
    errors: dict[str, str] = {}
    if deputy == by:
        errors["deputy"] = _("You cannot stand in for yourself")
    elif not deputy.is_active:
        errors["deputy"] = _("This person cannot sign in")
    if first_on < timezone.localdate():
        errors["first_on"] = _("The first day must be today or later")
    if last_on < first_on:
        errors["last_on"] = _("The last day must not be before the first")
    elif last_on > first_on + LONGEST_ABSENCE:
        errors["last_on"] = _("Name a deputy for a year at most. A manager who stays away longer needs a successor.")
    if errors:
        raise ValidationError(errors)
    if Deputyship.objects.filter(manager=by, ended_at=None, first_on__lte=last_on, last_on__gte=first_on).exists():
        raise ValidationError({"first_on": _("You have a deputy for some of these days. End that first.")})
