"""What the frame of every page shows about who is signed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.guards import grants_of
from accounts.roles import Role

# Those whose work is cases; checklist editors and administrators read none.
CASE_ROLES = frozenset(Role) - {Role.EDITOR, Role.ADMIN}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return `nav`, the links of the signed-in user (none when signed out): read only by pages that show them."""
    return {"nav": SimpleLazyObject(lambda: _links(request))}


def _links(request: HttpRequest) -> list[dict[str, Any]]:
    if not request.user.is_authenticated:
        return []
    roles = {grant.role for grant in grants_of(request)}
    reads_cases = bool(roles & CASE_ROLES)
    links = [
        ("my-work", _("My work"), True),
        ("partnerships", _("Partnerships"), reads_cases),
        ("flags", _("Flagged items"), reads_cases),
        ("register", _("Register"), reads_cases),
        ("audit", _("Audit trail"), Role.AUDITOR in roles),
        ("checklist-list", _("Checklists"), True),
        ("admin:index", _("Administration"), Role.ADMIN in roles),
    ]
    return [_link(request, reverse(name), text) for name, text, is_shown in links if is_shown]


def _link(request: HttpRequest, address: str, text: str) -> dict[str, Any]:
    is_here = request.path == address
    is_below = address != "/" and request.path.startswith(address)
    return {"href": address, "text": text, "current": is_here, "active": is_here or is_below}
