"""What a file that is not the issued one has of one issue: its data, its printed fingerprint, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnerships.domain.canonical import printed
from partnerships.models import IssueEdition
from partnerships.selectors.issues import line_of
from verification import records, words
from verification.claims import Claim
from verification.pdf import Printed, Reading
from verification.verdict import Finding, Match


@dataclass(frozen=True)
class Evidence:
    """A file, what was read of it, and the reports that its attachments claim to be the data of."""

    data: bytes
    reading: Reading
    claims: tuple[Claim, ...]

    @cached_property
    def fingerprints(self) -> dict[str, list[int]]:
        """The pages on which each fingerprint is printed as a running line."""
        return self.reading.fingerprints

    def lines_of(self, edition: IssueEdition) -> list[Printed]:
        """Return the running lines with the edition's fingerprint."""
        mark = printed(edition.digest)
        return [line for line in self.reading.printed if line.is_running and line.fingerprint == mark]

    def has_data_of(self, edition: IssueEdition) -> bool:
        """Whether an attachment is the edition's snapshot, byte for byte."""
        return any(
            claim.digest == edition.digest and records.has_snapshot(edition, claim.data) for claim in self.claims
        )


def finding_of(edition: IssueEdition, found: Evidence) -> Finding | None:
    """Say by what the file has of the edition it is recognised, and how far that goes; None when it has nothing of it."""
    lines = found.lines_of(edition)
    if records.starts_with_file(edition, found.data):
        match, (proved, unproved) = Match.EXTENDED, _extended(edition, found)
    elif found.has_data_of(edition):
        match, (proved, unproved) = Match.SNAPSHOT, _with_data(edition, found, lines)
    elif lines:
        match, (proved, unproved) = Match.FINGERPRINT, _with_fingerprint(edition, found, lines)
    elif pages := [line.page for line in found.reading.printed if line.fingerprint == printed(edition.digest)]:
        match, (proved, unproved) = Match.NAMED, _named(edition, pages)
    else:
        return None
    line = line_of(edition.issue)
    return Finding(
        edition, line, match, about=words.about(edition, line), proved=tuple(proved), unproved=tuple(unproved)
    )


Sentences = tuple[list[str], list[str]]


def _extended(edition: IssueEdition, found: Evidence) -> Sentences:
    more = len(found.data) - records.size_of(edition)
    proved = [_("The file begins with the file that was issued: of that, not one byte differs.")]
    added = ngettext(
        "%(count)s byte was added after it, as programs do that put comments on a page or fill in a form.",
        "%(count)s bytes were added after it, as programs do that put comments on a page or fill in a form.",
        more,
    )
    return proved, [added % {"count": more}, _("What was added may change what the pages show, and was not compared.")]


def _with_data(edition: IssueEdition, found: Evidence, lines: list[Printed]) -> Sentences:
    issue = {"issue": words.name_of(edition)}
    proved = [_("The data inside the file is that of %(issue)s: not one character differs.") % issue]
    unproved = [_("The pages around it were saved anew by other software, so what the pages show was not compared.")]
    if lines:
        proved.append(_("%(pages)s its fingerprint.") % {"pages": _pages(found, lines)})
        unproved += _missing(lines)
    else:
        unproved.append(_("No page prints the fingerprint of this data, so nothing ties the pages to it."))
    return proved, unproved


def _with_fingerprint(edition: IssueEdition, found: Evidence, lines: list[Printed]) -> Sentences:
    says = _("%(pages)s the fingerprint of %(issue)s.")
    proved = [says % {"pages": _pages(found, lines), "issue": words.name_of(edition)}]
    copied = _("A fingerprint can be copied onto other pages: compare what they show with the issue.")
    return proved, [copied, *_missing(lines)]


def _named(edition: IssueEdition, pages: list[int]) -> Sentences:
    says = _("The fingerprint of %(issue)s stands in the text of %(pages)s, but not at the foot of a report’s page.")
    nothing = _("Nothing else in the file is of that issue: anybody can write down a fingerprint.")
    return [says % {"issue": words.name_of(edition), "pages": words.pages_named(pages)}], [nothing]


def _pages(found: Evidence, lines: list[Printed]) -> str:
    return words.count_of({line.page for line in lines}, found.reading.pages or found.reading.read)


def _missing(lines: list[Printed]) -> list[str]:
    """Say which of the report's own pages are not there; nothing when all are."""
    there = {line.number for line in lines if line.number is not None}
    total = max((line.of for line in lines if line.of is not None), default=0)
    missing = set(range(1, total + 1)) - there
    if not missing:
        return []
    says = _("Of the report’s %(total)s pages, %(pages)s are not in the file.")
    if len(missing) == 1:
        says = _("Of the report’s %(total)s pages, %(pages)s is not in the file.")
    return [says % {"total": total, "pages": words.pages_named(missing)}]
