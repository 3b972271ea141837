"""What the tests of the application share beyond its people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from weasyprint import HTML, Document


@pytest.fixture(scope="module")
def laid_out_once() -> Iterator[None]:
    """Lay out one document for a module that reads no page of a PDF: each has the first page of it, and its own data."""
    render: Callable[..., Document] = HTML.render
    documents: list[Document] = []

    def laid_out(html: HTML, **options: Any) -> Document:
        if not documents:
            document = render(html, **options)
            documents.append(document.copy(document.pages[:1]))
        return documents[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HTML, "render", laid_out)
        yield
