"""How whoever has an issue comes to the page that verifies it: its address, and the same as a QR code. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

import segno


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code as a path of SVG in a square of `size`, in which it has the white border that readers need."""

    size: int
    path: str


def verify_address(verify_url: str, *, reference: str, fingerprint: str) -> str:
    """Return the address of the page that verifies issues, with what is printed on this one filled in."""
    return f"{verify_url}?{urlencode({'reference': reference, 'fingerprint': fingerprint})}"


def qr_code(address: str) -> QrCode:
    """Return the address as a QR code."""
    rows = list(segno.make_qr(address, error="m").matrix_iter(border=4))
    runs = []
    for y, row in enumerate(rows):
        for is_dark, cells in groupby(enumerate(row), key=lambda cell: bool(cell[1])):
            [(x, _first), *more] = cells
            width = 1 + len(more)
            runs += [f"M{x} {y}h{width}v1h-{width}z"] if is_dark else []
    return QrCode(len(rows), "".join(runs))
