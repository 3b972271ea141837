"""To which services a checklist is open: editors and administrators say so."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import RoleGrant, Service, User
from accounts.roles import Role
from accounts.version_tokens import token_of
from checklists.actions.acting import NotAllowedError
from checklists.models import Checklist, Opening

# Who may say to which services a checklist is open.
OPENERS = (Role.EDITOR, Role.ADMIN)


class OpeningsChangedError(Exception):
    """Somebody else said meanwhile to whom the checklist is open."""


@transaction.atomic
def open_to(*, checklist: Checklist, by: User, services: Collection[Service], version_token: str | None = None) -> None:
    """Open a checklist to these services alone, or to all when there are none. Cases under way go on.

    NotAllowedError when `by` is neither an editor nor an administrator; OpeningsChangedError when the
    services are not those that the page showed, whose token that is.
    """
    check_opener(by)
    Checklist.objects.select_for_update().get(pk=checklist.pk)
    known = list(Opening.objects.filter(checklist=checklist).values_list("service", flat=True))
    if version_token is not None and version_token != token_of({"services": sorted(known)}):
        raise OpeningsChangedError
    wanted = {service.pk: service for service in services}
    Opening.objects.filter(checklist=checklist).exclude(service__in=wanted).delete()
    Opening.objects.bulk_create(
        Opening(checklist=checklist, service=service, opened_by=by)
        for key, service in wanted.items()
        if key not in known
    )


def check_opener(user: User) -> None:
    """Raise NotAllowedError unless the user may say to whom checklists are open."""
    if not RoleGrant.objects.held_by(user).filter(role__in=OPENERS).exists():
        raise NotAllowedError(_("Only a checklist editor or an administrator may do this."))
