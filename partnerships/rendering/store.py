"""The files by which the application and the process that makes PDFs know of each other: jobs, finished PDFs, failures.

They are named by the digest of a document's bytes, in a folder named by what reports are made with, so that a PDF of
before an upgrade is not handed out after it. Nobody but the application's own user may read them.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from threading import get_ident
from typing import Any

from django.conf import settings

from partnerships.files.pages import METHOD, PdfPage, as_json
from partnerships.reports import static_files
from partnerships.reports.documents import Document, IssuedParts, content_of
from partnerships.reports.pack import Pack

# How long a PDF is kept, and how long it is known that one could not be made.
KEEP_SECONDS, KEEP_FAILURE_SECONDS = 24 * 60 * 60, 10 * 60
PDF, PAGES, FAILED, JOB, TRIES, DONE = ".pdf", ".pages", ".failed", ".job", ".tries", ".done"
# The ranks of jobs: what somebody issues, drafts, and agenda packs, which a process of their own makes.
ISSUED, DRAFT, PACK = "0", "1", "2"


class Failure(StrEnum):
    """Why a PDF could not be made."""

    PAGES = "pages"
    TIME = "time"
    MEMORY = "memory"
    STOPPED = "stopped"
    ERROR = "error"


@dataclass(frozen=True)
class Job:
    """The PDF of a document, to be made or made already."""

    document: Document

    @cached_property
    def content(self) -> bytes:
        """The bytes of the document."""
        return content_of(self.document)

    @cached_property
    def key(self) -> str:
        """The digest of these bytes."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def path(self) -> Path:
        """The file that stands for the job while it waits. What somebody issues comes before drafts."""
        return folder() / f"{self._rank}-{self.key}{JOB}"

    @property
    def is_pack(self) -> bool:
        """Whether it is an agenda pack, which takes as long as all its reports."""
        return isinstance(self.document, Pack)

    @property
    def issues(self) -> int:
        """How many issues a pack has, 0 for another document."""
        return len(self.document.members) if isinstance(self.document, Pack) else 0

    @property
    def _rank(self) -> str:
        if self.is_pack:
            return PACK
        return ISSUED if isinstance(self.document, IssuedParts) else DRAFT


def folder() -> Path:
    """Return the folder of this release, made if it is missing."""
    made = settings.RENDER_ROOT / release()
    made.mkdir(mode=0o700, parents=True, exist_ok=True)
    return made


def release() -> str:
    """Return a short digest of when and how large the files are that reports are made with; looked at once a second."""
    return _release_at(int(time.monotonic()))


@lru_cache(maxsize=1)
def _release_at(_second: int) -> str:
    code = Path(static_files.__file__).parent
    parts = [*code.rglob("*.py"), *(settings.BASE_DIR / "templates" / "reports").rglob("*.html"), *_static()]
    stats = [(str(part), part.stat().st_mtime_ns, part.stat().st_size) for part in sorted(parts)]
    return hashlib.sha256(repr((settings.VERSION, stats)).encode()).hexdigest()[:16]


def stored(job: Job) -> bytes | None:
    """Return the finished PDF; None while there is none. What is asked for often is kept."""
    path = folder() / f"{job.key}{PDF}"
    try:
        content = path.read_bytes()
        os.utime(path)
    except FileNotFoundError:
        return None
    return content


def pages_of(job: Job) -> list[dict[str, Any]] | None:
    """Return the pages of a finished agenda pack as `files.pages.as_json` has them; None when they are not there.

    Those that a process of another version digested otherwise are not.
    """
    with suppress(FileNotFoundError):
        read = json.loads((folder() / f"{job.key}{PAGES}").read_bytes())
        if read["method"] == METHOD:
            pages: list[dict[str, Any]] = read["pages"]
            return pages
    return None


def failure_of(job: Job) -> Failure | None:
    """Return why the PDF could not be made when it was last tried; None when nobody knows of a reason."""
    path = folder() / f"{job.key}{FAILED}"
    with suppress(FileNotFoundError):
        if time.time() - path.stat().st_mtime < KEEP_FAILURE_SECONDS:
            return Failure(path.read_text())
    return None


def put(job: Job) -> None:
    """Let the job wait, unless it does already."""
    if not job.path.exists():
        _write(job.path, job.content, is_new=True)


