"""A server that is killed in the middle of saves loses nothing that it has acknowledged. `make kill` does it for longer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import killed
from tests.databases import Template

pytestmark = pytest.mark.spread(1)


def test_what_was_acknowledged_is_there_after_the_server_was_killed(tmp_path: Path, four_cases: Template) -> None:
    with killed.copied_council(tmp_path, four_cases) as environment:
        assert killed.save_and_kill(tmp_path, environment, saves=60, kills=2) == []
