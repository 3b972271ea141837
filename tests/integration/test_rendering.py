"""PDFs are made once, by a process of their own within limits, and nobody loses anything when that process dies."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import LimitUse, User
from config.limits import Rate
from partnerships import actions, rendering, reports
from partnerships.domain.board import Edition
from partnerships.files.pages import METHOD, as_json, pages_of
from partnerships.models import Assessment
from partnerships.rendering import CannotRenderError, Job, store
from partnerships.reports.documents import IssuedParts, document_pdf
from partnerships.reports.pack import Member, Pack
from partnerships.snapshot import Snapshot, canonical, snapshot_of
from partnerships.snapshot.record import snapshot_in
from tests import factories, people
from tests.conftest import SignIn
from tests.pdf import samples
from tests.rendering import end_all, kill_all, made, made_apart, pids, until
from tests.shown import one_spaced
from tests.unit.test_blank import BLANK

pytestmark = pytest.mark.any_database

UNIQUE = count()
BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a process that makes PDFs, one for all tests that do not change its settings."""
    with made_apart(tmp_path_factory.mktemp("apart")) as root:
        yield root


def short(day: int = 1) -> Job:
    """Return a job that is soon done; another one for each day."""
    return Job(replace(samples.load("nearly_empty"), made_on=date(2026, 1, day)))


def pdf_of(job: Job) -> bytes:
    """Ask for the PDF until it is there."""
    found: list[bytes] = []

    def ask() -> bool:
        found[:] = filter(None, [rendering.pdf_if_soon(job)])
        return bool(found)

    until(ask, "the PDF")
    return found[0]


# --- Once, and the same ----------------------------------------------------------------------------------------------
def test_the_bytes_are_those_of_this_process_and_are_made_once(apart: Path) -> None:
    job = short()
    expected = document_pdf(job.content)
    assert pdf_of(job) == expected
    made_at = (store.folder() / f"{job.key}.pdf").stat().st_ino
    kill_all(apart)
    assert rendering.pdf_if_soon(short()) == expected
    assert (store.folder() / f"{job.key}.pdf").stat().st_ino == made_at
    assert not store.waiting()
    assert not rendering.is_asked_for(short(day=20))


def test_blank_checklist_is_made_there_too(apart: Path) -> None:
    blank = Job(BLANK)
    assert pdf_of(blank) == document_pdf(blank.content)
    assert blank.path.name.startswith("1-")


def test_nobody_else_on_the_machine_may_read_them(apart: Path) -> None:
    pdf_of(short())
    modes = {path.stat().st_mode & 0o077 for path in (store.folder(), *store.folder().iterdir())}
    assert modes == {0}


def test_however_many_ask_one_process_makes_them(apart: Path) -> None:
    jobs = [short(day) for day in range(2, 6)]
    asking = [Thread(target=rendering.pdf_if_soon, args=[job]) for job in jobs]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert len(pids(apart)) == 1
    assert all(made(job).startswith(b"%PDF") for job in jobs)
    assert len(pids(apart)) == 1


