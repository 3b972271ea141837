"""What somebody wants verified: a PDF, or what is printed on its pages."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from govuk import Look
from partnerships.domain.reference import partnership_number
from partnerships.forms.fields import LineField
from verification.pdf import MAX_BYTES, Problem
from verification.typed import fingerprint_digits, has_full_length

# The browser neither corrects what is typed here nor remembers it.
AS_TYPED = {"spellcheck": "false", "autocomplete": "off", "autocapitalize": "none"}


class PdfForm(forms.Form):
    """The file. It is read from the upload and not stored."""

    file = forms.FileField(
        label=_("PDF file"),
        help_text=_("Up to 25 MB. An agenda pack that has the report in it will do."),
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        # The length of the file's name does not matter: nothing is stored under it.
        max_length=None,
        error_messages={
            "required": _("Choose the PDF to verify"),
            "missing": _("Choose the PDF to verify"),
            "invalid": _("Choose the PDF to verify"),
            "empty": Problem.EMPTY.label,
        },
    )

    looks = {"file": Look(size="s")}

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse a file that is too large before its bytes are read into memory."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError(Problem.TOO_LARGE.label, code="large")
        return file


class FingerprintForm(forms.Form):
    """A reference and a fingerprint, in any way of typing them; cleaned to the number and the digits."""

    reference = LineField(
        label=_("Reference"),
        help_text=_("At the head of each page, such as PR-0001."),
        most=40,
        error_messages={"required": _("Enter the reference, such as PR-0001")},
        widget=forms.TextInput(attrs=AS_TYPED),
    )
    fingerprint = LineField(
        label=_("Fingerprint"),
        help_text=_(
            "At the foot of each page: 16 digits and letters, such as 9f2a-41c0-77be-03d1. A whole SHA-256 will do too."
        ),
        error_messages={"required": _("Enter the fingerprint")},
        widget=forms.TextInput(attrs=AS_TYPED),
    )

    looks = {"reference": Look(size="s", width="10"), "fingerprint": Look(size="s", width="30")}

    def clean_reference(self) -> int:
        """Return the number of the partnership."""
        number = partnership_number(self.cleaned_data["reference"])
        if number is None:
            raise ValidationError(_("Write the reference like PR-0001"), code="reference")
        return number

    def clean_fingerprint(self) -> str:
        """Return the digits in lower case, without separators."""
        digits = fingerprint_digits(self.cleaned_data["fingerprint"])
        if digits is None:
            raise ValidationError(_("A fingerprint has the digits 0 to 9 and the letters a to f alone"), code="digits")
        if not has_full_length(digits):
            message = _("A fingerprint has 16 digits and letters (a whole SHA-256 has 64). You typed %(typed)s.")
            raise ValidationError(message, code="length", params={"typed": len(digits)})
        return digits
