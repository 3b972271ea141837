"""The two councils, and the floor beside each, served once for all that is measured on them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bench.measuring import LARGE, SMALL, Council, council, floor


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    with council(SMALL, tmp_path_factory.mktemp("council-small")) as served:
        yield served


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    with council(LARGE, tmp_path_factory.mktemp("council-large")) as served:
        yield served


@pytest.fixture(scope="session")
def small_floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    with floor(SMALL, tmp_path_factory.mktemp("floor-small")) as served:
        yield served


@pytest.fixture(scope="session")
def large_floor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    with floor(LARGE, tmp_path_factory.mktemp("floor-large")) as served:
        yield served
