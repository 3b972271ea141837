"""The small council, served once for all that is measured on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bench.measuring import SMALL, Council, council


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    with council(SMALL, tmp_path_factory.mktemp("council-small")) as served:
        yield served