# --- Limits, and what happens when it dies ---------------------------------------------------------------------------
def test_a_report_is_made_while_a_pack_is_made(apart: Path) -> None:
    issue = Member(canonical(samples.load("second_issue")), b"%PDF")
    pack = Job(Pack(meeting="Cabinet", held_on=date(2027, 1, 12), edition=Edition.FULL, members=(issue,) * 3))
    assert rendering.pdf_if_soon(pack) is None
    packers = [pid for pid in pids(apart) if b"--packs" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    # It gets no further, however long the report takes.
    for pid in packers:
        os.kill(pid, signal.SIGSTOP)
    assert (len(packers), pack.issues, rendering.number_before(short(day=9))) == (1, 3, 0)
    assert pdf_of(short(day=9)).startswith(b"%PDF")
    assert pack.path.exists()
    assert store.stored(pack) is None
    os.kill(packers[0], signal.SIGKILL)
    pack.path.unlink()


def test_the_pages_of_a_pack_are_read_where_it_is_made(apart: Path) -> None:
    """Whoever downloads it waits for nothing but the file."""
    issue = Member(canonical(samples.load("second_issue")), b"%PDF")
    pack = Job(Pack(meeting="Cabinet", held_on=date(2027, 1, 13), edition=Edition.FULL, members=(issue,)))
    assert rendering.pages_of(pack) is None
    [read] = pages_of([pdf_of(pack)])
    assert rendering.pages_of(pack) == [as_json(page) for page in read.pages]
    assert rendering.pages_of(short()) is None
    kept = store.folder() / f"{pack.key}.pages"
    kept.write_text(json.dumps({"method": METHOD - 1, "pages": []}))
    assert rendering.pages_of(pack) is None


def test_a_process_that_is_killed_is_replaced_and_the_pdf_made(apart: Path) -> None:
    end_all(apart)
    job = Job(samples.load("long_texts"))
    store.put(job)
    rendering.start_processes()
    until(lambda: job.path.with_suffix(".tries").exists(), "the beginning")
    [pid] = pids(apart)
    os.kill(pid, signal.SIGKILL)
    assert pdf_of(job).startswith(b"%PDF")
    assert pid not in pids(apart)


def test_a_pdf_at_which_processes_end_twice_is_given_up_and_the_next_made(apart: Path) -> None:
    job = short(day=10)
    store.tries_of(job.path)
    store.tries_of(job.path)
    store.put(job)
    with pytest.raises(CannotRenderError, match="could not be made"):
        pdf_of(job)
    assert pdf_of(Job(samples.load("referred"))).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("limits", "name", "said"),
    [
        ({"RENDER_PAGES": 2}, "nearly_empty", "more than 2 pages"),
        ({"RENDER_SECONDS": 1}, "long_texts", "could not be made"),
        ({"RENDER_MEMORY_MB": 150}, "long_texts", "could not be made"),
    ],
    ids=["pages", "time", "memory"],
)
def test_a_pdf_that_takes_too_much_is_refused_in_words(
    tmp_path: Path, limits: dict[str, int], name: str, said: str
) -> None:
    with made_apart(tmp_path, **limits), pytest.raises(CannotRenderError, match=said):
        pdf_of(Job(samples.load(name)))


def test_a_process_ends_after_so_many_pdfs(tmp_path: Path) -> None:
    with made_apart(tmp_path, RENDER_RESTART_AFTER=1) as root:
        pdf_of(short())
        until(lambda: not pids(root), "its end")
        assert pdf_of(Job(samples.load("referred"))).startswith(b"%PDF")


def test_what_is_kept_is_bounded_in_size_and_time(tmp_path: Path, settings: Any) -> None:
    settings.RENDER_ROOT, settings.RENDER_STORE_MB = tmp_path, 1
    for number in range(4):
        (store.folder() / f"{number}.pdf").write_bytes(b"x" * 400_000)
        os.utime(store.folder() / f"{number}.pdf", (timezone.now().timestamp() - 100 + number,) * 2)
    store.prune()
    assert {path.name for path in store.folder().iterdir()} == {"2.pdf", "3.pdf"}
    os.utime(store.folder() / "2.pdf", (timezone.now().timestamp() - store.KEEP_SECONDS - 1,) * 2)
    store.prune()
    assert {path.name for path in store.folder().iterdir()} == {"3.pdf"}


def test_pages_of_a_pack_that_was_never_finished_go_in_time(tmp_path: Path, settings: Any) -> None:
    settings.RENDER_ROOT = tmp_path
    finished, left, begun = (store.folder() / f"{name}.pages" for name in ("finished", "left", "begun"))
    for path in (finished, left, begun, finished.with_suffix(".pdf")):
        path.write_bytes(b"{}")
    for path in (finished, left):
        os.utime(path, (timezone.now().timestamp() - store.KEEP_SECONDS - 1,) * 2)
    store.prune()
    assert {path.name for path in store.folder().iterdir()} == {"finished.pages", "finished.pdf", "begun.pages"}


