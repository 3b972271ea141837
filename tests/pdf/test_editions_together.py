"""The demonstration's PDFs, of which a second process makes the public edition, are those that one process makes."""

from __future__ import annotations

import pytest
from django.test import override_settings

from partnerships.management.commands._editions import rendered_together
from partnerships.reports import render_parts
from partnerships.snapshot import public_of
from tests.pdf import samples


@pytest.mark.parametrize("processes", [0, 1])
def test_both_editions_are_the_same_bytes(processes: int) -> None:
    full = samples.load("community_hub")
    with override_settings(RENDER_PROCESSES=processes), rendered_together() as render:
        made = [render(full), render(public_of(full))]
    assert made == [render_parts(full), render_parts(public_of(full))]
