"""Finding an earlier case to copy from."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from govuk import Look
from partnerships.forms.fields import LineField


class EarlierForm(forms.Form):
    """By which words to find an earlier case; none for the newest."""

    text = LineField(
        label=_("Name, partner or reference"),
        help_text=_("Leave it empty to see the newest."),
        required=False,
    )

    looks = {"text": Look(size="s")}
