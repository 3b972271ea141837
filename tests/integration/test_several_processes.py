"""Two servers over one database and one folder of evidence, as behind a proxy that sends each request to the other one.

Neither keeps anything that the other needs: each has a folder of its own for what it renders and for temporary files.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from itertools import cycle
from pathlib import Path

import pytest

from tests import killed, served
from tests.bench.people import AUDITOR, LEAD, OWN_QUESTION, TASK_LIST
from tests.bench.visitor import FORM, Visitor
from tests.databases import Template
from tests.filled_forms import fields_of

pytestmark = pytest.mark.spread(1)
QUESTION = f"{TASK_LIST}questions/{OWN_QUESTION}/"


class Changing(Visitor):
    """Somebody each of whose requests comes to another server than the one before."""

    def __init__(self, servers: list[served.Server], email: str) -> None:
        self._servers = cycle(servers)
        super().__init__(servers[0], email)

    def _ask(self, path: str, body: bytes | None, kind: str = FORM) -> tuple[int, str]:
        self.server = next(self._servers)
        return super()._ask(path, body, kind)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, four_cases: Template) -> Iterator[served.Environment]:
    with killed.copied_council(tmp_path_factory.mktemp("shared"), four_cases) as environment:
        yield environment


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory, environment: served.Environment) -> Iterator[list[served.Server]]:
    one, other = (tmp_path_factory.mktemp(name) for name in ("one", "other"))
    with (
        served.serving(one, environment | own(one)) as first,
        served.serving(other, environment | own(other)) as second,
    ):
        yield [first, second]


def own(folder: Path) -> served.Environment:
    return {"RENDER_ROOT": str(folder / "renders"), "TMPDIR": str(folder)}


def reason_in(page: str) -> str:
    """Return the name of the field of the question's reason."""
    [name] = [name for name in fields_of(page, QUESTION) if name.endswith("-reason")]
    return name


def test_a_page_of_one_is_saved_by_the_other(servers: list[served.Server]) -> None:
    visitor = Changing(servers, LEAD)
    page = visitor.get(QUESTION)
    shown_by = visitor.server
    visitor.post(QUESTION, {**fields_of(page, QUESTION), reason_in(page): ["Saved by the other one."]})
    assert visitor.server is not shown_by
    for _each in servers:
        assert "Saved by the other one." in visitor.get(QUESTION)


def test_a_form_that_comes_to_both_at_once_acts_once(servers: list[served.Server]) -> None:
    visitor = Visitor(servers[0], LEAD)
    with_same_session = copy(visitor)
    with_same_session.server = servers[1]
    page = visitor.get(QUESTION)
    form = {**fields_of(page, QUESTION), reason_in(page): ["Sent to both."]}
    with ThreadPoolExecutor() as threads:
        list(threads.map(lambda sending: sending.post(QUESTION, form), [visitor, with_same_session]))
    assert visitor.get("/partnerships/PR-0001/trail.jsonl").count("Sent to both.") == 1


def test_evidence_that_one_took_is_handed_out_by_the_other(servers: list[served.Server]) -> None:
    visitor, content = Changing(servers, LEAD), secrets.token_hex(100)
    address = f"{QUESTION}evidence/"
    form = {**fields_of(visitor.get(address), address), "kind": ["file"], "title": ["Minutes of both"]}
    visitor.post_file(address, form, content.encode())
    [path] = re.findall(r'href="([^"]+)"[^>]*>[^<]*Minutes of both', visitor.get(QUESTION))
    assert [visitor.get(path) for _each in servers] == [content, content]


def test_a_report_comes_whichever_is_asked(servers: list[served.Server]) -> None:
    visitor = Changing(servers, AUDITOR)
    assert all(visitor.get(f"{TASK_LIST}report.pdf").startswith("%PDF-") for _each in servers)


def test_who_signs_out_of_one_is_signed_out_of_the_other(servers: list[served.Server]) -> None:
    visitor = Changing(servers, LEAD)
    visitor.post("/sign-out/", fields_of(visitor.get("/account/"), "/sign-out/"))
    for _each in servers:
        with pytest.raises(AssertionError, match="/account/ answered 302"):
            visitor.get("/account/")
