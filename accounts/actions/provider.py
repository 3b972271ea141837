"""Signing in by the council's own sign-in: whose account it is, and the roles that their groups give."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import emails
from accounts.actions.acting import ActionError
from accounts.actions.addresses import RESTS, addresses_of_late
from accounts.actions.roles import lock_administrators, of_role, revoke
from accounts.actions.sessions import end_sessions
from accounts.actions.trail import note, note_all, noted_last
from accounts.group_roles import changes_for, is_linked
from accounts.models import AccountEventKind, GroupRole, GroupSeen, RoleGrant, User
from accounts.roles import Role
from accounts.selectors import has_second_factor


@dataclass(frozen=True, slots=True)
class Identity:
    """Who signed in, as a token of the provider says whose signature was verified.

    `email` is "" without a valid address. `groups` is None when the token names none, or not all (`has_too_many`).
    """

    issuer: str
    subject: str
    email: str = ""
    is_email_verified: bool = False
    full_name: str = ""
    groups: tuple[str, ...] | None = None
    has_too_many: bool = False


@dataclass(frozen=True, slots=True)
class Matched:
    """What was given and taken when roles were made those of the groups. `kept`: the last administrator stays one."""

    given: list[RoleGrant]
    withdrawn: list[RoleGrant]
    kept: bool = False


def admit(identity: Identity) -> tuple[SocialAccount, Matched]:
    """Return the account of who signed in, linked or made now where it was not, after its roles were matched.

    ActionError, with a sentence for them, when it is closed, or none can be theirs (`_link`).
    """
    with transaction.atomic(), noted_last():
        return _admit(identity)


def owner_of(identity: Identity) -> User | None:
    """Return the person who is linked with the identity, or has its address; None where nobody is."""
    link = SocialAccount.objects.filter(provider=identity.issuer, uid=identity.subject).select_related("user").first()
    return link.user if link else User.objects.filter(email=identity.email or None).first()


@transaction.atomic
def unlink(*, by: User, user: User) -> None:
    """End the link of the account: the next who comes with its address, proven, is linked with it.

    The roles that groups gave end until then, and so do the sessions. The person and the other administrators are told.
    ValidationError as by `check_unlinkable`.
    """
    lock_administrators()
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    check_unlinkable(by=by, user=user)
    SocialAccount.objects.filter(user=user).delete()
    user.groups_seen.all().delete()
    end_sessions(of=user)
    emails.post("provider_unlinked", address=user.email, person=user)
    emails.post_to_administrators("provider_unlinked_of", about=user, by=by)
    with noted_last():
        note(AccountEventKind.PROVIDER_UNLINKED, by=by, about=user)
        match_roles(user=user, groups=())


def check_unlinkable(*, by: User, user: User) -> None:
    """Raise ValidationError for one's own link, for none, and soon after the person's address was changed."""
    if user == by:
        raise ValidationError(_("Another administrator ends yours."))
    if not is_linked(user):
        raise ValidationError(_("They are not linked with it."))
    if addresses_of_late(user):
        refusal = _(
            "Their email address was changed in the last %(days)s days. Until these are over, the link stays: the two "
            "together would let somebody else come in as them."
        )
        raise ValidationError(refusal % {"days": RESTS.days})


def match_roles(*, user: User, groups: Collection[str]) -> Matched:
    """Make the roles that groups gave the person those that these groups give now. What somebody granted stays as it is.

    Nobody is given a role by what they have added themselves, and the last administrator stays one. The caller has locked the
    administrators, then the person.
    """
    by = User.objects.automatic()
    ended = revoke(RoleGrant.objects.ended().filter(user=user), by=by)
    changes = changes_for(user, groups)
    kept = [grant for grant in changes.go if _is_last_administrator(grant)]
    withdrawn = [grant for grant in changes.go if grant not in kept]
    taken = revoke(RoleGrant.objects.filter(pk__in=[grant.pk for grant in withdrawn]), by=by)
    given = [
        RoleGrant.objects.create(user=user, role=rule.role, service=rule.service, group=rule.group)
        for rule in changes.come
        if not any(_is_there(rule, grant) for grant in kept)
    ]
    lost = [grant for grant in changes.go if not any(_is_there(rule, grant) for rule in changes.come)]
    note_all([*ended, *taken, *(of_role(AccountEventKind.ROLE_GRANTED, by=by, grant=grant) for grant in given)])
    return Matched(given, [grant for grant in lost if grant not in kept], any(grant in lost for grant in kept))


def _admit(identity: Identity) -> tuple[SocialAccount, Matched]:
    lock_administrators()
    rows = SocialAccount.objects.filter(provider=identity.issuer, uid=identity.subject)
    try:
        link = rows.select_for_update().first() or _link(identity)
    except IntegrityError as error:
        # They came twice at the same moment, and the other was first.
        raise ActionError(_("You signed in twice at the same moment. Try again.")) from error
    user = User.objects.select_for_update(no_key=True).get(pk=link.user_id)
    if not user.is_active:
        raise ActionError(_("Your account here is closed. Ask an administrator to open it again: %s.") % _contact())
    if user.invited_at and not user.has_usable_password():
        # They have come, by another way: the link that was sent to them is used up.
        user.invited_at = user.invited_by = None
        user.save(update_fields=["invited_at", "invited_by"])
    link.extra_data = _kept_of(identity)
    link.save()
    groups = identity.groups or ()
    user.groups_seen.exclude(group__in=groups).delete()
    seen = set(user.groups_seen.values_list("group", flat=True))
    GroupSeen.objects.bulk_create([GroupSeen(user=user, group=group) for group in groups if group not in seen])
    return link, match_roles(user=user, groups=groups)


def _link(identity: Identity) -> SocialAccount:
    """Link the account that has the address, or one that is made now; ActionError unless the address is proven and free."""
    words = {"name": settings.OIDC.name, "email": identity.email, "contact": _contact()}
    if not identity.email:
        raise ActionError(_("%(name)s names no email address of yours. Ask %(contact)s.") % words)
    if not identity.is_email_verified:
        refusal = _("%(name)s does not say that %(email)s is proven to be your address. Ask %(contact)s.")
        raise ActionError(refusal % words)
    user = User.objects.select_for_update(no_key=True).filter(email=identity.email).first()
    if user is None:
        user = User.objects.create_user(identity.email, full_name=identity.full_name or identity.email)
        note(AccountEventKind.ACCOUNT_CAME, by=user, about=user)
    elif SocialAccount.objects.filter(user=user, provider=identity.issuer).exists():
        refusal = _("Somebody else of %(name)s signs in here as %(email)s already. Ask %(contact)s.")
        raise ActionError(refusal % words)
    elif has_second_factor(user) and addresses_of_late(user):
        # Whoever may change addresses would come in as that person, without the second factor.
        refusal = _("Your address here was changed lately, so it is not linked with %(name)s yet. Ask %(contact)s.")
        raise ActionError(refusal % words)
    else:
        emails.post("provider_linked", address=user.email, person=user)
        note(AccountEventKind.PROVIDER_LINKED, by=user, about=user)
    return SocialAccount.objects.create(user=user, provider=identity.issuer, uid=identity.subject)


def _kept_of(identity: Identity) -> dict[str, Any]:
    """Return what is kept of the sign-in beside its time: whether groups were named."""
    if identity.groups is not None:
        return {"groups": "named"}
    return {"groups": "too many" if identity.has_too_many else "none"}


def _is_there(rule: GroupRole, grant: RoleGrant) -> bool:
    return (rule.role, rule.service_id) == (grant.role, grant.service_id)


def _is_last_administrator(grant: RoleGrant) -> bool:
    others = RoleGrant.objects.administering().exclude(pk=grant.pk)
    return grant.role == Role.ADMIN and not others.exists()


def _contact() -> str:
    return str(settings.CONTACT_EMAIL)
