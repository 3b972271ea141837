"""What is measured: our pages, each with the page of the floor that is like it."""

from __future__ import annotations

from collections.abc import Callable

from tests.bench.measuring import Council, Request, opening, saving
from tests.bench.people import AUDITOR, CHIEF, IN_REVIEW, LEAD, LEGAL, MANAGER, OWN_QUESTION, OWN_REFERENCE, TASK_LIST

Prepare = Callable[[Council], Request]
ROWS, SAVE, LIST, FILE = "18 rows", "save", "list of 20", "file"
FLOOR: dict[str, Prepare] = {
    ROWS: opening(LEAD, "/cases/1/"),
    SAVE: saving(LEAD, "/rows/1/", "text"),
    LIST: opening(LEAD, "/list/"),
    FILE: opening(LEAD, "/file/"),
}
QUESTION = f"{TASK_LIST}questions/{OWN_QUESTION}/"
# The question beside which similar partnerships are named.
SIMILAR = f"{TASK_LIST}questions/existing-partnerships/"
SAVE_ONE = "save one answer"
PAGES: dict[str, tuple[str, Prepare]] = {
    SAVE_ONE: (SAVE, saving(LEAD, QUESTION, f"{OWN_QUESTION}-reason")),
    "question": (ROWS, opening(LEAD, QUESTION)),
    "question with similar partnerships": (ROWS, opening(LEAD, SIMILAR)),
    "section of 12 questions": (ROWS, opening(LEAD, f"{TASK_LIST}sections/1.4.1/")),
    "task list": (ROWS, opening(LEAD, TASK_LIST)),
    "check": (ROWS, opening(LEAD, f"{TASK_LIST}check/")),
    "partnership page": (ROWS, opening(LEAD, f"/partnerships/{OWN_REFERENCE}/")),
    "review": (ROWS, opening(MANAGER, f"{IN_REVIEW}review/")),
    "report HTML": (ROWS, opening(LEAD, f"{TASK_LIST}report/")),
    "My work, officer": (LIST, opening(LEAD, "/")),
    "My work, manager": (LIST, opening(MANAGER, "/")),
    "My work, manager of all": (LIST, opening(CHIEF, "/")),
    "My work, legal adviser": (LIST, opening(LEGAL, "/")),
    "partnerships, one service": (LIST, opening(MANAGER, "/partnerships/")),
    "partnerships, all": (LIST, opening(CHIEF, "/partnerships/")),
    "partnerships, auditor": (LIST, opening(AUDITOR, "/partnerships/")),
    "flags, one service": (LIST, opening(MANAGER, "/flags/")),
    "flags, all": (LIST, opening(CHIEF, "/flags/")),
    "flags, auditor": (LIST, opening(AUDITOR, "/flags/")),
    "register": (LIST, opening(CHIEF, "/register/")),
    "draft PDF, again": (FILE, opening(LEAD, f"{TASK_LIST}report.pdf")),
}
