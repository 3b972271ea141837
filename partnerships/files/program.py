"""The program that reads one file: the file on its standard input, its kind and the limits as arguments, JSON as output.

It is started by `reading.read_file` and imports no Django: it has no settings, environment or database.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Mapping
from typing import Any

from partnerships.files.mail import read_mail
from partnerships.files.office import MAIN_TYPES, OLE, OPEN_TYPES, check_office
from partnerships.files.problem import FileError, FileProblem

MAILS = ("eml", "msg")
# The streams of a container that old programs write, and the one that holds any file which a password locks.
OLD_STREAMS = ("WordDocument", "Workbook", "Book", "PowerPoint Document")
LOCKED_STREAM = "EncryptedPackage"


def main() -> None:
    """Apply the limits, read the file, and write what is wrong with it."""
    kind, limits = sys.argv[1], json.loads(sys.argv[2])
    limit_process(limits)
    json.dump(read(sys.stdin.buffer.read(), kind), sys.stdout)


def limit_process(limits: Mapping[str, int]) -> None:
    """Limit this process for good: processor time, memory, output, open files; no child process and no core file."""
    most = {
        resource.RLIMIT_CPU: limits["seconds"],
        resource.RLIMIT_FSIZE: limits["output"],
        resource.RLIMIT_NOFILE: 32,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_CORE: 0,
    }
    # macOS knows this limit but refuses to set it.
    if sys.platform != "darwin":
        most[resource.RLIMIT_AS] = limits["memory"]
    for resource_kind, number in most.items():
        resource.setrlimit(resource_kind, (number, number))


def read(data: bytes, kind: str) -> dict[str, Any]:
    """Return the summary of a file that can be accepted, else what is wrong with it. `kind` is the ending of its name."""
    try:
        if kind in MAILS:
            return {"mail": read_mail(data, kind)}
        if kind == "pdf":
            _check_pdf(data)
        elif kind in MAIN_TYPES or kind in OPEN_TYPES:
            _check_container(data) if data.startswith(OLE) else check_office(data, kind)
    except FileError as error:
        return {"problem": error.problem.value, "detail": error.detail}
    except (MemoryError, RecursionError):
        return {"problem": FileProblem.UNSAFE.value}
    return {}


# Each parser is imported where it is needed: the process starts for one file, and these imports are most of its time.
def _check_pdf(data: bytes) -> None:
    """Raise FileError when the file opens only with a password. One that is damaged is left to whoever reads it."""
    import pikepdf

    try:
        pikepdf.open(io.BytesIO(data)).close()
    except pikepdf.PasswordError as error:
        raise FileError(FileProblem.PASSWORD) from error
    except (pikepdf.PdfError, RuntimeError, ValueError):
        return


def _check_container(data: bytes) -> None:
    """Say what is in a container that is named like a package: a file that a password locks, or one of old Office."""
    import olefile

    try:
        with olefile.OleFileIO(data) as container:
            if container.exists(LOCKED_STREAM):
                raise FileError(FileProblem.PASSWORD)
            if any(container.exists(stream) for stream in OLD_STREAMS):
                raise FileError(FileProblem.OLD_OFFICE)
    except (OSError, ValueError, LookupError) as error:
        raise FileError(FileProblem.MISMATCH) from error
    raise FileError(FileProblem.MISMATCH)


if __name__ == "__main__":
    main()
