"""Attaching evidence: a link or a file. Which files and links are accepted is checked by `actions.file_types`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from govuk import Look
from partnerships.actions.evidence import check_link
from partnerships.actions.file_types import ACCEPTED, check_file
from partnerships.forms.fields import LineField, errors_shown
from partnerships.models.assessment import EvidenceKind


class LinkOrFileForm(forms.Form):
    """A link or a file: `kind` says which of the two is read."""

    kind = forms.ChoiceField(widget=forms.RadioSelect)
    url = LineField(
        most=1000,
        label=_("Web address"),
        help_text=_("Starts with https:// or http://"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, Word, Excel, PowerPoint, OpenDocument, email, picture, text or CSV, up to 10 MB."),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{extension}" for extension in ACCEPTED)}),
    )

    reveals = {EvidenceKind.LINK.value: ("url",), EvidenceKind.FILE.value: ("file",)}

    def clean(self) -> dict[str, Any]:
        """Check the link or the file that was chosen, and ignore what was given for another choice."""
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        url, file = cleaned.get("url", ""), cleaned.get("file")
        with errors_shown(self):
            if kind == EvidenceKind.LINK:
                check_link(url)
            elif kind == EvidenceKind.FILE and file:
                check_file(file)
        if kind == EvidenceKind.FILE and not file and "file" not in self.errors:
            self.add_error("file", _("Choose a file"))
        for other, name, blank in ((EvidenceKind.LINK, "url", ""), (EvidenceKind.FILE, "file", None)):
            if kind and kind != other:
                self.errors.pop(name, None)
                cleaned[name] = blank
        return cleaned


class EvidenceForm(LinkOrFileForm):
    """Evidence for an answer: a link or a file, and what it is."""

    title = LineField(
        label=_("What is it?"),
        help_text=_("For example: Needs assessment 2026, pages 4 to 9."),
        error_messages={"required": _("Say what the evidence is")},
    )
    kind = forms.ChoiceField(
        label=_("How will you attach it?"),
        choices=[(EvidenceKind.LINK, _("As a link")), (EvidenceKind.FILE, _("As a file"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select whether it is a link or a file")},
    )
    field_order = ["title"]

    looks = {"title": Look(size="m"), "kind": Look(size="m", reveals=LinkOrFileForm.reveals)}
