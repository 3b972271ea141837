"""A QR code in a page, as a picture without styles, which the content security policy forbids."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString, mark_safe

SCALE = 5


def qr_code(text: str) -> SafeString:
    """Return the picture of the text. What stands in it is black and white squares, so nothing of it can be markup."""
    return mark_safe(segno.make_qr(text, error="m").svg_inline(scale=SCALE, border=4, light="#fff"))  # noqa: S308 - squares
