"""The PDF engine for tests that read no page of a PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from weasyprint import HTML, Document


@contextmanager
def laid_out_once() -> Iterator[None]:
    """Lay out one document until the end of the block: each PDF has the first page of it, and its own data."""
    render: Callable[..., Document] = HTML.render
    documents: list[Document] = []

    def laid_out(html: HTML, **options: Any) -> Document:
        if not documents:
            document = render(html, **options)
            documents.append(document.copy(document.pages[:1]))
        return documents[0]

    with mock.patch.object(HTML, "render", laid_out):
        yield
