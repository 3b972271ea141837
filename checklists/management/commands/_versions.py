"""What the commands for one version are given: the version, and the editor in whose name they act."""

from __future__ import annotations

from django.core.management.base import CommandError

from accounts.models import User
from checklists.models import Version


def version_named(slug: str, number: str) -> Version:
    """Return the version; CommandError with those that there are when there is none."""
    identity = f"{slug}/{number}"
    if version := Version.objects.not_deleted().select_related("checklist").filter(pk=identity).first():
        return version
    known = ", ".join(Version.objects.not_deleted().order_by("pk").values_list("pk", flat=True))
    raise CommandError(f"There is no version {identity}. There are: {known or 'none'}.")


def editor_named(email: str) -> User:
    """Return who signs in with that address; CommandError when nobody does. Actions judge what they may do."""
    if user := User.objects.filter(email__iexact=email, is_active=True).first():
        return user
    raise CommandError(f"Nobody signs in as {email}.")
