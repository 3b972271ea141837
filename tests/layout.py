"""The PDF engine for tests that read no page of a PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from weasyprint import HTML, Document

# The one document that this process has laid out, or none yet.
LAID_OUT: list[Document] = []


@contextmanager
def laid_out_once(*, anew: bool = False) -> Iterator[None]:
    """Read and lay out no second document until the end of the block: each PDF has the page of the first, and its own data.

    With `anew`, the first of this block, for a test that reads the fingerprint on it.
    """
    if anew:
        LAID_OUT.clear()
    read: Callable[..., None] = HTML.__init__
    render: Callable[..., Document] = HTML.render

    def read_once(html: HTML, **options: Any) -> None:
        if not LAID_OUT:
            read(html, **options)

    def laid_out(html: HTML, **options: Any) -> Document:
        if not LAID_OUT:
            document = render(html, **options)
            LAID_OUT.append(document.copy(document.pages[:1]))
        return LAID_OUT[0]

    with mock.patch.object(HTML, "__init__", read_once), mock.patch.object(HTML, "render", laid_out):
        yield
