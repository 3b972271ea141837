"""Conditions that several tables check."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from checklists.spec import DecisionSought, Severity


def one_of(field: str, values: type[models.TextChoices], *, blank: bool = False) -> Q:
    """Return the condition that a column holds a value of its enum (or nothing, when `blank`)."""
    return Q(**{f"{field}__in": [*values.values, ""] if blank else values.values})


def gate_with_blocker(severity: str, blocks_from: str) -> Q:
    """Return the condition that a blocker names the decision from which it blocks, and nothing else does."""
    blocker = Q(**{severity: Severity.BLOCKER})
    return (blocker & one_of(blocks_from, DecisionSought)) | (~blocker & Q(**{blocks_from: ""}))
