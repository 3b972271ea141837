"""The administration page of a council's areas of implications: added, renamed, ordered, ended; nothing is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin import RolesDecide, site
from accounts.forms import VersionedModelForm
from partnerships.models import ImplicationArea

# The site with the pages of every app: config mounts this one.
__all__ = ["site"]

# Django's own class takes no type argument when it runs.
if TYPE_CHECKING:
    Areas = admin.ModelAdmin[ImplicationArea]
else:
    Areas = admin.ModelAdmin


class ImplicationAreaAdmin(RolesDecide, Areas):
    """The short name is in addresses and in what is marked as exempt, so it is chosen once."""

    form = VersionedModelForm
    list_display = ("name", "usually_asked", "position", "is_active")
    fields = ("name", "slug", "usually_asked", "position", "is_active", "version_token")

    def get_readonly_fields(self, request: HttpRequest, obj: ImplicationArea | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: ImplicationArea | None = None
    ) -> dict[str, Sequence[Any]]:
        return {} if obj else {"slug": ("name",)}


site.register(ImplicationArea, ImplicationAreaAdmin)
