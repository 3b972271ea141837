"""The decider of a partnership in templates: `{{ partnership|decider }}`."""

from __future__ import annotations

from django import template

from partnerships.models import Partnership
from partnerships.selectors.decider import decider_name

register = template.Library()


@register.filter
def decider(partnership: Partnership) -> str:
    """Return who decides on the partnership, as named within a sentence."""
    return decider_name(partnership)
