"""Fields for what people type: plain text that can be printed, counted, and kept as it was typed when it is refused."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

LINE_BREAKS = "\n\t"
# They turn the order of what stands after them, so that a text reads otherwise than it is.
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def is_printable(text: str, *, but: str = "") -> bool:
    """Whether the text holds no control character (other than those in `but`), surrogate or non-character."""
    return all(char in but or _is_printable(char) for char in text)


def _is_printable(char: str) -> bool:
    code = ord(char)
    is_noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    is_control = unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")
    return not (is_control or is_noncharacter or char in BIDI_CONTROLS)


class LineField(forms.CharField):
    """One line of plain text."""

    allowed = ""

    def __init__(self, *, most: int = 200, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def to_python(self, value: Any) -> str:
        """Return the text with one kind of line break, and without blanks around it."""
        text = super().to_python(value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value)
        return text or ""

    def validate(self, value: str) -> None:
        """Refuse what is too long or cannot be printed; the message names the field, for the summary of errors."""
        super().validate(value)
        words = {"label": self.label, "most": number_format(self.most, force_grouping=True)}
        if len(value) > self.most:
            words["typed"] = number_format(len(value), force_grouping=True)
            message = _("“%(label)s” must be %(most)s characters or fewer. It has %(typed)s.")
            raise ValidationError(message, code="too_long", params=words)
        if not is_printable(value, but=self.allowed):
            message = _("“%(label)s” contains characters that cannot be printed. Type it again without them.")
            raise ValidationError(message, code="unprintable", params=words)


class TextField(LineField):
    """Several lines of plain text, of 5,000 characters at most unless told otherwise."""

    widget = forms.Textarea
    allowed = LINE_BREAKS

    def __init__(self, *, most: int = settings.TEXT_LIMIT, **kwargs: Any) -> None:
        super().__init__(most=most, **kwargs)