def waiting(*, packs: bool = False) -> list[Path]:
    """Return the jobs that wait or are under way, in the order in which they are done: those of packs, or all others."""
    found = []
    for path in folder().glob(f"*{JOB}"):
        # One that is done meanwhile waits no longer.
        with suppress(FileNotFoundError):
            if (path.name[0] == PACK) is packs:
                found.append((path.name[0], path.stat().st_mtime_ns, path))
    return [path for _rank, _put_at, path in sorted(found)]


def number_before(job: Job) -> int:
    """Return how many jobs come before this one."""
    paths = waiting(packs=job.is_pack)
    return paths.index(job.path) if job.path in paths else 0


def tell(job_path: Path, done: int) -> None:
    """Keep how many issues of a pack are laid out."""
    _write(job_path.with_suffix(DONE), str(done).encode())


def done_of(job: Job) -> int:
    """Return how many issues of the pack are laid out."""
    with suppress(FileNotFoundError, ValueError):
        return int(job.path.with_suffix(DONE).read_text())
    return 0


def tries_of(job_path: Path) -> int:
    """Return how often a process has begun with the job, and count one more."""
    with job_path.with_suffix(TRIES).open("ab") as counted:
        counted.write(b".")
        return counted.tell()


def keep_pages(job_path: Path, pages: Sequence[PdfPage]) -> None:
    """Keep by what the pages of the job's PDF, an agenda pack, are known again."""
    said = {"method": METHOD, "pages": [as_json(page) for page in pages]}
    _write(job_path.parent / f"{_key_in(job_path)}{PAGES}", json.dumps(said).encode())


def finish(job_path: Path, result: bytes | Failure) -> None:
    """Keep the PDF, or the reason why there is none, and let the job go."""
    key = _key_in(job_path)
    name, content = (key + PDF, result) if isinstance(result, bytes) else (key + FAILED, result.encode())
    _write(job_path.parent / name, content)
    for path in (job_path, job_path.with_suffix(TRIES), job_path.with_suffix(DONE)):
        path.unlink(missing_ok=True)


def _key_in(job_path: Path) -> str:
    return job_path.stem.partition("-")[2]


def prune() -> None:
    """Delete what is old, and the PDFs that were not asked for the longest while they fill more than the setting allows."""
    now, kept = time.time(), settings.RENDER_STORE_MB * 1024 * 1024
    for path, at, size in sorted(_results(), key=lambda result: -result[1]):
        kept -= size
        longest = KEEP_FAILURE_SECONDS if path.suffix == FAILED else KEEP_SECONDS
        if kept < 0 or now - at > longest:
            path.unlink(missing_ok=True)
            path.with_suffix(PAGES).unlink(missing_ok=True)
    for pages in folder().glob(f"*{PAGES}"):
        # Whoever kept them was ended before the PDF was finished.
        with suppress(FileNotFoundError):
            if not pages.with_suffix(PDF).exists() and now - pages.stat().st_mtime > KEEP_SECONDS:
                pages.unlink()
    for other in settings.RENDER_ROOT.iterdir():
        if other.is_dir() and other != folder() and now - other.stat().st_mtime > KEEP_SECONDS:
            shutil.rmtree(other, ignore_errors=True)


def _results() -> Iterator[tuple[Path, float, int]]:
    """Yield what was finished, when it was last asked for, and its size."""
    for path in folder().iterdir():
        if path.suffix in (PDF, FAILED):
            with suppress(FileNotFoundError):
                found = path.stat()
                yield path, found.st_mtime, found.st_size


def _static() -> Iterator[Path]:
    """Yield the static files of reports: the stylesheets and the fonts."""
    for name in ("report.css", "report-fonts.css"):
        yield static_files.static_file(name)
    yield from static_files.static_file("report.css").parent.glob("build/fonts/*")


def _write(path: Path, content: bytes, *, is_new: bool = False) -> None:
    """Write the file whole or not at all; with `is_new`, leave one that is there as it is."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.{get_ident()}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    if is_new:
        with suppress(FileExistsError):
            path.hardlink_to(unfinished)
        unfinished.unlink()
    else:
        unfinished.replace(path)
