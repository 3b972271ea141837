"""How the processes of a run share the tests."""

from __future__ import annotations

import os

import pytest


def test_the_tests_of_a_module_stay_together(request: pytest.FixtureRequest) -> None:
    """pytest-xdist appends the group to the names of the tests, if it learns of the groups in time."""
    group = request.node.get_closest_marker("xdist_group")
    assert group.args == ("test_sharing.py-0",)
    if "PYTEST_XDIST_WORKER" in os.environ:
        assert request.node.nodeid.endswith("@test_sharing.py-0")
