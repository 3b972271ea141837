"""Conditions for the check constraints of several tables."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from checklists.spec import STAGES, Severity


def one_of(field: str, values: type[models.TextChoices], *, blank: bool = False) -> Q:
    """Return the condition that a column holds a value of the enumeration, or "" when `blank`."""
    return Q(**{f"{field}__in": [*values.values, ""] if blank else values.values})


def blockers_have_blocks_from(severity: str, blocks_from: str) -> Q:
    """Return the condition that blockers name the decision from which they block, and other severities do not."""
    blocker = Q(**{severity: Severity.BLOCKER})
    return (blocker & Q(**{f"{blocks_from}__in": [stage.value for stage in STAGES]})) | (
        ~blocker & Q(**{blocks_from: ""})
    )
