"""What the bench measures as a save was one: a page that ignores or loses what was sent fails it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from tests.bench.measuring import Save
from tests.bench.visitor import Visitor

PAGE = (
    '<form method="post"><input type="hidden" name="revision" value="{}"><textarea name="a-reason">{}</textarea></form>'
)


@dataclass
class Site:
    """A page that keeps what is sent to it, unless it is deaf, and counts it."""

    is_deaf: bool = False
    text: str = ""
    revision: int = 0
    sent: list[dict[str, list[str]]] = field(default_factory=list)

    def get(self, _path: str) -> str:
        return PAGE.format(self.revision, self.text)

    def post(self, _path: str, fields: dict[str, list[str]]) -> str:
        self.sent.append(fields)
        if not self.is_deaf:
            self.revision, self.text = self.revision + 1, fields["a-reason"][0]
        return ""


def save_on(site: Site, text: str = "a-reason") -> Save:
    return Save(cast("Visitor", cast("Any", site)), "/", text)


def test_each_save_sends_what_its_page_shows_then_with_another_text() -> None:
    site = Site()
    save = save_on(site)
    for _ in range(3):
        save()
    save.prepare()
    assert [fields["revision"] for fields in site.sent] == [["0"], ["1"], ["2"]]
    assert len({fields["a-reason"][0] for fields in site.sent}) == 3


def test_a_field_that_the_page_does_not_have_is_refused() -> None:
    with pytest.raises(AssertionError, match="has no field G1-reason"):
        save_on(Site(), "G1-reason")()


def test_a_save_that_was_none_is_found_before_the_next() -> None:
    save = save_on(Site(is_deaf=True))
    save()
    with pytest.raises(AssertionError, match="does not show what was saved last"):
        save.prepare()