# --- Pages -----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
class TestPages:
    @pytest.fixture
    def path(self, assessment: Assessment) -> str:
        return f"/assessments/{assessment.pk}/report.pdf"

    @pytest.fixture
    def slow(self, apart: Path) -> Iterator[int]:
        """The process that makes PDFs, stopped as if it had a long one, and one that waits."""
        pdf_of(short())
        until(lambda: pids(apart), "the process")
        [pid] = pids(apart)
        os.kill(pid, signal.SIGSTOP)
        store.put(short(day=11 + next(UNIQUE)))
        yield pid
        os.kill(pid, signal.SIGCONT)
        until(lambda: not store.waiting(), "the end of all")

    def test_who_waits_sees_a_page_that_asks_again_and_can_stop_it(
        self, slow: int, path: str, owner: User, sign_in: SignIn, assessment: Assessment
    ) -> None:
        client = sign_in(owner)
        page = client.get(path, headers={"Accept": BROWSER})
        assert page.status_code == 202
        assert int(page["Retry-After"]) >= 3
        text = one_spaced(page.content.decode())
        # Nobody's page is taken away from them sooner than they can stop it; with scripts it never is.
        [reload] = re.findall(r'<noscript><meta http-equiv="refresh" content="(\d+)"></noscript>', text)
        assert int(reload) >= 20
        assert "Refresh" not in page
        [stop] = re.findall(r'href="([^"]+)">Stop loading it again<', text)
        assert "The PDF is being made" in text
        assert "data-looks-again" in text
        assert "One other report is made before this one." in text
        assert assessment.partnership.reference in text
        stopped = one_spaced(client.get(stop, headers={"Accept": BROWSER}).content.decode())
        assert "no longer looks by itself" in stopped
        assert 'http-equiv="refresh"' not in stopped
        assert "data-looks-again" not in stopped
        assert re.findall(r'href="([^"]+)"[^>]*> *Look again now', stopped) == [stop]
        # Whoever answers pages is not kept by it.
        assert client.get("/").status_code == 200
        os.kill(slow, signal.SIGCONT)
        made(Job(snapshot_of(assessment, made_on=timezone.localdate())))
        assert client.get(path, headers={"Accept": BROWSER})["Content-Type"] == "application/pdf"

    def test_the_page_that_waits_is_of_no_use_to_whoever_comes_next(
        self, slow: int, path: str, owner: User, outsider: User, sign_in: SignIn, assessment: Assessment
    ) -> None:
        client = sign_in(owner)
        assert client.get(path, headers={"Accept": BROWSER}).status_code == 202
        client.post("/sign-out/")
        for address in (path, f"{path}?stay"):
            answer = client.get(address, headers={"Accept": BROWSER})
            assert answer.status_code == 302
            assert answer["Location"].startswith("/sign-in/?next=/assessments/")
        client.force_login(outsider)
        answer = client.get(path, headers={"Accept": BROWSER})
        assert answer.status_code == 404
        assert assessment.partnership.reference not in answer.content.decode()

    def test_a_program_is_told_when_to_ask_again(self, slow: int, path: str, owner: User, sign_in: SignIn) -> None:
        answer = sign_in(owner).get(path, headers={"Accept": "*/*"})
        assert (answer.status_code, answer["Content-Type"]) == (503, "text/plain; charset=utf-8")
        assert int(answer["Retry-After"]) >= 3

    def test_what_is_stored_is_for_those_alone_who_may_read_the_case(
        self, apart: Path, path: str, owner: User, outsider: User, sign_in: SignIn
    ) -> None:
        until(lambda: sign_in(owner).get(path).status_code == 200, "the PDF")
        assert sign_in(outsider).get(path).status_code == 404

    def test_only_what_has_to_be_made_counts_against_the_limit(
        self, apart: Path, path: str, owner: User, sign_in: SignIn, assessment: Assessment, settings: Any
    ) -> None:
        settings.LIMITS = {**settings.LIMITS, "reports": Rate(1, 1_000_000_000)}
        client = sign_in(owner)
        until(lambda: client.get(path).status_code == 200, "the PDF")
        assert client.get(path).status_code == 200
        assert LimitUse.objects.get(limit="reports").amount == 1
        factories.save(assessment, "purpose-and-need", "yes", reason="Another text.")
        refused = client.get(path, headers={"Accept": BROWSER})
        assert refused.status_code == 429
        assert "Retry-After" in refused

    def test_a_report_that_is_too_long_says_so(self, tmp_path: Path, path: str, owner: User, sign_in: SignIn) -> None:
        with made_apart(tmp_path, RENDER_PAGES=1):
            client = sign_in(owner)
            until(lambda: client.get(path, headers={"Accept": BROWSER}).status_code == 503, "the refusal")
            page = client.get(path, headers={"Accept": BROWSER})
        assert "more than 1 pages" in one_spaced(page.content.decode())
        assert 'http-equiv="refresh"' not in page.content.decode()
        assert "data-looks-again" not in page.content.decode()


