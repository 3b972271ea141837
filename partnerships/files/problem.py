"""Why a file is not accepted. `actions/accepted_files.py` has the sentence for each."""

from enum import StrEnum


class FileProblem(StrEnum):
    """What is wrong with the content of a file."""

    MISMATCH = "mismatch"
    DAMAGED = "damaged"
    MACROS = "macros"
    EMBEDDED = "embedded"
    ELSEWHERE = "elsewhere"
    PASSWORD = "password"  # noqa: S105 - the name of a problem
    OLD_OFFICE = "old_office"
    ATTACHMENT = "attachment"
    UNSAFE = "unsafe"
    VIRUS = "virus"
    NOT_SCANNED = "not_scanned"
    TOO_SLOW = "too_slow"


class FileError(Exception):
    """The file has this problem. `detail` is the name of the part that has it, where that helps."""

    def __init__(self, problem: FileProblem, detail: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.detail = detail
