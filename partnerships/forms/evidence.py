"""Attaching evidence: a link, or a file whose content is what its name says."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from govuk import Look
from partnerships.forms.fields import LineField
from partnerships.forms.file_types import ACCEPTED, check_file
from partnerships.models.assessment import EvidenceKind


class LinkField(LineField):
    """The address of a page on the web or on the council's own network."""

    def validate(self, value: str) -> None:
        """Refuse what is no http or https address, and a user name: it may look like another site, or have a password."""
        super().validate(value)
        if not value:
            return
        try:
            parts = urlsplit(value)
            host, has_user = parts.hostname, parts.username is not None
        except ValueError:
            parts, host, has_user = urlsplit(""), None, False
        if parts.scheme not in ("http", "https") or not host or " " in value:
            raise ValidationError(_("Enter a full web address, like https://www.example.gov.uk/report"), code="link")
        if has_user:
            raise ValidationError(_("Enter a web address without a password or user name in it"), code="user")


class EvidenceForm(forms.Form):
    """A link or a file, and what it is. `media_type` is the file's, as its content shows it."""

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
    url = LinkField(
        most=1000,
        label=_("Web address"),
        help_text=_("Starts with https:// or http://"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, Word, Excel, PowerPoint, OpenDocument, picture, text or CSV, up to 10 MB."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{extension}" for extension in ACCEPTED)}),
        error_messages={"empty": _("The file is empty. Choose another, or check that it was saved.")},
    )

    looks = {
        "title": Look(size="m"),
        "kind": Look(size="m", reveals={EvidenceKind.LINK.value: ("url",), EvidenceKind.FILE.value: ("file",)}),
    }

    def clean_file(self) -> UploadedFile[bytes] | None:
        """Refuse a file that is too large, or of another type than the accepted ones."""
        file: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if file is None or self.data.get("kind") != EvidenceKind.FILE:
            return None
        if (file.size or 0) > settings.EVIDENCE_MAX_BYTES:
            raise ValidationError(_("The file must be 10 MB or smaller. Attach a part of it, or a link."), code="large")
        self.media_type = check_file(file)
        return file

    def clean(self) -> dict[str, Any]:
        """Ask for what was chosen."""
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind == EvidenceKind.LINK and not cleaned.get("url") and "url" not in self.errors:
            self.add_error("url", _("Enter the web address"))
        if kind == EvidenceKind.FILE and not cleaned.get("file") and "file" not in self.errors:
            self.add_error("file", _("Choose a file"))
        return cleaned