# --- Issuing ---------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
class TestIssuing:
    def test_an_issue_has_the_bytes_of_the_other_process(self, apart: Path, secretary: User, sign_in: SignIn) -> None:
        case, before = people.endorsed(), set(store.folder().glob("*.pdf"))
        sent = {**factories.tokens_of(case), "has_read_public": "on"}
        done = sign_in(secretary).post(f"/assessments/{case.pk}/issue/", sent)
        assert done.status_code == 302
        editions = list(case.issues.get().editions.all())
        here = [reports.render_parts(snapshot_in(row)) for row in editions]
        assert [bytes(row.pdf) for row in editions] == [parts.report for parts in here]
        assert [bytes(row.summary.pdf) for row in editions] == [parts.summary for parts in here]
        assert len(set(store.folder().glob("*.pdf")) - before) == 2

    def test_it_is_made_before_drafts(self, tmp_path: Path, settings: Any) -> None:
        settings.RENDER_ROOT = tmp_path
        draft, issued = short(), Job(IssuedParts.of(samples.load("second_issue")))
        store.put(draft)
        store.put(issued)
        assert store.waiting() == [issued.path, draft.path]

    def test_what_can_be_refused_is_refused_before_anything_is_rendered(
        self, legal: User, secretary: User, settings: Any, tmp_path: Path
    ) -> None:
        case = people.endorsed()
        rendered: list[Snapshot] = []

        def render(snapshot: Snapshot) -> reports.Parts:
            rendered.append(snapshot)
            return reports.Parts(b"", b"")

        tokens = factories.tokens_of(case)
        with pytest.raises(actions.SeparationError):
            actions.issue(assessment=case, by=legal, **tokens, render=render)
        settings.SIGNING_CERTIFICATE = str(tmp_path / "missing.p12")
        with pytest.raises(actions.ActionError, match="could not be signed"):
            actions.issue(assessment=case, by=secretary, **tokens, render=render)
        assert not rendered

    def test_a_report_that_cannot_be_made_is_not_issued(self, tmp_path: Path, secretary: User, sign_in: SignIn) -> None:
        case = people.endorsed()
        with made_apart(tmp_path, RENDER_PAGES=1):
            sent = {**factories.tokens_of(case), "has_read_public": "on"}
            refused = sign_in(secretary).post(f"/assessments/{case.pk}/issue/", sent)
        assert refused.status_code == 409
        assert "was not issued. The report has more than 1 pages" in one_spaced(refused.content.decode())
        assert not case.issues.exists()


@pytest.mark.django_db
def test_the_daily_command_deletes_pdfs_of_the_past(tmp_path: Path, settings: Any) -> None:
    settings.RENDER_ROOT = tmp_path
    old = store.folder() / "old.pdf"
    old.write_bytes(b"x")
    os.utime(old, (timezone.now().timestamp() - store.KEEP_SECONDS - 1,) * 2)
    call_command("run_daily", verbosity=0)
    assert not old.exists()
