"""What the tests of the application share beyond its people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import layout


@pytest.fixture(scope="module")
def laid_out_once() -> Iterator[None]:
    """For modules that read no page of a PDF: its engine lays out one document for all of them."""
    with layout.laid_out_once():
        yield
