"""The navigation of the signed-in user, and why a form was refused, for every template."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts.guards import grants_of
from accounts.refused_forms import refused_form
from accounts.roles import Role

# The roles whose holders read cases.
CASE_ROLES = frozenset(Role) - {Role.EDITOR, Role.ADMIN}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return `nav`, the links of the signed-in user (none when signed out), whether they can search, and `refused_form`.

    What takes queries is computed only when a template uses it.
    """
    return {
        "nav": SimpleLazyObject(lambda: _links(request)),
        "can_search": SimpleLazyObject(lambda: request.user.is_authenticated and _reads_cases(request)),
        "refused_form": refused_form(request),
    }


def _reads_cases(request: HttpRequest) -> bool:
    return any(grant.role in CASE_ROLES for grant in grants_of(request))


def _links(request: HttpRequest) -> list[dict[str, Any]]:
    if not request.user.is_authenticated:
        return []
    roles, reads_cases = {grant.role for grant in grants_of(request)}, _reads_cases(request)
    links = [
        ("my-work", _("My work"), True),
        ("partnerships", _("Partnerships"), reads_cases),
        ("flags", _("Flagged items"), reads_cases),
        ("questions", _("Questions"), reads_cases),
        ("register", _("Register"), reads_cases),
        ("conditions", _("Conditions"), reads_cases),
        ("meetings", _("Meetings"), Role.SECRETARY in roles),
        ("audit", _("Audit trail"), Role.AUDITOR in roles),
        ("checklist-list", _("Checklists"), True),
        ("people", _("People"), Role.ADMIN in roles),
        ("admin:index", _("Administration"), Role.ADMIN in roles),
    ]
    shown = [(reverse(name), text) for name, text, is_shown in links if is_shown]
    return [
        {
            "href": url,
            "text": text,
            "current": request.path == url,
            "active": request.path == url or (url != "/" and request.path.startswith(url)),
        }
        for url, text in shown
    ]
