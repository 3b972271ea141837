"""Attaching evidence: a link or files. Which files and links are accepted is checked by `actions.accepted_files`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files import File
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from govuk import Look
from partnerships.actions import InvalidError
from partnerships.actions.accepted_files import ACCEPTED, check_file
from partnerships.actions.evidence import check_link
from partnerships.forms.fields import LineField, errors_shown
from partnerships.models.assessment import EvidenceKind

ACCEPT = ",".join(f".{extension}" for extension in ACCEPTED)


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
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
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
                self.check_given(file)
        if kind == EvidenceKind.FILE and not file and "file" not in self.errors:
            self.add_error("file", _("Choose a file"))
        for other, name, blank in ((EvidenceKind.LINK, "url", ""), (EvidenceKind.FILE, "file", None)):
            if kind and kind != other:
                self.errors.pop(name, None)
                cleaned[name] = blank
        return cleaned

    def check_given(self, file: Any) -> None:
        """Raise InvalidError when the file is not accepted."""
        check_file(file)


class FilesInput(forms.FileInput):
    """Chooses several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, Any], name: str) -> list[Any]:
        """Return all files that were sent."""
        return files.getlist(name)


class FilesField(forms.FileField):
    """Several files; each is cleaned as one."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[File[bytes]]:
        """Return the files."""
        return [super(FilesField, self).clean(file, initial) for file in data]


class EvidenceForm(LinkOrFileForm):
    """Evidence for an answer: a link or files, and what it is. `accepted` are those of the files that can be attached."""

    title = LineField(
        label=_("What is it?"),
        help_text=_(
            "For example: Needs assessment 2026, pages 4 to 9. If you leave this blank, a file is called by its own name. "
            "If you choose several files, each is called this and its own name."
        ),
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("How will you attach it?"),
        choices=[(EvidenceKind.LINK, _("As a link")), (EvidenceKind.FILE, _("As files"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select whether it is a link or a file")},
    )
    file = FilesField(
        label=_("Files"),
        help_text=_(
            "PDF, Word, Excel, PowerPoint, OpenDocument, email, picture, text or CSV, up to 10 MB each, and up to %(most)s "
            "at once."
        )
        % {"most": settings.DATA_UPLOAD_MAX_NUMBER_FILES},
        required=False,
        allow_empty_file=True,
        widget=FilesInput(attrs={"accept": ACCEPT}),
    )
    field_order = ["title", "kind"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accepted: list[File[bytes]] = []
        self.most = settings.DATA_UPLOAD_MAX_NUMBER_FILES

    @property
    def has_several(self) -> bool:
        """Whether more than one file was sent."""
        return len(self.files.getlist("file")) > 1 if self.files else False

    @property
    def can_attach(self) -> bool:
        """Whether there is something to attach: nothing is wrong, but for some of the files."""
        return self.is_valid() or bool(self.accepted and not self.errors.keys() - {"file"})

    def clean(self) -> dict[str, Any]:
        """Ask for a title of what has no name of its own."""
        cleaned = super().clean()
        if cleaned.get("kind") == EvidenceKind.LINK and "title" not in self.errors and not cleaned.get("title"):
            self.add_error("title", _("Say what the evidence is"))
        return cleaned

    def check_given(self, file: list[File[bytes]]) -> None:
        """Say of each file that is not accepted which it is, and why; keep the others."""
        for each in file:
            try:
                check_file(each)
            except InvalidError as error:
                self.refuse(each, error.errors["file"])
            else:
                self.accepted.append(each)

    def refuse(self, file: File[bytes], sentence: object) -> None:
        """Show at the field why a file is not attached: which, if there are several."""
        self.add_error("file", f"{file.name}: {sentence}" if self.has_several else str(sentence))

    looks = {"title": Look(size="m"), "kind": Look(size="m", reveals=LinkOrFileForm.reveals)}
