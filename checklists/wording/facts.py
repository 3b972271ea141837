"""Facts in words."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from checklists.spec import FactType, YesNoFact, fact_value


def fact_in_words(kind: FactType, raw: str) -> str:
    """Return a stored fact as people read it; ValueError when it is not of its type.

    A blank one is named only where a rule depends on it.
    """
    if not raw:
        return _("Not answered: a rule depends on it")
    value = fact_value(kind, raw)
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return str(YesNoFact(value).label) if kind is FactType.YES_NO else value
