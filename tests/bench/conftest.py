"""The two councils, and the floor beside each, served once for all that is measured on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.bench.measuring import LARGE, SMALL, Council, council, floor


def served_once(serve: Callable[[int, Path], AbstractContextManager[Council]], size: int) -> Any:
    """Return a fixture: what `serve` makes of that many partnerships, for the whole run."""

    @pytest.fixture(scope="session")
    def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
        with serve(size, tmp_path_factory.mktemp(f"{serve.__name__}-{size}")) as found:
            yield found

    return served


small, large = served_once(council, SMALL), served_once(council, LARGE)
small_floor, large_floor = served_once(floor, SMALL), served_once(floor, LARGE)
