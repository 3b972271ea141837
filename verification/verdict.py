"""The result of verifying a file or a fingerprint, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from partnerships.models import IssueEdition
from verification.pages import Tally
from verification.pdf import Problem

NOTHING = Tally((), 0)


class Match(TextChoices):
    """By what an issue was recognised, the strongest proof first."""

    FILE = "file", _("the exact file")
    EXTENDED = "extended", _("the exact file, with more after it")
    SNAPSHOT = "snapshot", _("the data inside the file")
    PAGES = "pages", _("pages that are as they were issued")
    FINGERPRINT = "fingerprint", _("the fingerprint printed on the pages")
    ATTACHED = "attached", _("the exact file, attached to another")
    NAMED = "named", _("a fingerprint that the text mentions")
    TYPED = "typed", _("the fingerprint that was typed")


class Conclusion(TextChoices):
    """The conclusion; its label is the heading of the answer."""

    UNALTERED = "unaltered", _("Proved: an issued report, unaltered")
    PACK = "pack", _("Proved: an agenda pack, unaltered")
    PAGES = "pages", _("Each page is proved, in a file that was saved anew")
    SOME_PAGES = "some_pages", _("Pages that were issued are proved, but not the whole file")
    IDENTIFIED = "identified", _("Identified, but not proved unaltered")
    SEVERAL = "several", _("Several issued reports in one file, not proved unaltered")
    TYPED = "typed", _("The fingerprint is that of an issued report")
    MISMATCH = "mismatch", _("The reference and the fingerprint do not belong together")
    CONFLICT = "conflict", _("Not as it was issued")
    NAMED = "named", _("Only mentions an issued report")
    DRAFT = "draft", _("A draft, which proves nothing")
    UNKNOWN = "unknown", _("Not recognised")
    UNREADABLE = "unreadable", _("The file cannot be read")


@dataclass(frozen=True, slots=True)
class Finding:
    """One issue that was recognised: which it is and how it stands (`about`), what is proved of it and what is not."""

    edition: IssueEdition
    match: Match
    about: tuple[str, ...]
    proved: tuple[str, ...]
    unproved: tuple[str, ...]
    tally: Tally = NOTHING


@dataclass(frozen=True, slots=True)
class PackFinding:
    """An agenda pack that was recognised: which it is (`about`), what is proved of it and what is not."""

    about: tuple[str, ...]
    proved: tuple[str, ...]
    unproved: tuple[str, ...]
    is_whole: bool
    tally: Tally = NOTHING


@dataclass(frozen=True, slots=True)
class Verdict:
    """The whole answer. `remarks` are about the file and not about an issue; `problem`: why it was not read completely.

    What is found of agenda packs stands before what is found of issues.
    """

    conclusion: Conclusion
    findings: tuple[Finding, ...] = ()
    packs: tuple[PackFinding, ...] = ()
    remarks: tuple[str, ...] = ()
    problem: Problem | None = None

    @property
    def all_findings(self) -> tuple[PackFinding | Finding, ...]:
        """What was found, in the order in which it is told."""
        return (*self.packs, *self.findings)

    @property
    def is_proved(self) -> bool:
        """Whether the file is exactly an issued report, or an agenda pack as it was made."""
        return self.conclusion in (Conclusion.UNALTERED, Conclusion.PACK)

    @property
    def is_readable(self) -> bool:
        """Whether the file could be read at all."""
        return self.conclusion is not Conclusion.UNREADABLE
