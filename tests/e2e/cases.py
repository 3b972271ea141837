"""The numbers that the cases of `cases.yaml` have on a new database, after those of the demonstration."""

from __future__ import annotations

from dataclasses import dataclass

# What `load_demo` makes; two of its partnerships have a second assessment, and two of the register have none.
PARTNERSHIPS, ASSESSMENTS = 16, 16


@dataclass(frozen=True)
class Case:
    """A case by its place in the file, from 1."""

    place: int

    @property
    def reference(self) -> str:
        """The printed reference, like PR-0012."""
        return f"PR-{PARTNERSHIPS + self.place:04}"

    @property
    def address(self) -> str:
        """The address of its checklist, under which that of its questions begins."""
        return f"/assessments/{ASSESSMENTS + self.place}/"


# By whether the journey is made with scripts.
REVIEW = {True: Case(1), False: Case(2)}
LEGAL = {True: Case(3), False: Case(4)}
SHARED = {True: Case(5), False: Case(6)}
TYPED = {True: Case(7), False: Case(8)}
ASKED = {True: Case(9), False: Case(10)}
# The pages of these are only looked at.
RAISED, SUBMITTED = Case(11), Case(12)
