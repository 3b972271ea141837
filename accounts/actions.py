"""What people change about their own account, what administrators change about others, and what is used of a limit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Deputyship, LimitUse, MailChoice, RoleGrant, SentForm, Service, User
from accounts.roles import COUNCIL_WIDE, Role

CANNOT_SIGN_IN = gettext_lazy(
    "Nobody with this address can sign in. Check it, or ask an administrator to add the person."
)
LONGEST_ABSENCE = timedelta(days=366)
Row = TypeVar("Row", bound=models.Model)


class SentBeforeError(Exception):
    """The same form was sent before, and done. `location` is where it led."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


@transaction.atomic
def choose_mail(*, by: User, choice: MailChoice) -> User:
    """Send the person each email at once, or one email a day. The choice applies to emails that wait to be sent, too."""
    by.mail_choice = choice
    by.save(update_fields=["mail_choice"])
    return by


def use_limit(*, limit: str, whose: str, ends_at: datetime, amount: int, most: int) -> bool:
    """Add the amount to what was used in the period that ends then; False, and nothing is added, when it would be over `most`."""
    use = LimitUse.objects.filter(limit=limit, whose=whose, ends_at=ends_at)

    def add() -> bool:
        # One statement, so that processes at the same moment do not pass the limit together.
        return bool(use.filter(amount__lte=most - amount).update(amount=F("amount") + amount))

    if add():
        return True
    LimitUse.objects.get_or_create(limit=limit, whose=whose, ends_at=ends_at)
    return add()


def forget_limits(*, now: datetime) -> None:
    """Delete what was used in periods that have ended."""
    LimitUse.objects.filter(ends_at__lte=now).delete()


@transaction.atomic
def grant_role(*, by: User, user: User, role: Role, service: Service | None = None) -> RoleGrant:
    """Grant a role for one service or for all. ValidationError as by `check_grant`."""
    check_grant(by=by, user=user, role=role, service=service)
    return RoleGrant.objects.create(user=user, role=role, service=service, granted_by=by)


@transaction.atomic
def withdraw_roles(*, by: User, grants: Iterable[RoleGrant]) -> int:
    """Withdraw the grants that stand; return how many. ValidationError when no administrator would be left."""
    lock_administrators()
    standing = RoleGrant.objects.current().filter(pk__in=[grant.pk for grant in grants])
    check_administered(RoleGrant.objects.administering().exclude(pk__in=standing))
    return standing.update(revoked_at=timezone.now(), revoked_by=by)


@transaction.atomic
def name_deputy(*, by: User, deputy: User, first_on: date, last_on: date) -> Deputyship:
    """Let somebody stand in for a manager from the first day to the last. ValidationError as by `check_deputy`."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    check_deputy(by=by, deputy=deputy, first_on=first_on, last_on=last_on)
    return Deputyship.objects.create(manager=by, deputy=deputy, first_on=first_on, last_on=last_on, named_by=by)


@transaction.atomic
def end_deputyship(*, by: User, deputyship: Deputyship) -> None:
    """End it at once, as the manager who named the deputy. Nothing happens when it has ended already."""
    own = Deputyship.objects.filter(pk=deputyship.pk, manager=by, ended_at=None)
    own.update(ended_at=timezone.now(), ended_by=by)


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


@transaction.atomic
def close_account(*, by: User, user: User) -> User:
    """Close the account: nobody signs in with it, and its roles are withdrawn. What the person recorded stays.

    ValidationError as by `check_closable`.
    """
    lock_administrators()
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    check_closable(by=by, user=user)
    now = timezone.now()
    user.role_grants.current().update(revoked_at=now, revoked_by=by)
    of_theirs = Deputyship.objects.to_come().filter(Q(manager=user) | Q(deputy=user))
    of_theirs.update(ended_at=now, ended_by=by)
    user.is_active, user.closed_at, user.closed_by = False, now, by
    user.save(update_fields=["is_active", "closed_at", "closed_by"])
    return user


@transaction.atomic
def open_account(*, by: User, user: User) -> User:
    """Open a closed account again, without a role. ValidationError as by `check_openable`."""
    check_openable(by=by, user=user)
    user.is_active, user.closed_at, user.closed_by = True, None, None
    user.save(update_fields=["is_active", "closed_at", "closed_by"])
    return user


def check_closable(*, by: User, user: User) -> None:
    """Raise ValidationError for one's own account, for one that is closed, and for that of the last administrator."""
    if user == by:
        raise ValidationError(_("You cannot close your own account. Ask another administrator."))
    if not user.is_active:
        raise ValidationError(_("This account is closed already."))
    check_administered(RoleGrant.objects.administering().exclude(user=user))


def check_openable(*, by: User, user: User) -> None:
    """Raise ValidationError for an account that is open, for one's own, and for that of scheduled work."""
    if user.is_active:
        raise ValidationError(_("This account is open already."))
    if user == by or user.closed_at is None:
        raise ValidationError(_("This account cannot be opened."))


def check_grant(*, by: User, user: User, role: Role, service: Service | None) -> None:
    """Raise ValidationError, by the name of the argument, unless that person may grant that role there.

    Nobody grants themselves anything, so that no administrator widens their own rights.
    """
    if user == by:
        raise ValidationError({"user": _("You cannot grant yourself a role. Ask another administrator.")})
    if not user.is_active:
        raise ValidationError({"user": _("This person’s account is closed. Open it again first.")})
    if service is not None and role in COUNCIL_WIDE:
        words = {"role": role.label}
        message = _("%(role)s is a role for the whole council. Leave the service empty to grant it.") % words
        raise ValidationError({"service": message})
    if RoleGrant.objects.current().filter(user=user, role=role, service=service).exists():
        raise ValidationError(_("This person already has this role there."))


def check_administered(left: Iterable[RoleGrant]) -> None:
    """Raise ValidationError unless there is an administrator among those who would be left."""
    if not list(left):
        raise ValidationError(_("This would leave nobody who administers. Make somebody else an administrator first."))


def lock_administrators() -> None:
    """Until the transaction ends, nobody else can withdraw the role of an administrator or close their account."""
    list(RoleGrant.objects.current().filter(role=Role.ADMIN).select_for_update().order_by("pk"))


def note_sending(*, by: User, token: str, digest: str) -> SentForm:
    """Record that the person sent a form, in the transaction of what it does. SentBeforeError when it was done before.

    `token` is that of the page's form, `digest` of all that was sent. Of two at the same moment the second waits here
    until the first is done, or has failed.
    """
    try:
        with transaction.atomic():
            return SentForm.objects.create(sent_by=by, token=token, digest=digest)
    except IntegrityError:
        row = SentForm.objects.get(sent_by=by, token=token, digest=digest)
        raise SentBeforeError(row.location) from None


def forget_sending(form: SentForm) -> None:
    """Forget a form that was refused, so that it can be sent again."""
    form.delete()


def note_location(form: SentForm, location: str) -> None:
    """Record where a form led that was done."""
    form.location = location
    form.save(update_fields=["location"])


def forget_sent_forms(*, before: datetime) -> int:
    """Delete what is known of forms that were sent before that time; return how many they were."""
    number, _by_model = SentForm.objects.filter(sent_at__lt=before).delete()
    return number


def locked(row: Row) -> Row:
    """Return the row, read again and locked until the transaction ends, in which the caller writes it."""
    return type(row)._base_manager.select_for_update().get(pk=row.pk)
